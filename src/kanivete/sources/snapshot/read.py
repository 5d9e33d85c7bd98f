"""Reading a snapshot: the same questions get the same answers as they got when it was made."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar, cast

import msgspec

from kanivete.i18n import N_, _
from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS, PODS, Kind
from kanivete.kube.meta import KubeObject, moment
from kanivete.kube.pods import Pod
from kanivete.kube.selectors import selector
from kanivete.model import Cost, Gap, Scope
from kanivete.redact import clean, redact, redact_slice
from kanivete.sources.base import LOG_TAIL_BYTES, Log, LogRequest, Missing, NodeDump, PodTriage
from kanivete.sources.order import by_time
from kanivete.sources.snapshot.manifest import MANIFEST, Manifest, dump_path, log_path, node_log_path, plural
from kanivete.sources.snapshot.parts import Files, damaged, manifest_of, objects_of

T = TypeVar("T", bound=KubeObject)

_NOT_RECORDED = N_("not in the snapshot")


def read(files: Files, description: str = "snapshot") -> "SnapshotSource":
    """The snapshot as a source.

    Args:
        files: The snapshot's files by their path below its root (`kanivete.json`, `objects.json`,
            `logs/NAMESPACE/POD/CONTAINER.log`); each is called for its bytes when they are needed, maybe more than
            once and from several threads. Others are ignored. It may raise OSError or SourceError.
        description: Where the snapshot is, for people.

    Raises:
        SourceError: It is damaged, or of a format newer than this program.
    """
    manifest = manifest_of(files, description)
    now = moment(manifest.now)
    if now is None:
        raise damaged(description, MANIFEST, _("no time: {time!r}").format(time=manifest.now[:40]))
    return SnapshotSource(files, manifest, now, objects_of(files, description), description)


class SnapshotSource:
    """A snapshot. What was not asked when it was made is a gap."""

    def __init__(
        self,
        files: Files,
        manifest: Manifest,
        now: datetime,
        objects: dict[str, dict[tuple[str, str], KubeObject]],
        description: str,
    ) -> None:
        self._files = files
        self._manifest = manifest
        self._now = now
        self._objects = objects
        self._description = description
        self._gaps = set(manifest.gaps)
        self._lists = {(entry.resource, entry.namespace): entry.seen for entry in manifest.lists}
        self._event_lists = {entry.namespace: entry.seen for entry in manifest.events}
        self._lookups = {(entry.resource, entry.namespace, entry.name): entry.seen for entry in manifest.lookups}
        self._node_logs = {entry.node: entry for entry in manifest.node_logs}
        self._logs = {(e.namespace, e.pod, e.container, e.previous): e for e in manifest.logs}

    @property
    def description(self) -> str:
        return f"{self._description}: {self._manifest.source}"

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def default_namespace(self) -> str:
        """The namespace of the context it was made with."""
        return self._manifest.default_namespace

    def pods(self, scope: Scope) -> PodTriage:
        wanted = msgspec.structs.replace(scope, names=())
        triages = self._manifest.triages
        recorded = [t for t in triages if msgspec.structs.replace(t.scope, names=()) == wanted]
        if recorded or wanted == Scope():
            recorded = recorded or list(triages)
            keys = {key for triage in recorded for key in triage.pods}
            return PodTriage(self._pods(keys), sum(triage.examined for triage in recorded))
        return self._narrowed(wanted)

    def _narrowed(self, scope: Scope) -> PodTriage:
        """What the recorded triages have of a scope that was not asked for."""
        matches = selector(scope.selector)
        found = tuple(
            pod
            for pod in self._pods({key for triage in self._manifest.triages for key in triage.pods})
            if (not scope.namespaces or pod.metadata.namespace in scope.namespaces) and matches(pod.metadata.labels)
        )
        for namespace in scope.namespaces:
            if not any(not t.scope.namespaces or namespace in t.scope.namespaces for t in self._manifest.triages):
                self._gaps.add(Gap(PODS.resource, namespace, _(_NOT_RECORDED)))
        return PodTriage(found, len(found))

    def _pods(self, keys: set[str]) -> tuple[Pod, ...]:
        pods = self._objects.get(PODS.resource, {})
        return tuple(cast("Pod", pods[key]) for key in sorted(pods) if "/".join(key) in keys)

    def list(self, kind: Kind[T], namespace: str = "") -> tuple[T, ...] | Missing:
        resource = plural(kind)  # type: ignore[arg-type]
        seen = self._lists.get((resource, namespace), self._lists.get((resource, "")))
        if not seen:
            return self._unseen(seen is None, resource, namespace)
        found = self._objects.get(resource, {}).values()
        return tuple(cast("list[T]", [o for o in found if not namespace or o.metadata.namespace == namespace]))

    def get(self, kind: Kind[T], namespace: str, name: str) -> T | Missing:
        resource = plural(kind)  # type: ignore[arg-type]
        found = self._objects.get(resource, {}).get((namespace, name))
        if found is not None:
            return cast("T", found)
        seen = self._lookups.get((resource, namespace, name))
        if seen is None and (self._lists.get((resource, namespace)) or self._lists.get((resource, ""))):
            seen = True
        return Missing.ABSENT if seen else self._unseen(seen is None, resource, f"{namespace}/{name}".lstrip("/"))

    def events(self, namespace: str) -> tuple[Event, ...] | Missing:
        seen = self._event_lists.get(namespace)
        if not seen:
            return self._unseen(seen is None, EVENTS.resource, namespace)
        found = self._objects.get(EVENTS.resource, {}).values()
        return by_time([cast("Event", event) for event in found if event.metadata.namespace == namespace])

    def refusals(self, namespaces: Iterable[str] = ()) -> tuple[Event, ...]:
        wanted = tuple(sorted(set(namespaces)))
        recorded = self._manifest.refusals
        exact = [one for one in recorded if one.namespaces == wanted]
        for namespace in wanted or ("",):
            if not any(namespace in (one.namespaces or (namespace,)) or not namespace for one in recorded):
                self._unseen(True, EVENTS.resource, namespace)
        found = (event for one in exact or recorded for event in one.events)
        return by_time(
            redact_slice(event) for event in found if exact or not wanted or event.metadata.namespace in wanted
        )

    def log(self, request: LogRequest) -> Log | Missing:
        entry = self._logs.get((request.namespace, request.pod, request.container, request.previous))
        where = f"{request.namespace}/{request.pod}/{request.container}"
        if entry is None or not entry.seen:
            return self._unseen(entry is None, "log", where)
        if not entry.kept:
            return Missing.ABSENT
        try:
            data = self._files[log_path(request)]()
        except (KeyError, OSError):
            return self._unseen(True, "log", where)
        text = redact(data[-LOG_TAIL_BYTES:].decode("utf-8", "replace"))
        return Log(text, entry.truncated or len(data) > LOG_TAIL_BYTES)

    def node_log(self, node: str) -> Log | Missing:
        entry = self._node_logs.get(node)
        if entry is None or not entry.kept:
            return self._unseen(entry is None, "node log", node)
        try:
            data = self._files[node_log_path(node)]()
        except (KeyError, OSError):
            return self._unseen(True, "node log", node)
        text = redact(data[-LOG_TAIL_BYTES:].decode("utf-8", "replace"))
        return Log(text, entry.truncated or len(data) > LOG_TAIL_BYTES)

    def kubelet_health(self, node: str) -> str | Missing:
        said = self._manifest.health.get(node)
        return Missing.UNSEEN if said is None else clean(said)

    def server_version(self) -> str | Missing:
        return self._manifest.server_version or Missing.UNSEEN

    def firewalls(self) -> tuple[NodeDump, ...] | Missing:
        found = []
        for dump in self._manifest.dumps:
            try:
                text = redact(self._files[dump_path(dump)]().decode("utf-8", "replace"))
            except (KeyError, OSError):
                self._unseen(True, "firewall", dump.node)
                continue
            found.append(NodeDump(dump.node, dump.name, text))
        return tuple(found)

    def _unseen(self, new: bool, what: str, where: str) -> Missing:
        if new:
            self._gaps.add(Gap(what.partition(".")[0], where, _(_NOT_RECORDED)))
        return Missing.UNSEEN

    def prefetch_lists(self, kinds: Iterable[Kind[KubeObject]], namespaces: Iterable[str] = ()) -> None:
        """Nothing to do: they are at hand."""

    def prefetch_nodes(self, names: Iterable[str]) -> None:
        """Nothing to do: they are at hand."""

    def prefetch(self, requests: Iterable[LogRequest]) -> None:
        """Nothing to do: the logs are here."""

    def examined(self) -> dict[str, int]:
        return dict(self._manifest.examined)

    def gaps(self) -> tuple[Gap, ...]:
        return tuple(sorted(self._gaps))

    def cost(self) -> Cost:
        return Cost(requests=0, bytes_received=0)

    def close(self) -> None:
        """Nothing is held open."""
