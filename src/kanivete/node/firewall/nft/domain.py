"""The right side of a comparison: a constant, a prefix, a range, a set; and whether a value lies in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall.nft.types import FLAGS, constant
from kanivete.node.firewall.truth import Truth, Unknown, every, some

DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Between:
    """A number that is only known to lie between two, both included (a port that was not given)."""

    first: int
    last: int
    why: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A number that is one of these, but it is not known which."""

    numbers: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An interface that was not given; `loopback` if it may be `lo`."""

    loopback: bool
    why: str


Value = int | str | Between | OneOf | Unnamed | Unknown | tuple[Any, ...]
"""What an expression gives; a tuple for a concatenation, of values."""

Domain = Callable[[Value], Truth]


@dataclass
class NamedSet:
    """A set or map of a table: its elements as JSON, and each element's value if it is a map."""

    name: str
    elements: list[Any] = field(default_factory=list)


Sets = Mapping[str, NamedSet]


def _number_in(value: Value, first: int, last: int) -> Truth:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Between):
        if first <= value.first and last >= value.last:
            return True
        return False if last < value.first or first > value.last else Unknown(value.why)
    if isinstance(value, OneOf):
        inside = {first <= one <= last for one in value.numbers}
        return inside.pop() if len(inside) == 1 else Unknown(value.why)
    return isinstance(value, int) and first <= value <= last


def _named(value: Value, pattern: str) -> Truth:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Unnamed):
        return False if pattern == "lo" and not value.loopback else Unknown(value.why)
    if not isinstance(value, str):
        return False
    return value.startswith(pattern[:-1]) if pattern.endswith("*") else value == pattern


def domain(types: tuple[str, ...], right: Any, sets: Sets, depth: int = 0) -> Domain:
    """What values of these types lie in `right`, nft's JSON.

    Raises:
        ValueError: It cannot be read.
    """
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(right, str) and right.startswith("@"):
        return _reference(types, right[1:], sets, depth)
    if isinstance(right, dict):
        if "set" in right:
            return _any_of(types, right["set"], sets, depth)
        if "elem" in right:
            return domain(types, right["elem"]["val"], sets, depth + 1)
        if "concat" in right:
            return _concatenated(types, right["concat"], sets, depth)
        if "prefix" in right:
            return _prefix(types[0], right["prefix"])
        if "range" in right:
            first, last = (_as_number(constant(types[0], end)) for end in right["range"])
            return lambda value: _number_in(value, first, last)
    if right == "*":
        return lambda _value: True
    wanted = bits(types[0], right)
    if isinstance(wanted, str):
        return lambda value: _named(value, wanted)
    return lambda value: _number_in(value, wanted, wanted)


def _as_number(value: int | str) -> int:
    if isinstance(value, str):
        raise ValueError(value)
    return value


def bits(type_: str, right: Any) -> int | str:
    """A constant, or several of a flag type put together.

    Raises:
        ValueError: It cannot be read.
    """
    parts = right.get("|") if isinstance(right, dict) else right
    if isinstance(parts, list):
        if type_ not in FLAGS and not isinstance(right, dict):
            raise ValueError(right)
        total = 0
        for part in parts:
            total |= _as_number(bits(type_, part))
        return total
    return constant(type_, right)


def _any_of(types: tuple[str, ...], elements: Any, sets: Sets, depth: int) -> Domain:
    among = elements if isinstance(elements, list) else [elements]
    plain: set[int | str] = set()
    domains: list[Domain] = []
    for one in among:
        if len(types) == 1 and isinstance(one, (int, str)) and not str(one).endswith("*"):
            plain.add(constant(types[0], one))
        else:
            domains.append(domain(types, one, sets, depth + 1))

    def holds(value: Value) -> Truth:
        if isinstance(value, (int, str)):
            return True if value in plain else some(one(value) for one in domains)
        if isinstance(value, Unnamed):
            return some([*(_named(value, str(one)) for one in plain), *(one(value) for one in domains)])
        if isinstance(value, (Between, OneOf)):
            exact = [_number_in(value, one, one) for one in plain if isinstance(one, int)]
            return some([*exact, *(one(value) for one in domains)])
        if isinstance(value, Unknown):
            return value if among else False
        return some(one(value) for one in domains)

    return holds


def _reference(types: tuple[str, ...], name: str, sets: Sets, depth: int) -> Domain:
    found = sets.get(name)
    if found is None:
        return lambda _value: Unknown(_("the set {name} is not in the dump").format(name=name))
    keys = [one[0] if isinstance(one, list) and len(one) == 2 else one for one in found.elements]
    return _any_of(types, keys, sets, depth + 1)


def _concatenated(types: tuple[str, ...], parts: Any, sets: Sets, depth: int) -> Domain:
    if not isinstance(parts, list) or len(parts) != len(types):
        raise ValueError(parts)
    domains = [domain((type_,), part, sets, depth + 1) for type_, part in zip(types, parts, strict=True)]

    def holds(value: Value) -> Truth:
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, tuple) or len(value) != len(domains):
            return False
        return every(one(part) for one, part in zip(domains, value, strict=True))

    return holds


def _prefix(type_: str, prefix: Any) -> Domain:
    from kanivete.node.firewall.nft.types import address_family

    length = int(prefix["len"])
    bits_ = (32 if address_family(prefix["addr"]) == 4 else 128) if type_ == "address" else 32
    if not 0 <= length <= bits_:
        raise ValueError(prefix)
    host = (1 << (bits_ - length)) - 1
    base = _as_number(constant(type_, prefix["addr"])) & ~host
    return lambda value: _number_in(value, base, base | host)
