"""Verdict maps and maps: an element chosen by a value of the packet."""

from collections.abc import Sequence
from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall.model import Change, Choice, Kind, Stage, Verdict
from kanivete.node.firewall.nft.domain import Domain, NamedSet, Sets, domain
from kanivete.node.firewall.nft.expressions import Expression, expression
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.truth import Unknown

MISSED = Verdict(Kind.CONTINUE, missed=True)
"""The map has no such element: the rule ends there, as at a comparison that fails."""

_CHANCE = frozenset(("numgen", "jhash", "symhash"))


def verdict_of(json: Any) -> Verdict:
    """`{"drop": null}`, `{"jump": {"target": "other"}}`.

    Raises:
        ValueError: It is no verdict.
    """
    ((name, body),) = json.items()
    return Verdict(Kind(name), body["target"] if name in ("jump", "goto") else "")


def elements_of(data: Any, sets: Sets) -> list[tuple[Any, Any]] | None:
    """The keys and values of a map, anonymous or named; None if a named one is not in the dump."""
    if isinstance(data, str):
        named: NamedSet | None = sets.get(data.removeprefix("@"))
        pairs = None if named is None else named.elements
    else:
        pairs = data["set"]
    return None if pairs is None else [(one[0], one[1]) for one in pairs if isinstance(one, list) and len(one) == 2]


class Lookup:
    """Which elements of a map a packet may be given."""

    def __init__(self, key: Any, data: Any, sets: Sets) -> None:
        elements = elements_of(data, sets)
        self.missing = elements is None
        self.chance = isinstance(key, dict) and bool(_CHANCE & key.keys())
        self._key: Expression = expression(key)
        # What holds for all the rest is asked last, wherever nft prints it.
        among = sorted(elements or [], key=lambda one: one[0] == "*")
        self._elements: list[tuple[Domain | None, Any]] = [
            (None if self.chance else domain(self._key.types, one, sets), value) for one, value in among
        ]

    def candidates(self, packet: Packet, stage: Stage) -> tuple[list[Any], bool]:
        """The values that it may be, and whether it may be none of them."""
        if self.chance:
            return [value for _domain, value in self._elements], False
        key = self._key.get(packet, stage)
        if key is None:
            return [], True
        found: list[Any] = []
        for domain_, value in self._elements:
            truth = domain_(key) if domain_ else False
            if truth is True:
                return [*found, value], False
            if isinstance(truth, Unknown):
                found.append(value)
        return found, True


def why(lookup: Lookup) -> str:
    """Why one of several candidates cannot be told."""
    if lookup.chance:
        return _("it is a matter of chance")
    return _("what the map is asked with is not known")


def verdict_map(body: Any, sets: Sets) -> Choice:
    """A `vmap` statement.

    Raises:
        ValueError, KeyError, TypeError: It cannot be read.
    """
    lookup = Lookup(body["key"], body["data"], sets)
    if lookup.missing:
        unsure = Verdict(Kind.UNSURE, why=_("the map {name} is not in the dump").format(name=body["data"]))
        return Choice(lambda _packet, _stage: [((), unsure)], "")

    def pick(packet: Packet, stage: Stage) -> Sequence[tuple[tuple[Change, ...], Verdict]]:
        values, none = lookup.candidates(packet, stage)
        verdicts = list(dict.fromkeys(verdict_of(value) for value in values))
        return [((), one) for one in verdicts] + ([((), MISSED)] if none else [])

    return Choice(pick, why(lookup))
