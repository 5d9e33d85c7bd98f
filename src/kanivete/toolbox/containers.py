"""Containers that kanivete has put into pods and workloads that are not its own."""

from collections.abc import Iterator

from kanivete.kube.api.client import Api
from kanivete.kube.kinds import PODS
from kanivete.kube.meta import moment
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.ephemeral import BY, EXPIRES, PREFIX
from kanivete.toolbox.inject.found import injected
from kanivete.toolbox.leftover import EPHEMERAL, SIDECAR, LeftOver
from kanivete.toolbox.pod import Object
from kanivete.toolbox.workload import part


def sidecars(api: Api, namespace: str) -> Iterator[LeftOver]:
    """Containers in the templates of workloads. Raises KubeError like `debug_containers`."""
    for workload, note in injected(api, namespace):
        yield LeftOver(
            kind=SIDECAR,
            namespace=workload.namespace,
            name=f"{workload.word}/{note.container}",
            purpose="toolbox",
            run=note.run,
            by=note.by,
            created=None,
            expires=moment(note.expires),
            path=workload.path,
            uid=str(workload.metadata.get("uid") or ""),
            container=note.container,
            workload=workload,
        )


def debug_containers(api: Api, namespace: str) -> Iterator[LeftOver]:
    """Ephemeral containers with a name of ours: they have no labels, so all pods are looked at, page by page.

    Raises:
        KubeError: They may not be listed.
    """
    token = ""
    while True:
        params = {"limit": "500", **({"continue": token} if token else {})}
        answer = api.read(path_of(PODS, namespace), params)
        for pod in answer.get("items") or []:
            yield from _of_pod(pod)
        token = str(part(answer, "metadata").get("continue") or "")
        if not token:
            return


def _of_pod(pod: Object) -> Iterator[LeftOver]:
    meta = part(pod, "metadata")
    namespace, name = str(meta.get("namespace") or ""), str(meta.get("name"))
    states = {
        one.get("name"): part(one, "state") for one in part(pod, "status").get("ephemeralContainerStatuses") or []
    }
    for one in part(pod, "spec").get("ephemeralContainers") or []:
        container = str(one.get("name"))
        if not container.startswith(PREFIX):
            continue
        environment = {entry.get("name"): str(entry.get("value") or "") for entry in one.get("env") or []}
        state = states.get(container, {})
        begun = part(state, "running") or part(state, "terminated")
        yield LeftOver(
            kind=EPHEMERAL,
            namespace=namespace,
            name=f"{name}/{container}",
            purpose="toolbox",
            run=container.removeprefix(PREFIX),
            by=environment.get(BY, ""),
            created=moment(str(begun.get("startedAt") or "")),
            expires=moment(environment.get(EXPIRES, "")),
            path=path_of(PODS, namespace, name),
            uid=str(meta.get("uid") or ""),
            ended="terminated" in state,
            container=container,
        )
