"""From a pod up to what a person would name."""

from kanivete.kube.kinds import DEPLOYMENTS, JOBS, NODES, REPLICA_SETS, Kind
from kanivete.kube.meta import KubeObject, OwnerReference
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import ObjectRef
from kanivete.sources.base import Missing, Source

_BETWEEN: dict[str, tuple[Kind[Workload], str]] = {
    REPLICA_SETS.kind: (REPLICA_SETS, "pod-template-hash"),
    JOBS.kind: (JOBS, ""),
}
"""Owners that are themselves owned by what a person made."""


class Owners:
    """Looks up owners, each once (the source caches)."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def direct(self, pod: Pod) -> OwnerReference | None:
        """The pod's controller: the ReplicaSet of a Deployment, the Job of a CronJob, the StatefulSet …"""
        return _controller(pod)

    def top(self, pod: Pod) -> ObjectRef:
        """The last of the chain of controllers; the pod itself where it has none, or is a static pod of a node."""
        namespace = pod.metadata.namespace
        owner = _controller(pod)
        if owner is None or owner.kind == NODES.kind:
            return ObjectRef(api_version="v1", kind="Pod", namespace=namespace, name=pod.metadata.name)
        if owner.kind in _BETWEEN:
            owner = self._above(owner, pod) or owner
        return ObjectRef(api_version=owner.api_version, kind=owner.kind, namespace=namespace, name=owner.name)

    def above(self, found: KubeObject, itself: ObjectRef) -> ObjectRef:
        """What a person would name instead of a ReplicaSet or a Job, if anything made it; else the object itself."""
        owner = _controller(found) if itself.kind in _BETWEEN else None
        if owner is None:
            return itself
        return ObjectRef(api_version=owner.api_version, kind=owner.kind, namespace=itself.namespace, name=owner.name)

    def _above(self, owner: OwnerReference, pod: Pod) -> OwnerReference | None:
        kind, hash_label = _BETWEEN[owner.kind]
        found = self._source.get(kind, pod.metadata.namespace, owner.name)
        if not isinstance(found, Missing):
            return _controller(found)
        # The ReplicaSet was not seen, but a Deployment's is named after it and the template's hash.
        suffix = f"-{pod.metadata.labels.get(hash_label, '')}"
        if hash_label and len(suffix) > 1 and owner.name.endswith(suffix):
            return OwnerReference(
                api_version=DEPLOYMENTS.api_version, kind=DEPLOYMENTS.kind, name=owner.name.removesuffix(suffix)
            )
        return None


def _controller(of: KubeObject) -> OwnerReference | None:
    """The owner that says so, else the first that does not deny it."""
    owners = of.metadata.owner_references
    left = (owner for owner in owners if owner.controller is None)
    return next((owner for owner in owners if owner.controller), next(left, None))
