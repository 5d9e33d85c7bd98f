"""nft's statements that alter the packet: marks, address translation, notrack."""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any

from kanivete.node.firewall import changes
from kanivete.node.firewall.model import Change, Choice, Kind, Stage, Step, Verdict
from kanivete.node.firewall.nft.domain import Sets
from kanivete.node.firewall.nft.expressions import combined
from kanivete.node.firewall.nft.lookup import MISSED, Lookup, why
from kanivete.node.firewall.packet import Packet

_TRANSLATED = Verdict(Kind.ACCEPT)


def mangle_steps(body: Any) -> Iterator[Step]:
    """`meta mark set …`, `ct mark set …`, `notrack`; other fields are nothing that rules here look at."""
    key = body["key"]
    if "notrack" in key:
        yield changes.untracked()
    elif key.get("meta", {}).get("key") == "mark":
        yield changes.mark(lambda packet: _computed(body["value"], packet))
    elif key.get("ct", {}).get("key") == "mark":
        yield changes.connmark(lambda packet: _computed(body["value"], packet))


def _computed(json: Any, packet: Packet, depth: int = 0) -> int | None:
    """The value of `mark | 0x10` and the like; None if it is not known."""
    if isinstance(json, int):
        return json
    if not isinstance(json, dict) or len(json) != 1 or depth > 16:
        return None
    ((operator, body),) = json.items()
    if operator in ("&", "|", "^", "<<", ">>") and isinstance(body, list) and body:
        value = _computed(body[0], packet, depth + 1)
        for part in body[1:]:
            other = _computed(part, packet, depth + 1)
            value = None if value is None or other is None else combined(operator, value, other) & changes.WORD
        return value
    if json == {"meta": {"key": "mark"}}:
        return packet.mark
    return packet.connmark if json == {"ct": {"key": "mark"}} else None


def nat_steps(name: str, body: Any, sets: Sets) -> Iterator[Step]:
    """`dnat to …`, `redirect to …`, `snat to …`, `masquerade`.

    Raises:
        ValueError, KeyError, TypeError: It cannot be read.
    """
    if name in ("snat", "masquerade"):
        yield changes.source(_address(body.get("addr")))
        yield _TRANSLATED
        return
    for part in ("addr", "port"):
        if isinstance(body.get(part), dict) and "map" in body[part]:
            yield _mapped(name, body, part, sets)
            return
    yield _to(name, body.get("addr"), body.get("port"))
    yield _TRANSLATED


def _to(name: str, address: Any, port: Any) -> Change:
    number = port if isinstance(port, int) else None
    if name == "redirect":
        return changes.redirected(number, keep_port=port is None)
    return changes.destination(_address(address), number, keep_address=address is None, keep_port=port is None)


def _address(json: Any) -> int | None:
    return int(ipaddress.ip_address(json)) if isinstance(json, str) else None


def _mapped(name: str, body: Any, part: str, sets: Sets) -> Choice:
    """The address or port is looked up, by chance or by a value of the packet."""
    map_ = body[part]["map"]
    lookup = Lookup(map_["key"], map_["data"], sets)

    def pick(packet: Packet, stage: Stage) -> Sequence[tuple[tuple[Change, ...], Verdict]]:
        values, none = lookup.candidates(packet, stage)
        found: list[tuple[tuple[Change, ...], Verdict]] = []
        for value in values:
            parts = value["concat"] if isinstance(value, dict) and "concat" in value else [value]
            address = parts[0] if part == "addr" else body.get("addr")
            port = parts[1] if len(parts) > 1 else body.get("port") if part == "addr" else parts[0]
            found.append(((_to(name, address, port),), _TRANSLATED))
        if none or lookup.missing:
            found.append(((), MISSED))
        return found

    return Choice(pick, why(lookup))
