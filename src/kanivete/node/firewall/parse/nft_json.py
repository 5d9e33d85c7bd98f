"""`nft -j list ruleset`, and what it has in common with `nft -j list table` or `list chain`."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall.errors import UnreadableError
from kanivete.node.firewall.model import Chain, Kind, Rule, Step, Table
from kanivete.node.firewall.nft.domain import NamedSet
from kanivete.node.firewall.nft.statements import steps_of
from kanivete.node.firewall.nft.text import rule_text
from kanivete.node.firewall.packet import Hook

_FAMILIES = frozenset(("ip", "ip6", "inet", "netdev"))
_HOOKS = {str(hook): hook for hook in Hook}


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tables: dict[tuple[str, str], Table] = {}
        self.sets: dict[tuple[str, str], dict[str, NamedSet]] = {}
        self.counters: dict[tuple[str, str, str], int] = {}
        self.dormant: set[tuple[str, str]] = set()
        """Tables that are switched off: the kernel calls none of their chains."""

    def place(self, body: Any, name: str = "table") -> tuple[tuple[str, str], Table]:
        key = (str(body["family"]), str(body[name]))
        self.sets.setdefault(key, {})
        return key, self.tables.setdefault(key, Table(key[1], key[0], "nft", source=self.source))

    def table(self, body: Any) -> None:
        key, _table = self.place(body, "name")
        flags = body.get("flags") or ()
        if "dormant" in ([flags] if isinstance(flags, str) else flags):
            self.dormant.add(key)

    def chain(self, body: Any) -> None:
        key, table = self.place(body)
        chain = table.chains[str(body["name"])] = Chain(str(body["name"]))
        hook = _HOOKS.get(body.get("hook", ""))
        if hook is None or key in self.dormant:
            return
        chain.hook = hook
        chain.priority = int(body.get("prio", 0))
        chain.nat = body.get("type") == "nat"
        chain.policy = Kind.DROP if body.get("policy") == "drop" else Kind.ACCEPT
        devices = body.get("dev") or ()
        chain.devices = (devices,) if isinstance(devices, str) else tuple(map(str, devices))

    def set(self, body: Any) -> None:
        key, _table = self.place(body)
        elements = body.get("elem") or []
        name = str(body["name"])
        self.sets[key][name] = NamedSet(name, elements if isinstance(elements, list) else [elements])

    def counter(self, body: Any) -> None:
        self.counters[str(body["family"]), str(body["table"]), str(body["name"])] = int(body["packets"])

    def rule(self, body: Any) -> None:
        key, table = self.place(body)
        name = str(body["chain"])
        chain = table.chains.setdefault(name, Chain(name))
        expr = body.get("expr") or []
        if not isinstance(expr, list):
            raise TypeError("expr")
        comment = str(body.get("comment") or "")
        handle = body.get("handle")
        chain.rules.append(
            Rule(
                table=table.name,
                chain=name,
                number=len(chain.rules) + 1,
                text=rule_text(expr, comment),
                compiled=partial(self.steps, expr, key),
                packets=self.packets(expr, key),
                comment=comment,
                handle=handle if isinstance(handle, int) else None,
            )
        )

    def steps(self, expr: list[Any], key: tuple[str, str]) -> Sequence[Step]:
        return steps_of(expr, self.sets[key])

    def packets(self, expr: list[Any], key: tuple[str, str]) -> int | None:
        for one in expr:
            body = one.get("counter") if isinstance(one, dict) else None
            if isinstance(body, dict) and isinstance(body.get("packets"), int):
                return int(body["packets"])
            if isinstance(body, str):
                return self.counters.get((*key, body))
        return None


def parse(json: Any, source: str) -> list[Table]:
    """The tables of the dump; those of families that no IP packet passes are left out.

    Raises:
        UnreadableError: It is JSON, but none of nft's.
    """
    objects = json.get("nftables") if isinstance(json, dict) else None
    if not isinstance(objects, list):
        raise UnreadableError(
            _("{source} is JSON, but not that of nft: give `nft -j list ruleset`").format(source=source)
        )
    reader = _Reader(source)
    read: dict[str, Callable[[Any], None]] = {
        "counter": reader.counter,
        "table": reader.table,
        "set": reader.set,
        "map": reader.set,
        "chain": reader.chain,
        "rule": reader.rule,
    }
    for kind in ("counter", "table", "set", "map", "chain", "rule"):  # a rule may come before what it refers to
        for number, one in enumerate(objects, 1):
            if not isinstance(one, dict) or kind not in one:
                continue
            body = one[kind]
            try:
                if body["family"] in _FAMILIES:
                    read[kind](body)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UnreadableError(
                    _("{source}: object {number} ({kind}) is not as nft prints it").format(
                        source=source, number=number, kind=kind
                    )
                ) from error
    return list(reader.tables.values())
