"""Everything that kanivete has put into a cluster and that is still there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served
from kanivete.kube.api.errors import AnswerError, KubeError
from kanivete.kube.api.transport import CONNECTIONS
from kanivete.kube.decode import NotJsonError, plain
from kanivete.kube.kinds import PODS
from kanivete.kube.meta import moment
from kanivete.sources.live.tables import METADATA_LIST
from kanivete.toolbox import marks, timer
from kanivete.toolbox.containers import debug_containers, sidecars
from kanivete.toolbox.leftover import SIDECAR, LeftOver
from kanivete.toolbox.pod import Object
from kanivete.toolbox.workload import part

_COPIES = {"endpoints", "events"}
"""What copies the labels of something else, and goes with it."""


@dataclass(frozen=True)
class Found:
    """All of them, in the order in which they are removed; `unseen` are resources that may not be listed."""

    left: tuple[LeftOver, ...]
    unseen: tuple[str, ...]


def find_all(api: Api, namespace: str, now: datetime) -> Found:
    """All in a namespace, or in the whole cluster for none.

    Raises:
        KubeError: The API server cannot be asked.
    """
    looked = [one for one in removable(api) if one.namespaced or not namespace]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(lambda one: _labelled(api, one, namespace), looked))
        unseen = [one.plural for one, answer in zip(looked, answers, strict=True) if answer is None]
    left = [one for answer in answers for one in answer or []]
    for what, inside in (("pods", debug_containers), ("deployments, statefulsets, daemonsets", sidecars)):
        try:
            left += inside(api, namespace)
        except AnswerError:
            unseen.append(what)
    gone = {one.name for one in left if one.kind == "Namespace"}
    timers = {timer.name(one.run) for one in left if one.kind == SIDECAR}  # Each goes with its sidecar
    left = [one for one in left if one.namespace not in gone and one.name not in timers]
    order: Callable[[LeftOver], tuple[object, ...]] = lambda one: (not one.over(now), one.run, one.kind, one.name)  # noqa: E731
    return Found(tuple(sorted(left, key=order)), tuple(sorted(set(unseen))))


def removable(api: Api) -> tuple[Resource, ...]:
    """All resources that can be listed and deleted, each in its preferred version.

    Raises:
        KubeError: They cannot be found out.
    """
    found: dict[tuple[str, str], Resource] = {}
    for one in served(api):
        if {"list", "delete"} <= one.verbs and not one.stale and one.plural not in _COPIES:
            found.setdefault((one.group, one.plural), one)
    return tuple(found.values())


def _labelled(api: Api, resource: Resource, namespace: str) -> list[LeftOver] | None:
    """Those of a resource that have our labels and are not made by something that does; None if they cannot be seen."""
    path = resource.path(namespace)
    whole = resource.kind == PODS.kind
    try:
        params = {"labelSelector": marks.SELECTOR}
        body = plain(api.get(path, params) if whole else api.get(path, params, f"{METADATA_LIST}, application/json"))
    except AnswerError as error:
        return [] if error.status in (404, 405) else None
    except (KubeError, NotJsonError):
        return None
    return [_left_over(one, resource) for one in body.get("items") or [] if not _is_made_by_another(one)]


def _is_made_by_another(one: Object) -> bool:
    return any(owner.get("controller") for owner in part(one, "metadata").get("ownerReferences") or [])


def _left_over(one: Object, resource: Resource) -> LeftOver:
    meta = part(one, "metadata")
    namespace, name = str(meta.get("namespace") or ""), str(meta.get("name"))
    labels, annotations = part(meta, "labels"), part(meta, "annotations")
    return LeftOver(
        kind=resource.kind,
        namespace=namespace,
        name=name,
        purpose=str(labels.get(marks.PURPOSE) or ""),
        run=str(labels.get(marks.RUN) or ""),
        by=str(annotations.get(marks.BY) or ""),
        created=moment(str(meta.get("creationTimestamp") or "")),
        expires=moment(str(annotations.get(marks.EXPIRES) or "")),
        path=resource.path(namespace, name),
        uid=str(meta.get("uid") or ""),
        ended=part(one, "status").get("phase") in ("Succeeded", "Failed") if resource.kind == PODS.kind else False,
    )
