"""Removing what kanivete has put into a cluster."""

from collections.abc import Callable

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, NotFoundError, WaitError
from kanivete.kube.api.exec import Place
from kanivete.kube.api.waiting import Object, wait_for
from kanivete.kube.kinds import PODS
from kanivete.toolbox.ephemeral import end
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.inject.restore import restore
from kanivete.toolbox.leftover import EPHEMERAL, LeftOver
from kanivete.toolbox.workload import part

_GONE_SECONDS = {"Namespace": 180.0}
_OTHERS_SECONDS = 60.0
_CONFLICT = 409


def remove(api: Api, one: LeftOver, tell: Callable[[str], None]) -> None:
    """Remove it, and wait until it is gone; what is gone already is well. `tell` is told what takes time.

    Raises:
        ToolboxError: It is still there.
        KubeError: It may not be removed.
    """
    if one.workload:
        if not restore(api, one.workload, tell):
            raise ToolboxError(_("pods of {workload} still have the sidecar").format(workload=one.workload))
        return
    if one.kind == EPHEMERAL:
        if not end(api, Place(one.namespace, one.name.partition("/")[0], one.container)):
            raise ToolboxError(_("{name} still runs; it ends by itself").format(name=one.name))
        return
    try:
        api.delete(one.path, uid=one.uid, grace=0 if one.kind == PODS.kind else None, propagation="Background")
    except NotFoundError:
        return
    except AnswerError as error:
        if error.status == _CONFLICT and error.reason == "Conflict":
            return  # Another object of the same name, which is not ours to delete.
        raise

    def gone(found: Object | None) -> bool:
        return found is None or part(found, "metadata").get("uid") != one.uid

    try:
        wait_for(api, one.path, gone, _GONE_SECONDS.get(one.kind, _OTHERS_SECONDS))
    except WaitError as error:
        finalizers = ", ".join(part(error.last, "metadata").get("finalizers") or []) or "-"
        raise ToolboxError(
            _("{name} is being deleted, and waits for its finalizers: {finalizers}").format(
                name=one.name, finalizers=finalizers
            )
        ) from error


def is_nothing_to_remove(one: LeftOver) -> bool:
    """Whether it only goes with something else: a debug container that has ended goes with its pod."""
    return one.kind == EPHEMERAL and one.ended
