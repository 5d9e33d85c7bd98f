"""Taking the sidecar out of a workload, whatever has become of it: for `toolbox remove` and `toolbox clean`.

What would have taken it out when its time is over goes with it.
"""

from collections.abc import Callable

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError, NotFoundError
from kanivete.kube.kinds import PODS
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.inject.change import take_out
from kanivete.toolbox.inject.history import forget
from kanivete.toolbox.inject.note import Note
from kanivete.toolbox.inject.rollout import SECONDS, stuck, until_gone
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.reaper import launch
from kanivete.toolbox.workload import part

Tell = Callable[[str], None]


def restore(api: Api, workload: Target, tell: Tell = lambda _said: None, seconds: float = SECONDS) -> bool:
    """Take the sidecar out and wait until no pod has it any more.

    Args:
        api: The API server.
        workload: A workload with a sidecar; it may have changed since it was read.
        tell: Told what is being done.
        seconds: How long to wait for the pods.

    Returns:
        Whether no pod has it any more. False where somebody has to delete pods or to resume the workload.

    Raises:
        AbsentError: It has none.
        KubeError: It may not be changed.
    """
    changed, note, is_exact = take_out(api, workload)
    called_off = launch.call_off(api, changed.namespace, note.run)
    if is_exact:
        tell(_("{workload} has its former template again").format(workload=changed))
    else:
        tell(_("{workload} has been changed since: only the sidecar was taken out").format(workload=changed))
    gone = _follow(api, changed, note, tell, seconds)
    if called_off:
        launch.until_gone(api, changed.namespace, note.run)
    return gone


def _follow(api: Api, changed: Target, note: Note, tell: Tell, seconds: float) -> bool:
    """Wait until no pod has the sidecar any more; whether it came to that."""
    for pod in stuck(changed, changed.pods(api), note.container):
        _delete(
            api, changed.namespace, str(part(pod, "metadata").get("name")), str(part(pod, "metadata").get("uid")), tell
        )
    if changed.is_by_hand or changed.is_paused:
        tell(hand(changed))
    if until_gone(api, changed, note.container, tell, seconds):
        forget(api, changed, note.container)
        return True
    tell(_("pods of {workload} still have the sidecar").format(workload=changed))
    return False


def hand(workload: Target) -> str:
    """What somebody has to do before a change of the template reaches the pods; "" for nothing."""
    if workload.is_paused:
        return _(
            "{workload} is paused, so its pods stay as they are until: kubectl -n {namespace} rollout resume {word}"
        ).format(workload=workload, namespace=workload.namespace, word=workload.word)
    if workload.is_by_hand:
        return _(
            "{workload} replaces no pod by itself (update strategy OnDelete): each stays as it is until it is deleted"
        ).format(workload=workload)
    return ""


def _delete(api: Api, namespace: str, name: str, uid: str, tell: Tell) -> None:
    tell(
        _("pod {pod} does not get ready, and its StatefulSet would wait for it: deleting it").format(
            pod=f"{namespace}/{name}"
        )
    )
    try:
        api.delete(path_of(PODS, namespace, name), uid=uid)
    except NotFoundError:
        return
    except KubeError as error:
        tell(str(error))
