"""`{{name}}` in a scenario, filled in for one run."""

import re
from collections.abc import Mapping
from typing import Any

from kanivete.i18n import _

_PLACE = re.compile(r"\{\{ ?([a-z][a-z.-]*) ?\}\}")


class UnknownValueError(Exception):
    """A scenario asks for a value that this run does not have."""


def filled(thing: Any, values: Mapping[str, str]) -> Any:
    """The same with the values put in, in all of its strings, keys too.

    Raises:
        UnknownValueError: One is not there.
    """
    if isinstance(thing, str):
        return _PLACE.sub(lambda match: _value(match[1], values), thing)
    if isinstance(thing, dict):
        return {filled(key, values): filled(value, values) for key, value in thing.items()}
    if isinstance(thing, list):
        return [filled(value, values) for value in thing]
    return thing


def wanted(thing: Any) -> set[str]:
    """The names of the values that it asks for."""
    if isinstance(thing, str):
        return set(_PLACE.findall(thing))
    if isinstance(thing, dict):
        return set().union(*(wanted(key) | wanted(value) for key, value in thing.items()))
    if isinstance(thing, list):
        return set().union(*(wanted(value) for value in thing))
    return set()


def _value(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        raise UnknownValueError(_("the scenario asks for {name}, which this run does not have").format(name=name))
    return values[name]
