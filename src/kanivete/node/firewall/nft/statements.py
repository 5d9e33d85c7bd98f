"""The statements of an nft rule as steps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall.iptables.misc import OF_THE_MOMENT
from kanivete.node.firewall.model import Kind, Stage, Step, Test, Verdict, undecidable
from kanivete.node.firewall.nft.change import mangle_steps, nat_steps
from kanivete.node.firewall.nft.domain import Sets
from kanivete.node.firewall.nft.expressions import expression
from kanivete.node.firewall.nft.extension import extension_steps
from kanivete.node.firewall.nft.lookup import verdict_map, verdict_of
from kanivete.node.firewall.nft.match import match_test
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.truth import Truth

_PASSING = frozenset(
    ("counter", "log", "dup", "flow", "last", "ct helper", "ct timeout", "ct expectation", "secmark",
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


def steps_of(expr: Sequence[Any], sets: Sets) -> list[Step]:
    """The steps of a rule's statements. One that cannot be read cannot be decided."""
    steps: list[Step] = []
    for at, statement in enumerate(expr):
        if isinstance(statement, str):
            statement = {statement: None}
        if not isinstance(statement, Mapping) or len(statement) != 1:
            steps.append(_unsure(_("a statement could not be read")))
            continue
        ((name, body),) = statement.items()
        try:
            if name == "xt":
                steps += extension_steps(body, last=at == len(expr) - 1)
            else:
                steps += _steps(name, body, sets)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            why = _("the statement {name} could not be read").format(name=name)
            # A test at least goes on to the next rule or to the rest of its own; others may do anything.
            steps.append(undecidable(why) if name == "match" else _unsure(why))
    return steps


def _unsure(why: str) -> Verdict:
    return Verdict(Kind.UNSURE, why=why)


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
        yield _unsure(_("a program on the node decides (queue)"))
    elif name in ("set", "map"):
        yield _has(body["elem"])
        if any(one in _OF_THE_MOMENT for statement in body.get("stmt") or [] for one in statement):
            yield undecidable(_(_LIMIT))
    elif name not in _PASSING:
        yield _unsure(_("what the statement {name} does is not known here").format(name=name))


def _has(element: Any) -> Test:
    """The packet has what would be put into the set: one of IPv6 has no `ip saddr`, and the rule ends there."""
    wanted = expression(element["elem"]["val"] if "elem" in element else element)

    def test(packet: Packet, stage: Stage) -> Truth:
        return wanted.get(packet, stage) is not None

    return test
