"""Objects by kind: one, or all of a namespace."""

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from msgspec.structs import replace

from kanivete.kube.api.answers import not_json
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError, NotFoundError
from kanivete.kube.config import Secret
from kanivete.kube.decode import NotJsonError, decode, decode_list
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject
from kanivete.sources.base import Missing
from kanivete.sources.live.flight import Flights
from kanivete.sources.live.gaps import Gaps, grant
from kanivete.sources.live.lists import objects, pages
from kanivete.sources.live.paths import path_of
from kanivete.sources.live.tables import METADATA, METADATA_LIST, TABLE, kind_of, rows, table
from kanivete.sources.live.tidy import tidy
from kanivete.sources.order import by_name

T = TypeVar("T", bound=KubeObject)

_SECRET = f"{TABLE}, {METADATA}"
_SECRETS = f"{TABLE}, {METADATA_LIST}"
"""A Secret's table shows its type, and no values. A server that can do neither is not asked for the whole."""


class Objects:
    """Asks for each thing once, and counts what it saw."""

    def __init__(self, api: Api, gaps: Gaps) -> None:
        self._api = api
        self._gaps = gaps
        self._flights = Flights()
        self._lock = threading.Lock()
        self._seen: dict[str, set[tuple[str, str]]] = {}
        self._awaited: set[tuple[object, str]] = set()
        """Lists that are on their way."""

    def know(self, kind: Kind[T], found: T) -> None:
        """Remember an object that was read by the way."""
        self._flights.put((kind, found.metadata.namespace, found.metadata.name), found)

    def ahead(self, lists: Iterable[tuple[Kind[T], str]], later: Callable[[Callable[[], object]], None]) -> None:
        """Begin to ask; a failure is noted when the answer is wanted, and not at all if it never is."""
        for kind, namespace in lists:
            self._awaited.add((kind, namespace))
            later(lambda of=kind, name=namespace: self._fetched(of, name))  # type: ignore[misc]

    def all(self, kind: Kind[T], namespace: str) -> tuple[T, ...] | Missing:
        """All of them, sorted; from the list of the whole cluster if that is there."""
        wide = self._known(kind, "") if namespace else None
        if isinstance(wide, tuple):
            return tuple(one for one in wide if one.metadata.namespace == namespace)
        return self._flights.once((kind, namespace), lambda: self._list(kind, namespace))

    def _known(self, kind: Kind[T], namespace: str) -> tuple[T, ...] | Missing | None:
        """The list if it is there, or on its way."""
        if (kind, namespace) in self._awaited:
            return self._flights.once((kind, namespace), lambda: self._list(kind, namespace))
        return cast("tuple[T, ...] | Missing | None", self._flights.known((kind, namespace)))

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        """One of them, from a list if it was listed already."""
        if not name:
            return Missing.ABSENT
        for where in (namespace, ""):
            listed = self._known(kind, where)
            if isinstance(listed, tuple):
                wanted = (namespace, name)
                found = (one for one in listed if (one.metadata.namespace, one.metadata.name) == wanted)
                return next(found, Missing.ABSENT)
        return self._flights.once((kind, namespace, name), lambda: self._get(kind, namespace, name))

    def examined(self) -> dict[str, int]:
        """How many different objects were read, per resource."""
        with self._lock:
            return {resource: len(seen) for resource, seen in self._seen.items()}

    def _list(self, kind: Kind[T], namespace: str) -> tuple[T, ...] | Missing:
        is_awaited = (kind, namespace) in self._awaited
        fetched = self._fetched(kind, namespace) if is_awaited else self._fetch(kind, namespace)
        if isinstance(fetched, KubeError):
            return self._gaps.failed(fetched, kind.resource, namespace, grant(kind, "list"))
        self._gaps.reached = True
        found, problems = fetched
        self._gaps.dropped(problems)
        return by_name(self._noted(kind, one) for one in found)

    def _fetched(self, kind: Kind[T], namespace: str) -> tuple[list[T], list[str]] | KubeError:
        """The objects and what had to be dropped from them, or why there are none."""
        return self._flights.once(("fetched", kind, namespace), lambda: self._fetch(kind, namespace))

    def _fetch(self, kind: Kind[T], namespace: str) -> tuple[list[T], list[str]] | KubeError:
        problems: list[str] = []
        path = path_of(kind, namespace)
        try:
            if kind.type is Secret:
                return cast("list[T]", pages(lambda extra: self._secrets(path, extra, _SECRETS))), problems
            return objects(self._api, path, kind.type, {}, problems), problems
        except KubeError as error:
            return error

    def _get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        path = path_of(kind, namespace, name)
        try:
            found = cast("T | None", self._secret(path)) if kind.type is Secret else self._object(path, kind)
        except NotFoundError as error:
            self._gaps.reached = True
            if not error.unserved:
                return Missing.ABSENT
            return self._gaps.failed(error, kind.resource, namespace, "")
        except KubeError as error:
            return self._gaps.failed(error, kind.resource, namespace, grant(kind, "get"))
        self._gaps.reached = True
        return Missing.UNSEEN if found is None else self._noted(kind, found)

    def _object(self, path: str, kind: Kind[T]) -> T | None:
        body = self._api.get(path)
        try:
            found, problems = decode(body, kind.type)
        except NotJsonError as error:
            raise not_json(body, self._api.server) from error
        if kind_of(body, self._api.server) != kind.kind:
            raise not_json(body, self._api.server)
        self._gaps.dropped(problems)
        return found

    def _secret(self, path: str) -> Secret | None:
        found, _ = self._secrets(path, {}, _SECRET)
        return found[0] if found else None

    def _secrets(self, path: str, params: dict[str, str], accept: str) -> tuple[list[Secret], str]:
        """Secrets by their names and types."""
        body = self._api.get(path, {"includeObject": "Metadata", **params}, accept)
        found = table(body, self._api.server)
        if found is None:
            return _bare(body)
        secrets = [Secret(metadata=row.metadata, type=str(row.cells.get("type") or "")) for row in rows(found)]
        return secrets, found.metadata.continue_

    def _noted(self, kind: Kind[T], found: T) -> T:
        with self._lock:
            self._seen.setdefault(kind.resource, set()).add((found.metadata.namespace, found.metadata.name))
        return tidy(found)


def _bare(body: bytes) -> tuple[list[Secret], str]:
    """Secrets of a server that has no tables: their metadata alone; and how the list goes on."""
    listed, _ = decode_list(body, Secret)
    one, _ = decode(body, Secret)
    found = [*listed.items, *([one] if one else [])]
    bare = [replace(secret, kind="", api_version="") for secret in found if secret.metadata.name]
    return bare, listed.metadata.continue_
