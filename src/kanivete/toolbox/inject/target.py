"""Workloads that can have a sidecar: what they are like, and what replaces their pods."""

from dataclasses import dataclass
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import NotFoundError
from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, PODS, STATEFUL_SETS, Kind, kind_named
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.errors import ToolboxError, absent
from kanivete.toolbox.pod import Object
from kanivete.toolbox.workload import Named, part, selector_of

KINDS = (DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS)


@dataclass(frozen=True)
class Target:
    """A workload as it was read."""

    kind: Kind[Any]
    namespace: str
    name: str
    object: Object

    def __str__(self) -> str:
        return f"{self.kind.kind} {self.namespace}/{self.name}"

    @property
    def word(self) -> str:
        """As it is named on the command line: `deployment/web`."""
        return f"{self.kind.kind.lower()}/{self.name}"

    @property
    def path(self) -> str:
        return path_of(self.kind, self.namespace, self.name)

    @property
    def metadata(self) -> Object:
        return part(self.object, "metadata")

    @property
    def spec(self) -> Object:
        return part(self.object, "spec")

    @property
    def template(self) -> Object:
        return part(self.spec, "template")

    @property
    def containers(self) -> list[Object]:
        found = part(self.template, "spec").get("containers")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    @property
    def replicas(self) -> int:
        """How many pods it is to have."""
        if self.kind is DAEMON_SETS:
            return _number(part(self.object, "status").get("desiredNumberScheduled"), 0)
        return _number(self.spec.get("replicas"), 1)

    @property
    def partition(self) -> int:
        """The first ordinal of a StatefulSet whose pod is replaced."""
        return _number(part(part(self.spec, "updateStrategy"), "rollingUpdate").get("partition"), 0)

    @property
    def first(self) -> int:
        """The lowest ordinal of a StatefulSet."""
        return _number(part(self.spec, "ordinals").get("start"), 0)

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody has to delete a pod before it is made anew."""
        return part(self.spec, "updateStrategy").get("type") == "OnDelete"

    @property
    def has_surge(self) -> bool:
        """Whether a new pod comes before an old one goes."""
        strategy = part(self.spec, "strategy" if self.kind is DEPLOYMENTS else "updateStrategy")
        surge = part(strategy, "rollingUpdate").get("maxSurge", "25%" if self.kind is DEPLOYMENTS else 0)
        return strategy.get("type") != "Recreate" and surge not in (0, "0", "0%")

    @property
    def is_paused(self) -> bool:
        return self.spec.get("paused") is True

    @property
    def replaced(self) -> int:
        """How many pods a change of the template replaces by itself."""
        if self.is_by_hand or self.is_paused:
            return 0
        if self.kind is STATEFUL_SETS:
            return max(self.replicas - max(self.partition - self.first, 0), 0)
        return self.replicas

    def read_again(self, api: Api) -> "Target":
        """As it is now. Raises KubeError."""
        return Target(self.kind, self.namespace, self.name, api.read(self.path))

    def pods(self, api: Api) -> list[Object]:
        """Its pods. Raises KubeError."""
        selector = selector_of(Named(self.kind.kind, self.name, self.namespace, self.object))
        if not selector:
            return []
        listed = api.read(path_of(PODS, self.namespace), {"labelSelector": selector}).get("items") or []
        return [one for one in listed if isinstance(one, dict) and self._is_ours(one)]

    def _is_ours(self, pod: Object) -> bool:
        """Selectors may overlap; who owns a pod tells, but a Deployment owns them through its ReplicaSets."""
        owners = part(pod, "metadata").get("ownerReferences") or []
        if self.kind is DEPLOYMENTS:
            prefix = f"{self.name}-"
            return any(one.get("kind") == "ReplicaSet" and str(one.get("name")).startswith(prefix) for one in owners)
        return any(one.get("uid") == self.metadata.get("uid") for one in owners)


def target(api: Api, text: str, namespace: str) -> Target:
    """The workload that `deploy/web` means.

    Raises:
        AbsentError: There is none of that name.
        ToolboxError: It is nothing that can have a sidecar.
        KubeError: It may not be read.
    """
    word, _slash, name = text.partition("/")
    kind = kind_named(word)
    if kind is None or not name or "/" in name or kind.kind not in {one.kind for one in KINDS}:
        message = _("{text!r} can have no sidecar: name a Deployment, StatefulSet or DaemonSet, such as deploy/web")
        raise ToolboxError(message.format(text=text))
    try:
        return Target(kind, namespace, name, api.read(path_of(kind, namespace, name)))
    except NotFoundError as error:
        raise absent(kind, namespace, name) from error


def has(pod: Object, container: str) -> bool:
    """Whether a pod is made with the container."""
    return any(one.get("name") == container for one in part(pod, "spec").get("containers") or [])


def _number(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
