"""The images that a pod or workload uses, and what the kubelet says of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kanivete.catalogue.entry import Where
from kanivete.check.lookup import NothingFoundError, is_over, one, reference, workload_pods
from kanivete.check.words import Named
from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.kinds import NODES, PODS
from kanivete.kube.nodes import Node
from kanivete.kube.pods import Container, ContainerStatus, Pod
from kanivete.model import Evidence, ObjectRef, Origin
from kanivete.probe.registry.manifest import Platform
from kanivete.recognise import recognise
from kanivete.redact import clean
from kanivete.sources.base import Missing, Source

_LONGEST = 1200


@dataclass(frozen=True)
class Reported:
    """What the kubelet says of a container's image. `cause` is one of the catalogue, empty where it says none."""

    cause: str = ""
    waiting: bool = False
    """Whether the container waits for its image."""
    present: bool = False
    """Whether the node has the image: the container runs, or has run."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Used:
    """One image of a workload. `containers` are those that use it, in the pod that was looked at."""

    image: str
    subject: ObjectRef
    pod: Pod
    containers: tuple[str, ...]
    platform: Platform | None = None
    reported: Reported = field(default_factory=Reported)

    @property
    def facts(self) -> dict[str, str]:
        """The facts that every catalogue text of a workload may use (see `kanivete.catalogue.entry`)."""
        return {
            "namespace": self.pod.metadata.namespace,
            "pod": self.pod.metadata.name,
            "container": self.containers[0],
            "workload": f"{self.subject.kind.lower()}/{self.subject.name}",
            "node": self.pod.spec.node_name,
            "image": self.image,
        }


def images_of(named: Named, namespace: str, source: Source) -> list[Used]:
    """The distinct images of a pod or workload, in the order of its containers, init containers first.

    Raises:
        NothingFoundError: There is no such object, or no pod of it.
    """
    where = named.namespace or namespace
    if named.kind.kind == PODS.kind:
        pod = one(PODS, where, named.name, source)
        return list(_of_pods(reference(pod, PODS), [pod], source))
    subject, pods = workload_pods(named, where, source)
    if not pods:
        raise NothingFoundError(
            _("{workload} has no pod to read its images from: give the image itself").format(workload=subject)
        )
    return list(_of_pods(subject, pods, source))


def reported(pod: Pod, name: str, source: Source) -> Reported:
    """What the kubelet says of the image of one container: its status first, then the pod's events."""
    status = next((s for s in _statuses(pod) if s.name == name), None)
    if status is None:
        return Reported()
    waiting = status.state.waiting
    if waiting is None or not _is_about_image(waiting.reason):
        return Reported(present=bool(status.image_id))
    text = f"{waiting.reason}: {waiting.message}".rstrip(": ")
    evidence = Evidence(
        origin=Origin.STATUS,
        text=clean(text)[:_LONGEST],
        object=reference(pod, PODS),
        field=f"status.containerStatuses[{name}].state.waiting",
    )
    if found := _image_cause(waiting.message, Where.CONTAINER_STATUS):
        return Reported(found, waiting=True, evidence=(evidence,))
    for event in reversed(_events(pod, source)):
        if f"{{{name}}}" in event.about.field_path and (found := _image_cause(event.text, Where.EVENT)):
            quoted = Evidence(
                origin=Origin.EVENT,
                text=clean(event.text)[:_LONGEST],
                object=reference(pod, PODS),
                field=event.reason,
            )
            return Reported(found, waiting=True, evidence=(quoted, evidence))
    return Reported("image.unrecognised", waiting=True, evidence=(evidence,))


def waiting_images(pod: Pod, source: Source) -> Iterator[tuple[str, str, Reported]]:
    """The images that containers of a pod wait for: image, container, and what is said of it."""
    for image, names in _images(pod).items():
        for name in names:
            told = reported(pod, name, source)
            if told.waiting or _is_being_pulled(pod, name):
                yield image, name, told


def platform_of(pod: Pod, source: Source) -> Platform | None:
    """The platform of the pod's node; of all nodes, where they have one in common and the pod has no node."""
    if pod.spec.node_name:
        node = source.get(NODES, "", pod.spec.node_name)
        return None if isinstance(node, Missing) else node_platform(node)
    nodes = source.list(NODES)
    found = set() if isinstance(nodes, Missing) else {node_platform(node) for node in nodes}
    return found.pop() if len(found) == 1 else None


def node_platform(node: Node) -> Platform | None:
    """What a node says that it runs."""
    info = node.status.node_info
    return Platform(info.operating_system or "linux", info.architecture) if info.architecture else None


def _of_pods(subject: ObjectRef, pods: Iterable[Pod], source: Source) -> Iterator[Used]:
    """Every image once: of the pod that waits for it, if one does."""
    best: dict[str, Used] = {}
    for pod in pods:
        if is_over(pod) and len(best):
            continue
        for image, names in _images(pod).items():
            said = [reported(pod, name, source) for name in names]
            worst = max(said, key=lambda one: (one.waiting, one.present))
            if image not in best or (worst.waiting and not best[image].reported.waiting):
                best[image] = Used(image, subject, pod, tuple(names), platform_of(pod, source), worst)
    yield from best.values()


def _images(pod: Pod) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    containers: list[Container] = [*pod.spec.init_containers, *pod.spec.containers]
    for container in containers:
        if container.image:
            found.setdefault(container.image, []).append(container.name)
    return found


def _statuses(pod: Pod) -> list[ContainerStatus]:
    return [*pod.status.init_container_statuses, *pod.status.container_statuses]


def _is_about_image(reason: str) -> bool:
    return "Image" in reason or reason in ("RegistryUnavailable", "SignatureValidationFailed")


def _is_being_pulled(pod: Pod, name: str) -> bool:
    status = next((s for s in _statuses(pod) if s.name == name), None)
    waiting = status.state.waiting if status else None
    if status is None or waiting is None or status.image_id:
        return False
    return waiting.reason in ("ContainerCreating", "PodInitializing", "")


def _events(pod: Pod, source: Source) -> list[Event]:
    events = source.events(pod.metadata.namespace)
    if isinstance(events, Missing):
        return []
    name, uid = pod.metadata.name, pod.metadata.uid
    return [e for e in events if e.about.kind == PODS.kind and e.about.name == name and e.about.uid in ("", uid)]


def _image_cause(text: str, where: Where) -> str:
    found = recognise(text, where) if text else None
    return found.cause if found and found.cause.startswith("image.") else ""
