"""What examiners work with: the source's facts, and the words to make evidence of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property

from kanivete.diagnose.commands import ENDED, RESTARTS, STATIC
from kanivete.diagnose.owners import Owners
from kanivete.diagnose.symptom import Symptom
from kanivete.kube.events import Event
from kanivete.kube.kinds import LEASES, NODES, PODS, REPLICA_SETS
from kanivete.kube.meta import KubeObject, moment
from kanivete.kube.nodes import Lease, Node
from kanivete.kube.pods import Pod
from kanivete.model import Evidence, ObjectRef, Origin
from kanivete.redact import clean
from kanivete.sources.base import Log, LogRequest, Missing, Source

NODE_LEASES = "kube-node-lease"
"""The namespace of the leases that kubelets renew."""
LONGEST_QUOTE = 1200
"""Characters of one evidence; longer texts are cut in the middle."""


class Context:
    """A source, and the look-ups that examiners share."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.owners = Owners(source)
        self.pods: tuple[Pod, ...] = ()
        """Those that may be unhealthy."""
        self._events: dict[str, dict[tuple[str, str], list[Event]]] = {}
        self._labels: dict[tuple[str, str], dict[str, str]] = {}
        self._templates: dict[ObjectRef, dict[str, str]] = {}

    def remember(self, pods: Iterable[Pod]) -> None:
        """Keep the pods that are examined."""
        pods = tuple(pods)
        self.pods += pods
        self._labels.update({(pod.metadata.namespace, pod.metadata.name): pod.metadata.labels for pod in pods})

    def remember_template(self, ref: ObjectRef, labels: dict[str, str]) -> None:
        """Keep the labels that the pods of a controller would have, had they been made."""
        self._templates[ref] = labels

    def labels_of(self, ref: ObjectRef) -> dict[str, str]:
        """The labels of an examined pod, or of the pods of a controller that cannot make any; else nothing."""
        if ref.kind != PODS.kind:
            return self._templates.get(ref, {})
        return self._labels.get((ref.namespace, ref.name), {})

    def is_suspect(self, namespace: str, selector: Mapping[str, str]) -> bool:
        """Whether one of the pods that are examined, those that may be unhealthy, has all labels of the selector."""
        wanted = selector.items()
        return bool(wanted) and any(
            place == namespace and wanted <= labels.items() for (place, _), labels in self._labels.items()
        )

    @property
    def now(self) -> datetime:
        """The moment of the diagnosis."""
        return self.source.now

    @cached_property
    def nodes(self) -> dict[str, Node] | Missing:
        """All nodes by name."""
        found = self.source.list(NODES)
        return found if isinstance(found, Missing) else {node.metadata.name: node for node in found}

    @cached_property
    def leases(self) -> dict[str, Lease]:
        """The nodes' leases by node; those of nodes that are no more, and what could not be seen, are left out."""
        found = self.source.list(LEASES, NODE_LEASES)
        known = {} if isinstance(self.nodes, Missing) else self.nodes
        leases = () if isinstance(found, Missing) else found
        return {one.metadata.name: one for one in leases if one.metadata.name in known}

    def node_of(self, pod: Pod) -> Node | None:
        """The node the pod is on, if it has one and it was seen."""
        return None if isinstance(self.nodes, Missing) else self.nodes.get(pod.spec.node_name)

    def workload(self, pod: Pod) -> ObjectRef:
        """What a person would name: the Deployment, StatefulSet, CronJob … behind a pod, or the pod itself."""
        return self.owners.top(pod)

    def events_of(self, pod: Pod, container: str = "") -> list[Event]:
        """The pod's events, oldest first; only those about one container, and those about none, if it is named."""
        found = self.events_about(PODS.kind, pod.metadata.namespace, pod.metadata.name)
        return [event for event in found if _is_same(event.about.uid, pod.metadata.uid) and _names(event, container)]

    def events_about(self, kind: str, namespace: str, name: str) -> list[Event]:
        """The events of anything that is in a namespace, oldest first."""
        if namespace not in self._events:
            self._events[namespace] = self._by_object(namespace)
        return self._events[namespace].get((kind, name), [])

    def _by_object(self, namespace: str) -> dict[tuple[str, str], list[Event]]:
        found = self.source.events(namespace)
        by_object: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in () if isinstance(found, Missing) else found:
            by_object[event.about.kind, event.about.name].append(event)
        return by_object

    def since(self, pod: Pod) -> datetime | None:
        """Since when the pod is not ready, as its conditions tell; else when it was made."""
        ready = next((c for c in pod.status.conditions if c.type == "Ready" and c.status != "True"), None)
        return (moment(ready.last_transition_time) if ready else None) or moment(pod.metadata.creation_timestamp)

    def log(self, symptom: Symptom, *, previous: bool) -> Log | Missing:
        """The end of the log of the symptom's container."""
        assert symptom.container is not None
        meta = symptom.pod.metadata
        return self.source.log(LogRequest(meta.namespace, meta.name, symptom.container.name, previous))

    def facts(self, symptom: Symptom) -> dict[str, str]:
        """The facts that every catalogue text may use (see `kanivete.catalogue.entry`)."""
        pod = symptom.pod
        workload = self.workload(pod)
        owner = self.owners.direct(pod)
        return {
            "namespace": pod.metadata.namespace,
            "pod": pod.metadata.name,
            "container": symptom.container.name if symptom.container else "",
            "image": symptom.container.image if symptom.container else "",
            "workload": f"{workload.kind.lower()}/{workload.name}",
            "node": pod.spec.node_name,
            STATIC: "true" if owner and owner.kind == NODES.kind else "",
            ENDED: "true" if symptom.status and symptom.status.state.terminated else "",
            RESTARTS: str(symptom.status.restart_count) if symptom.status else "",
            "replica_set": owner.name if owner and owner.kind == REPLICA_SETS.kind else "",
        }


def reference(of: KubeObject, kind: str, api_version: str = "v1") -> ObjectRef:
    """A reference to an object; items of a list often do not say their own kind."""
    return ObjectRef(
        api_version=of.api_version or api_version,
        kind=of.kind or kind,
        namespace=of.metadata.namespace,
        name=of.metadata.name,
    )


def status_evidence(of: ObjectRef, field: str, text: str, time: str = "") -> Evidence:
    """A status field, quoted."""
    return Evidence(origin=Origin.STATUS, text=quote(text), object=of, field=field, time=time)


def object_evidence(of: ObjectRef, field: str, text: str) -> Evidence:
    """A field of a specification (what somebody asked for), quoted."""
    return Evidence(origin=Origin.OBJECT, text=quote(text), object=of, field=field)


def event_evidence(event: Event) -> Evidence:
    """An event, quoted: what it says and how often."""
    about = event.about
    return Evidence(
        origin=Origin.EVENT,
        text=quote(event.text),
        object=ObjectRef(
            api_version=about.api_version or "v1", kind=about.kind, namespace=about.namespace, name=about.name
        ),
        field=event.reason,
        time=rfc3339(event.last),
        count=event.times,
    )


def log_evidence(of: ObjectRef, container: str, text: str, *, previous: bool, time: str = "") -> Evidence:
    """Lines of a log, quoted."""
    origin = Origin.PREVIOUS_LOG if previous else Origin.LOG
    return Evidence(origin=origin, text=quote(text), object=of, field=container, time=time)


def quote(text: str) -> str:
    """Text as it may be shown: redacted, control characters escaped, the middle of a long one left out."""
    text = clean(text.strip())
    if len(text) <= LONGEST_QUOTE:
        return text
    return f"{text[: LONGEST_QUOTE // 2].rstrip()} … {text[-LONGEST_QUOTE // 2 :].lstrip()}"


def rfc3339(time: datetime | None) -> str:
    """The time as the API writes it, empty for none."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else ""


def latest(events: Iterable[Event], *reasons: str) -> Event | None:
    """The last of the events with one of the reasons."""
    return next((event for event in reversed(list(events)) if event.reason in reasons), None)


def _is_same(uid: str, pods_uid: str) -> bool:
    """Whether it is not about a former pod of the same name; old dumps leave uids out."""
    return not uid or not pods_uid or uid == pods_uid


def _names(event: Event, container: str) -> bool:
    path = event.about.field_path
    return not container or not path or f"{{{container}}}" in path
