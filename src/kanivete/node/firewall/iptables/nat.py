"""DNAT, REDIRECT, NETMAP, SNAT, MASQUERADE."""

import ipaddress

from kanivete.node.firewall import changes
from kanivete.node.firewall.model import Kind, Step, Verdict
from kanivete.node.firewall.parse.options import Option
from kanivete.node.firewall.values import network_of

_TRANSLATED = Verdict(Kind.ACCEPT)


def nat_steps(name: str, options: dict[str, Option], family: int) -> list[Step]:
    """The translation, and the end of the nat table.

    Raises:
        ValueError: The options cannot be read.
    """
    if name == "DNAT":
        address, port, keep_address, keep_port = target_of(_value(options, "--to-destination"), family)
        return [changes.destination(address, port, keep_address=keep_address, keep_port=keep_port), _TRANSLATED]
    if name == "REDIRECT":
        ports = _value(options, "--to-ports")
        return [changes.redirected(int(ports) if ports.isdecimal() else None, keep_port=not ports), _TRANSLATED]
    if name == "SNAT":
        address, _port, _keep, _keep_port = target_of(_value(options, "--to-source"), family)
        return [changes.source(address), _TRANSLATED]
    if name == "MASQUERADE":
        return [changes.source(None), _TRANSLATED]
    network = network_of(_value(options, "--to"))
    return [
        changes.destination_by(
            lambda packet: None if packet.dst is None else network.address | (packet.dst & ~network.mask), None
        ),
        _TRANSLATED,
    ]


def _value(options: dict[str, Option], name: str) -> str:
    return options[name].value if name in options else ""


def target_of(word: str, family: int) -> tuple[int | None, int | None, bool, bool]:
    """`10.0.0.1:80`, `10.0.0.1-10.0.0.9`, `:8080`, `[fd00::1]:80`: address, port, and whether each is kept.

    A range has no one value, so that value is None.

    Raises:
        ValueError: It is none of these.
    """
    if family == 6:
        address, port = _six(word)
    else:
        address, _colon, port = word.partition(":")
    port = port.partition("/")[0]
    number = None if "-" in address or not address else int(ipaddress.ip_address(address))
    return number, int(port) if port.isdecimal() else None, not address, not port


def _six(word: str) -> tuple[str, str]:
    if not word.startswith("["):
        return word, ""
    address, _bracket, rest = word[1:].partition("]")
    return address, rest.removeprefix(":").removeprefix("-")
