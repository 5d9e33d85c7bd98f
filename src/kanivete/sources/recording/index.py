"""The objects of a recording by identity, and which lists it is known to hold."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs

from kanivete.kube.config import ConfigMap
from kanivete.kube.decode import NotJsonError, convert, decode
from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS, KINDS, NEW_EVENTS, Kind
from kanivete.kube.meta import KubeObject
from kanivete.sources.recording.content import Document, RawObject
from kanivete.sources.recording.layout import ListPlace
from kanivete.sources.recording.times import latest_of

Name = tuple[str, str]
"""Namespace and name."""

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_BY_KIND: dict[str, Kind[KubeObject]] = {kind.kind: kind for kind in KINDS if kind is not NEW_EVENTS}


class _Item(msgspec.Struct, frozen=True, rename="camel"):
    kind: str = ""
    api_version: str = ""


_ITEM = msgspec.json.Decoder(_Item)


class Index:
    """Filled once, then only read."""

    def __init__(self) -> None:
        self._objects: dict[str, dict[Name, KubeObject]] = {}
        self._listed: dict[str, set[str]] = {}
        self.latest: datetime | None = None
        self.problems: list[str] = []

    def add(self, document: Document, place: ListPlace) -> bool:
        """Take in what the document holds of the known kinds; False where that is nothing."""
        if document.items is None:
            kind = known_kind(document.kind, document.api_version)
            namespace = self._take(kind, document.itself) if kind else None
            if kind and namespace is not None and place.is_share:
                self._listed.setdefault(kind.resource, set()).add(namespace)
            return namespace is not None
        of_list = known_kind(document.kind.removesuffix("List"), document.api_version)
        if not of_list and document.kind not in ("", "List"):
            return False
        seen: set[tuple[str, str]] = set()
        for item in document.items:
            kind = self._kind_of(item) or of_list or (place.kind if not document.kind else None)
            namespace = self._take(kind, item) if kind else None
            if kind and namespace is not None:
                seen.add((kind.resource, namespace))
        empty = of_list or (place.kind if not document.items else None)
        if empty and not seen:
            seen.add((empty.resource, place.namespace if empty.namespaced else ""))
        if document.complete:
            for resource, namespace in seen:
                self._listed.setdefault(resource, set()).add(namespace)
        return bool(seen)

    def all(self, kind: Kind[Any], namespace: str = "") -> list[KubeObject]:
        """The kind's objects, sorted by namespace and name."""
        found = self._objects.get(kind.resource, {})
        return [found[name] for name in sorted(found) if namespace in ("", name[0])]

    def get(self, kind: Kind[Any], namespace: str, name: str) -> KubeObject | None:
        return self._objects.get(kind.resource, {}).get((namespace if kind.namespaced else "", name))

    def listed(self, kind: Kind[Any], namespace: str) -> bool:
        """Whether all of the kind's objects in the namespace are known to be here (of some namespace, for none)."""
        known = self._listed.get(kind.resource, set())
        return namespace in known if namespace and kind.namespaced else bool(known)

    @property
    def is_empty(self) -> bool:
        return not self._objects and not self._listed

    def _take(self, kind: Kind[KubeObject], raw: RawObject) -> str | None:
        """Keep one object; the namespace it is in, or None where it has no name."""
        found = self._decoded(kind, raw)
        if found is None or not found.metadata.name:
            return None
        found = _without_ballast(kind, found)
        time = latest_of(found)
        if time and (self.latest is None or time > self.latest):
            self.latest = time
        namespace = found.metadata.namespace if kind.namespaced else ""
        kept = self._objects.setdefault(kind.resource, {})
        name = (namespace, found.metadata.name)
        kept[name] = _better(kept[name], found) if name in kept else found
        return namespace

    def _decoded(self, kind: Kind[KubeObject], raw: RawObject) -> KubeObject | None:
        try:
            if isinstance(raw, dict):
                return convert(raw, kind.type, self.problems)
            found, problems = decode(raw, kind.type)
        except (NotJsonError, RecursionError) as error:
            self.problems.append(f"{kind.kind}: {error}")
            return None
        self.problems.extend(problems)
        return found

    @staticmethod
    def _kind_of(item: RawObject) -> Kind[KubeObject] | None:
        if isinstance(item, dict):
            return known_kind(item.get("kind"), item.get("apiVersion"))
        try:
            head = _ITEM.decode(item)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return known_kind(head.kind, head.api_version)


def known_kind(kind: object, api_version: object) -> Kind[KubeObject] | None:
    """The kind a document means; other groups have kinds of the same names (`Service`, `Event`)."""
    found = _BY_KIND.get(kind) if isinstance(kind, str) else None
    if not found or not isinstance(api_version, str):
        return found
    group = api_version.rpartition("/")[0]
    old = {"apps": "extensions", "": "events.k8s.io" if found is EVENTS else ""}
    return found if group in ("", found.group, old.get(found.group, "")) else None


def _without_ballast(kind: Kind[KubeObject], found: KubeObject) -> KubeObject:
    """The object under its kind's name, without what may hold credentials and no diagnosis reads."""
    metadata = found.metadata
    if _LAST_APPLIED in metadata.annotations:
        kept = {key: value for key, value in metadata.annotations.items() if key != _LAST_APPLIED}
        metadata = structs.replace(metadata, annotations=kept)
    if not kind.namespaced and metadata.namespace:
        metadata = structs.replace(metadata, namespace="")
    found = structs.replace(found, kind=kind.kind, api_version=kind.api_version, metadata=metadata)
    if isinstance(found, ConfigMap):
        found = structs.replace(found, data=dict.fromkeys(found.data), binary_data=dict.fromkeys(found.binary_data))
    return found


def _better(one: KubeObject, other: KubeObject) -> KubeObject:
    """Of two states of an object the newer, of the same state the fuller, whichever came first."""
    return max(one, other, key=_worth)


def _worth(found: KubeObject) -> tuple[int, bool, int, bytes]:
    version = found.metadata.resource_version
    encoded = msgspec.json.encode(found)
    spoken = isinstance(found, Event) and found.involved_object is not None
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 32 else 0
    return (number, spoken, len(encoded), encoded)
