"""Whether a certificate is for a name. Source: RFC 6125, section 6.4; RFC 9525, section 6."""

import ipaddress
from collections.abc import Iterable


def is_for(names: Iterable[str], wanted: str) -> bool:
    """Whether one of a certificate's names stands for `wanted`, a DNS name or an address."""
    try:
        address = ipaddress.ip_address(wanted.strip("[]"))
    except ValueError:
        host = wanted.rstrip(".").lower()
        return any(_matches(name.rstrip(".").lower(), host) for name in names)
    return any(_address(name) == address for name in names)


def _matches(name: str, host: str) -> bool:
    """A `*` stands for exactly one whole label, the first."""
    if not name.startswith("*."):
        return name == host
    label, dot, rest = host.partition(".")
    return bool(label and dot) and rest == name[2:] and "." in rest


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
