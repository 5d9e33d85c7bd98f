"""`ipset save` and `ipset list`."""

import re
from collections.abc import Mapping
from itertools import pairwise

from kanivete.i18n import _
from kanivete.node.firewall.errors import UnreadableError
from kanivete.node.firewall.parse.words import words_of
from kanivete.node.firewall.sets import IpSet, Member

_SAVED = re.compile(r"^(?:create|add) \S+ \S", re.MULTILINE)
_LISTED = re.compile(r"^Name: \S+\s*\nType: \S+", re.MULTILINE)


def recognised(text: str) -> bool:
    """It is such a dump."""
    return bool(_SAVED.match(text.lstrip()) or _LISTED.search(text))


def parse(text: str, source: str) -> dict[str, IpSet]:
    """The sets by their names.

    Raises:
        UnreadableError: A line is none of ipset's.
    """
    return _listed(text, source) if _LISTED.search(text) else _saved(text, source)


def _saved(text: str, source: str) -> dict[str, IpSet]:
    found: dict[str, IpSet] = {}
    for number, line in enumerate(text.split("\n"), 1):
        words = _words(line, source, number)
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "create" and len(words) > 2:
            found[words[1]] = _set(words[1], words[2], words[3:])
        elif words[0] == "add" and len(words) > 2 and words[1] in found:
            found[words[1]].members.append(_member(words[2:]))
        elif words[0] not in ("flush", "destroy", "swap"):
            raise _wrong(source, number, line)
    return found


def _listed(text: str, source: str) -> dict[str, IpSet]:
    found: dict[str, IpSet] = {}
    facts: dict[str, str] = {}
    current: IpSet | None = None
    for number, line in enumerate(text.split("\n"), 1):
        name, colon, value = line.partition(": ")
        if not line.strip():
            current, facts = None, {}
        elif line.rstrip() == "Members:":
            current = _set_of(facts)
            if current is None:
                raise _wrong(source, number, line)
            found[current.name] = current
        elif current is not None:
            current.members.append(_member(_words(line, source, number)))
        elif colon:
            facts[name] = value.strip()
        else:
            raise _wrong(source, number, line)
    return found


def _set_of(facts: Mapping[str, str]) -> IpSet | None:
    if "Name" not in facts or "Type" not in facts:
        return None
    return _set(facts["Name"], facts["Type"], facts.get("Header", "").split())


def _set(name: str, type_: str, options: list[str]) -> IpSet:
    given = dict(pairwise(options))
    family = 6 if given.get("family") == "inet6" else 4
    netmask = given.get("netmask", "")
    return IpSet(name, type_, family, int(netmask) if netmask.isdecimal() else None)


def _member(words: list[str]) -> Member:
    return Member(tuple(words[0].split(",")), "nomatch" in words[1:], "wildcard" in words[1:])


def _words(line: str, source: str, number: int) -> list[str]:
    try:
        return [word.text for word in words_of(line)]
    except ValueError as error:
        raise _wrong(source, number, line) from error


def _wrong(source: str, number: int, line: str) -> UnreadableError:
    return UnreadableError(
        _("{source}, line {number}: {line!r} is no line of ipset save or ipset list").format(
            source=source, number=number, line=line[:80]
        )
    )
