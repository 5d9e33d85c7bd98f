"""A scenario without the names that tell what it is: those of its objects, and its own in the journal.

Scenarios name their objects after the fault (`noconfig`, `seccomp`). In a drill the subject, and whatever else says a
word of the cause, gets a name that any shop's workload may have, everywhere it is used as a name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import msgspec

from kanivete.simulate.scenario.model import Check, Head, Scenario, Step

NAME = "drill"
"""What the journal has instead of a scenario's name."""
_HARMLESS = ("orders", "carts", "prices", "catalog", "shipping", "reviews", "loyalty", "returns", "search", "billing")
_TEXTS = {"command", "args", "data", "stringData", "value", "path", "mountPath"}
"""Fields whose values are no names: in them a name is only changed where it is a Service's, as a host."""
_COMMON = {"not", "no", "and", "the", "to", "in", "of", "found", "other"}
_NOT_INSIDE = r"(?<![\w.-])(?<!^/)(?<![^/]/)"
"""Neither a part of another word nor of a path; the host of a URL is no path."""
_WORD = re.compile(r"[a-z0-9]+")

Rename = Mapping[str, str]


@dataclass(frozen=True)
class Hidden:
    """`scenario` as it is made in a drill; `head` with the cause, and the new names."""

    scenario: Scenario
    head: Head


def hidden(scenario: Scenario, random: Random) -> Hidden:
    """The scenario in disguise."""
    names = _renames(scenario, random)
    hosts = {one["metadata"]["name"] for one in scenario.manifests if one["kind"] == "Service"}
    renamed = partial(_renamed, names=names, hosts={old: new for old, new in names.items() if old in hosts})
    manifests = tuple(renamed(manifest) for manifest in scenario.manifests)
    kind, _slash, name = scenario.head.subject.partition("/")
    steps = [renamed(msgspec.to_builtins(step, str_keys=True)) for step in scenario.head.steps]
    head = msgspec.structs.replace(
        scenario.head,
        subject=f"{kind}/{names.get(name, name)}",
        quote=_in_text(scenario.head.quote, names),
        check=_check(scenario.head.check, names),
        steps=msgspec.convert(steps, list[Step]),
    )
    anonymous = msgspec.structs.replace(head, cause="", accept=[], summary="", summary_pt_br="", note="", quote="")
    return Hidden(Scenario(NAME, anonymous, manifests), head)


def telling(name: str, cause: str) -> bool:
    """Whether an object's name says a word of the cause's id."""
    return not set(_WORD.findall(name)).isdisjoint(set(_WORD.findall(cause)) - _COMMON)


def _renames(scenario: Scenario, random: Random) -> dict[str, str]:
    """The names that are replaced, and by what."""
    given = [manifest["metadata"]["name"] for manifest in scenario.manifests]
    subject = scenario.head.subject.partition("/")[2]
    wanted = [subject, *(name for name in given if telling(name, scenario.head.cause))]
    derived = [name for name in wanted if any(name.startswith(f"{other}-") for other in wanted)]
    old = [name for name in dict.fromkeys(wanted) if "{{" not in name and name not in derived]
    free = [name for name in _HARMLESS if name not in given]
    return dict(zip(old, random.sample(free, len(free)), strict=False))


def _check(asked: Check | None, names: Rename) -> Check | None:
    if asked is None:
        return None
    target = _in_text(asked.target, names)
    if "://" not in target:
        kind, slash, name = target.rpartition("/")
        target = f"{kind}{slash}{_in_text(name, names)}"
    kind, slash, name = asked.origin.partition("/")
    return Check(origin=f"{kind}{slash}{_name(name, names)}", target=target)


def _renamed(thing: Any, names: Rename, hosts: Rename, *, text: bool = False) -> Any:
    if isinstance(thing, str):
        return _in_text(thing, hosts) if text else _name(thing, names)
    if isinstance(thing, dict):
        return {
            key: one if key == "image" else _renamed(one, names, hosts, text=text or key in _TEXTS)
            for key, one in thing.items()
        }
    if isinstance(thing, list):
        return [_renamed(one, names, hosts, text=text) for one in thing]
    return thing


def _name(value: str, names: Rename) -> str:
    """A name that is one of the old ones, or begins with one: `web`, `web-settings`."""
    for old, new in names.items():
        if value == old or value.startswith(f"{old}-"):
            return new + value.removeprefix(old)
    return value


def _in_text(text: str, names: Rename) -> str:
    for old, new in names.items():
        text = re.sub(rf"{_NOT_INSIDE}{re.escape(old)}(?!\w)", new, text)
    return text
