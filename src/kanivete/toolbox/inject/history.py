"""The revision of a workload that had the sidecar: it would take an older one's place in `kubectl rollout undo`."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import DEPLOYMENTS, REPLICA_SETS
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import Object
from kanivete.toolbox.workload import Named, namespaced, part, selector_of


def forget(api: Api, workload: Target, container: str) -> None:
    """Delete the revisions with the container that no pod is made of. One that may not be deleted stays."""
    with suppress(KubeError):
        for path, one in _revisions(api, workload):
            metadata = part(one, "metadata")
            if _is_owned(metadata, workload) and _names(one, container) and not _is_used(one):
                name, uid = quote(str(metadata.get("name")), safe=""), str(metadata.get("uid"))
                api.delete(f"{path}/{name}", uid=uid, propagation="Background")


def _revisions(api: Api, workload: Target) -> Iterator[tuple[str, Object]]:
    """ReplicaSets of a Deployment, ControllerRevisions of the others."""
    selector = selector_of(Named(workload.kind.kind, workload.name, workload.namespace, workload.object))
    if workload.kind is DEPLOYMENTS:
        path = path_of(REPLICA_SETS, workload.namespace)
    else:
        path = namespaced("apps/v1", "controllerrevisions", workload.namespace)
    for one in api.read(path, {"labelSelector": selector}).get("items") or []:
        yield path, one


def _is_owned(metadata: Object, workload: Target) -> bool:
    return any(one.get("uid") == workload.metadata.get("uid") for one in metadata.get("ownerReferences") or [])


def _names(revision: Object, container: str) -> bool:
    spec = part(revision, "spec") or part(part(revision, "data"), "spec")
    return any(one.get("name") == container for one in part(part(spec, "template"), "spec").get("containers") or [])


def _is_used(revision: Object) -> bool:
    return bool(part(revision, "spec").get("replicas") or part(revision, "status").get("replicas"))
