"""What is wrong with the input, as one line for a person."""


class FirewallError(Exception):
    """The message says what is wrong and what to do."""


class UnreadableError(FirewallError):
    """The rules cannot be read."""


class PacketError(FirewallError):
    """The packet that was asked for cannot exist, or is of another family than the rules."""
