"""`match` statements: a comparison as a test."""

from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall.model import Stage, Test
from kanivete.node.firewall.nft.domain import Between, Domain, OneOf, Sets, Value, bits, domain
from kanivete.node.firewall.nft.expressions import Expression, expression
from kanivete.node.firewall.nft.types import FLAGS
from kanivete.node.firewall.packet import Packet
from kanivete.node.firewall.truth import Truth, Unknown, inverted

_TOP = 1 << 128


def match_test(body: Any, sets: Sets) -> Test:
    """The test of a comparison.

    Raises:
        ValueError, TypeError, KeyError: It cannot be read.
    """
    operator, left = body.get("op", "=="), expression(body["left"])
    holds = _domain(operator, left, body["right"], sets)
    negated = operator in ("!=", "!")

    def test(packet: Packet, stage: Stage) -> Truth:
        value = left.get(packet, stage)
        return False if value is None else inverted(holds(value), negated)

    return test


def _domain(operator: str, left: Expression, right: Any, sets: Sets) -> Domain:
    if isinstance(right, dict) and not {"set", "prefix", "range", "concat", "elem", "|"} & right.keys():
        return lambda _value: Unknown(_("it compares two things of the packet"))
    if operator in ("<", ">", "<=", ">="):
        return _ordered(operator, bits(left.types[0], right))
    if operator in ("in", "!") and left.types[0] in FLAGS and not _a_set(right):
        return _shares(bits(left.types[0], right))
    if operator not in ("==", "!=", "in", "!"):
        return lambda _value: Unknown(_("the comparison {operator} is not known").format(operator=operator))
    return domain(left.types, right, sets)


def _a_set(right: Any) -> bool:
    return (isinstance(right, dict) and "set" in right) or (isinstance(right, str) and right.startswith("@"))


def _shares(wanted: int | str) -> Domain:
    """Some of the flags are there."""

    def holds(value: Value) -> Truth:
        if isinstance(value, int) and isinstance(wanted, int):
            return value & wanted != 0
        return value if isinstance(value, Unknown) else False

    return holds


def _ordered(operator: str, limit: int | str) -> Domain:
    if not isinstance(limit, int):
        raise ValueError(limit)
    first = limit + (operator == ">") if operator in (">", ">=") else 0
    last = limit - (operator == "<") if operator in ("<", "<=") else _TOP

    def holds(value: Value) -> Truth:
        if isinstance(value, (Between, OneOf)):
            ends = (value.first, value.last) if isinstance(value, Between) else (min(value.numbers), max(value.numbers))
            inside = [first <= end <= last for end in ends]
            if all(inside):
                return True
            return Unknown(value.why) if any(inside) or (ends[0] < first and ends[1] > last) else False
        if isinstance(value, Unknown):
            return value
        return isinstance(value, int) and first <= value <= last

    return holds
