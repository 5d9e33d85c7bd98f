"""Manifests without what the cluster added to them. See docs/neat.md."""

from collections.abc import Callable, Mapping
from typing import Any

from kanivete.toolbox.neat.defaults import defaults, placeholders
from kanivete.toolbox.neat.kinds import of_kind
from kanivete.toolbox.neat.metadata import Origin, metadata, origin
from kanivete.toolbox.neat.paths import Path, outermost, without
from kanivete.toolbox.neat.schema import Schema, built_in
from kanivete.toolbox.neat.written import EVERYTHING, NOBODY, authors

__all__ = ["Find", "added", "neat"]

Find = Callable[[str, str], Schema | None]
"""From apiVersion and kind to what is known of the kind."""

_LIST = {"resourceVersion", "selfLink", "remainingItemCount", "continue"}


def neat(whole: dict[str, Any], *, every_default: bool = False, find: Find = built_in) -> dict[str, Any]:
    """A copy of an object, or of a list of them, without what the cluster added.

    Args:
        whole: The object as plain data. One that a person wrote is given back as it is.
        every_default: Take away what equals a default even where a person wrote it.
        find: What is known of a kind; without it of Kubernetes' own kinds.

    Returns:
        What is left: nothing is changed or added.
    """
    found: dict[str, Any] = without(whole, added(whole, every_default=every_default, find=find))
    return found


def added(whole: Mapping[str, Any], *, every_default: bool = False, find: Find = built_in) -> set[Path]:
    """The places in an object, or in a list of them, of what the cluster added. None lies inside another."""
    return _of_any(whole, "", "", every_default, find)


def _of_any(whole: Mapping[str, Any], version: str, kind: str, every_default: bool, find: Find) -> set[Path]:
    """Of an object or a list, which is of this kind where it does not say itself what it is."""
    version, kind = _word(whole, "apiVersion") or version, _word(whole, "kind") or kind
    items = whole.get("items")
    if kind.endswith("List") and isinstance(items, list) and "name" not in _metadata(whole):
        return _of_list(whole, items, (version, kind.removesuffix("List")), every_default, find)
    return _of_object(whole, version, kind, every_default, find)


def _of_list(
    whole: Mapping[str, Any], items: list[Any], of: tuple[str, str], every_default: bool, find: Find
) -> set[Path]:
    """A page of a list carries the page's metadata; its items may leave out what kind they are."""
    found: set[Path] = set()
    page = whole.get("metadata")
    if isinstance(page, Mapping):
        gone = [key for key in page if key in _LIST]
        found |= {("metadata",)} if len(gone) == len(page) else {("metadata", key) for key in gone}
    for at, item in enumerate(items):
        if isinstance(item, Mapping):
            found |= {("items", at, *path) for path in _of_any(item, *of, every_default, find)}
    return found


def _of_object(whole: Mapping[str, Any], version: str, kind: str, every_default: bool, find: Find) -> set[Path]:
    been = origin(whole)
    if been is Origin.PERSON and not every_default:
        return set()
    told = authors(whole)
    group = version.rpartition("/")[0]
    found = {*metadata(whole, kind, told), *of_kind(group, kind, whole, told), *placeholders(whole)}
    if "status" in whole:
        found.add(("status",))
    schema = find(version, kind)
    if schema:
        explicit = told.explicit if been is Origin.SERVER else EVERYTHING
        found |= defaults(whole, schema, NOBODY if every_default else explicit, found)
    return outermost(found)


def _word(whole: Mapping[str, Any], key: str) -> str:
    value = whole.get(key)
    return value if isinstance(value, str) else ""


def _metadata(whole: Mapping[str, Any]) -> Mapping[str, Any]:
    value = whole.get("metadata")
    return value if isinstance(value, Mapping) else {}
