"""The statements of an nft rule as steps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall.iptables.misc import OF_THE_MOMENT
from kanivete.node.firewall.model import Kind, Step, Verdict, undecidable
from kanivete.node.firewall.nft.change import mangle_steps, nat_steps
from kanivete.node.firewall.nft.domain import Sets
from kanivete.node.firewall.nft.lookup import verdict_map, verdict_of
from kanivete.node.firewall.nft.match import match_test

_PASSING = frozenset(
    ("counter", "log", "set", "map", "dup", "flow", "last", "ct helper", "ct timeout", "ct expectation", "secmark",
     "tproxy", "comment", "flow add", "reset")
)  # fmt: skip
_VERDICTS = frozenset(("accept", "drop", "continue", "return", "jump", "goto"))
_LIMIT = OF_THE_MOMENT["limit"]
_OF_THE_MOMENT = {
    "limit": _LIMIT,
    "meter": _LIMIT,
    "quota": OF_THE_MOMENT["quota"],
    "ct count": OF_THE_MOMENT["connlimit"],
}
_NAT = frozenset(("dnat", "redirect", "snat", "masquerade"))
_XT_PASSING = frozenset(("LOG", "NFLOG", "TCPMSS", "CHECKSUM", "SET", "TRACE", "AUDIT", "CLASSIFY", "TEE", "CT"))


def steps_of(expr: Sequence[Any], sets: Sets) -> list[Step]:
    """The steps of a rule's statements. One that cannot be read cannot be decided."""
    steps: list[Step] = []
    for statement in expr:
        if isinstance(statement, str):
            statement = {statement: None}
        if not isinstance(statement, Mapping) or len(statement) != 1:
            steps.append(undecidable(_("a statement could not be read")))
            continue
        ((name, body),) = statement.items()
        try:
            steps += _steps(name, body, sets)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            steps.append(undecidable(_("the statement {name} could not be read").format(name=name)))
    return steps


def _steps(name: str, body: Any, sets: Sets) -> Iterator[Step]:
    if name == "match":
        yield match_test(body, sets)
    elif name == "vmap":
        yield verdict_map(body, sets)
    elif name in _VERDICTS:
        yield verdict_of({name: body})
    elif name == "reject":
        yield Verdict(Kind.REJECT)
    elif name in _OF_THE_MOMENT:
        yield undecidable(_(_OF_THE_MOMENT[name]))
    elif name == "mangle":
        yield from mangle_steps(body)
    elif name == "notrack":
        yield from mangle_steps({"key": {"notrack": None}, "value": None})
    elif name in _NAT:
        yield from nat_steps(name, body or {}, sets)
    elif name == "queue":
        yield Verdict(Kind.UNSURE, why=_("a program on the node decides (queue)"))
    elif name == "xt":
        yield _extension(body)
    elif name == "set" and isinstance(body, Mapping) and body.get("stmt"):
        yield undecidable(_(_LIMIT))
    elif name not in _PASSING:
        yield Verdict(Kind.UNSURE, why=_("what the statement {name} does is not known here").format(name=name))


def _extension(body: Any) -> Step:
    """nft shows only the name of what iptables-nft put there."""
    name, type_ = body.get("name", "?"), body.get("type", "match")
    if type_ == "target":
        if name == "REJECT":
            return Verdict(Kind.REJECT)
        if name in _XT_PASSING:
            return Verdict(Kind.CONTINUE)
        return Verdict(Kind.UNSURE, why=_("nft hides what {name} does: add `iptables-save -c`").format(name=name))
    if name == "comment":
        return Verdict(Kind.CONTINUE)
    return undecidable(_("nft hides what {name} tests: add `iptables-save -c`").format(name=name))
