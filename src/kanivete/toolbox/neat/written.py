"""Who set a field, where the object itself tells: its `managedFields`, and what `kubectl apply` notes in an annotation.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/ and the FieldsV1 format. Of a server-side
apply the manager owns exactly what was sent; of a create or an update it owns the defaults too, but not what the server
allots when it stores the object (a Service's addresses and ports) or writes later (a pod's node).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
CONTROL_PLANE = frozenset(
    {"kube-controller-manager", "kube-scheduler", "kube-apiserver", "kubelet", "cloud-controller-manager", "kube-proxy"}
)
_KEYS = ("name", "mountPath", "devicePath", "containerPort", "port", "ip", "topologyKey", "key", "type", "path")
"""What tells the items of a list apart, the best first."""


class Node(Protocol):
    """One place of what somebody set."""

    def field(self, key: str) -> "Node | None": ...
    def item(self, at: int, value: Any) -> "Node | None": ...
    def has(self, key: str) -> bool: ...


@dataclass(frozen=True)
class Owned:
    """A place in the `fieldsV1` of one manager."""

    fields: Mapping[str, Any]

    def field(self, key: str) -> "Owned | None":
        inner = self.fields.get(f"f:{key}")
        return Owned(inner) if isinstance(inner, Mapping) and inner else None

    def item(self, at: int, value: Any) -> "Owned | None":
        del at
        for key, inner in self.fields.items():
            if key.startswith("k:") and isinstance(value, Mapping) and isinstance(inner, Mapping):
                wanted = _json(key[2:])
                if isinstance(wanted, Mapping) and all(value.get(name) == part for name, part in wanted.items()):
                    return Owned(inner)
        return None

    def has(self, key: str) -> bool:
        return f"f:{key}" in self.fields or f"v:{json.dumps(key)}" in self.fields


@dataclass(frozen=True)
class Said:
    """A place in what was given to `kubectl apply`."""

    value: Any

    def field(self, key: str) -> "Said | None":
        inner = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Said(inner) if isinstance(inner, Mapping | list) else None

    def item(self, at: int, value: Any) -> "Said | None":
        items = self.value if isinstance(self.value, list) else []
        for key in _KEYS if isinstance(value, Mapping) else ():
            if key in value:
                same = [item for item in items if isinstance(item, Mapping) and item.get(key) == value[key]]
                return Said(same[0]) if same else None
        return Said(items[at]) if at < len(items) else None

    def has(self, key: str) -> bool:
        return key in self.value if isinstance(self.value, Mapping | list) else False


@dataclass(frozen=True)
class Written:
    """One place of what several set."""

    nodes: tuple[Node, ...] = ()

    def field(self, key: str) -> "Written":
        return _written(node.field(key) for node in self.nodes)

    def item(self, at: int, value: Any) -> "Written":
        return _written(node.item(at, value) for node in self.nodes)

    def has(self, key: str) -> bool:
        """Whether this field, or this value of a list of words, was set."""
        return any(node.has(key) for node in self.nodes)

    def at(self, *keys: str) -> "Written":
        """The place below several fields."""
        here = self
        for key in keys:
            here = here.field(key)
        return here


NOBODY = Written()


@dataclass(frozen=True)
class _Everything:
    """All of it."""

    def field(self, key: str) -> "_Everything":
        del key
        return self

    def item(self, at: int, value: Any) -> "_Everything":
        del at, value
        return self

    def has(self, key: str) -> bool:
        del key
        return True


EVERYTHING = Written((_Everything(),))
"""Of an object that no server has seen: whatever it says, somebody wrote."""


@dataclass(frozen=True)
class Authors:
    """What an object tells about who set what."""

    explicit: Written
    """What was sent word by word: it is kept even where it equals a default."""
    touched: Written
    """What anybody but the control plane set, defaults included."""
    is_told: bool
    """Whether the object tells anything about it."""
    is_exact: bool
    """Whether it tells what was sent word by word."""


def authors(whole: Mapping[str, Any]) -> Authors:
    """Who set the fields of an object."""
    metadata = whole.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    annotations = metadata.get("annotations")
    applied = _json(annotations.get(LAST_APPLIED)) if isinstance(annotations, Mapping) else None
    said: list[Node] = [Said(applied)] if isinstance(applied, Mapping) else []
    entries = metadata.get("managedFields")
    entries = [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []
    people = [e for e in entries if str(e.get("manager")) not in CONTROL_PLANE and not e.get("subresource")]
    sent = [entry for entry in people if entry.get("operation") == "Apply"]
    return Authors(
        explicit=Written((*said, *_owned(sent))),
        touched=Written((*said, *_owned(people))),
        is_told=bool(said or entries),
        is_exact=bool(said or sent),
    )


def _owned(entries: Iterable[Mapping[str, Any]]) -> Iterable[Node]:
    return [Owned(fields) for entry in entries if isinstance(fields := entry.get("fieldsV1"), Mapping)]


def _written(nodes: Iterable[Node | None]) -> Written:
    found = tuple(node for node in nodes if node is not None)
    return Written(found) if found else NOBODY


def _json(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
