"""What to say besides, where nothing matched: what was meant, or where it is."""

from collections.abc import Iterable
from typing import Any

from kanivete.check.lookup import did_you_mean, listed
from kanivete.i18n import _
from kanivete.kube.kinds import (
    CRON_JOBS,
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    NAMESPACES,
    SERVICES,
    STATEFUL_SETS,
    Kind,
    kind_named,
)
from kanivete.kube.meta import KubeObject
from kanivete.model import Scope
from kanivete.sources.base import Missing, Source

_MISTAKEN: tuple[Kind[Any], ...] = (DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS, CRON_JOBS, JOBS, SERVICES)
"""Types that one takes for another."""
_MOST = 3
"""Names that are told."""


def nothing_matched(said: str, source: Source, scope: Scope) -> str:
    """The error `said`, and what helps: that the namespace does not exist, a name that is alike, or where it is.

    Costs a few requests, some over all namespaces: for when there is nothing else to do.
    """
    if absent := absent_namespace(source, scope.namespaces):
        known = [one.metadata.name for one in listed(NAMESPACES, "", source)]
        # A recording need not have all of them.
        lead = _no_namespace(absent) if source.cost().requests else said
        return lead + did_you_mean(absent, known)
    for word, name in scope.names:
        kind = kind_named(word)
        if kind and (hint := _hint(kind, name, source, scope.namespaces)):
            return said + hint
    return said


def absent_namespace(source: Source, namespaces: Iterable[str]) -> str:
    """The first of them that is known not to exist, or nothing."""
    return next((one for one in namespaces if source.get(NAMESPACES, "", one) is Missing.ABSENT), "")


def _no_namespace(name: str) -> str:
    return _("there is no namespace {name}").format(name=name)


def _hint(kind: Kind[KubeObject], name: str, source: Source, namespaces: tuple[str, ...]) -> str:
    """`; …`, or nothing: it is in another namespace, of another type, or called otherwise."""
    places = namespaces if kind.namespaced and namespaces else ("",)
    if any(source.get(kind, place, name) is not Missing.ABSENT for place in namespaces if kind.namespaced):
        return ""
    if found := elsewhere(kind, name, source):
        return found
    for other in _MISTAKEN:
        for place in namespaces:
            if not isinstance(source.get(other, place, name), Missing):
                return _("; there is a {kind} {name}").format(kind=other.kind, name=name)
    known = sorted({one.metadata.name for place in places for one in listed(kind, place, source)})
    return _began(name, known) or did_you_mean(name, known)


def elsewhere(kind: Kind[KubeObject], name: str, source: Source) -> str:
    """`; …` where other namespaces have an object of that name, or nothing."""
    if not kind.namespaced:
        return ""
    found = (one.metadata for one in listed(kind, "", source))
    places = sorted(meta.namespace for meta in found if meta.name == name and meta.namespace)
    if not places:
        return ""
    shown = ", ".join(places[:_MOST]) + (", …" if len(places) > _MOST else "")
    return _("; there is one in {namespaces}: add -n {first}").format(namespaces=shown, first=places[0])


def _began(name: str, known: Iterable[str]) -> str:
    """Names of which only the beginning was given: pods have a long end."""
    longer = [one for one in known if one.startswith(f"{name}-")][:_MOST]
    return _("; did you mean {names}?").format(names=_(" or ").join(longer)) if longer else ""
