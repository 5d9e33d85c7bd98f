"""`kanivete toolbox debug`: a container with tools inside a pod that runs."""

from kanivete.cli.connected import connected
from kanivete.cli.orderly import orderly
from kanivete.cli.printing import tell
from kanivete.cli.toolboxing.session import bad_news, examine, session
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.toolbox.ephemeral import Debugging, add, end
from kanivete.toolbox.errors import NotStartedError
from kanivete.toolbox.images import candidates, present_first
from kanivete.toolbox.run import Run
from kanivete.toolbox.workload import a_pod_of, find, part


def run(
    what: str,
    words: tuple[str, ...],
    namespace: str | None,
    container: str,
    images: tuple[str, ...],
    seconds: int,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Add the container, and end it."""
    with connected(kubeconfig, context, request_timeout) as api, bad_news(api), orderly():
        pod = a_pod_of(api, find(api, what, namespace or api.connection.namespace))
        node = str(part(pod.object, "spec").get("nodeName") or "")
        image = present_first(candidates(images), api, node)[0]
        run = Run.new(api, "toolbox", seconds)
        try:
            debugging = add(api, pod, container, image, run, seconds, tell)
        except NotStartedError as error:
            examine(kubeconfig, context, request_timeout, error)
            raise
        try:
            return session(api, debugging.place, words)
        finally:
            _end(api, debugging)


def _end(api: Api, debugging: Debugging) -> None:
    place = debugging.place
    if end(api, place):
        tell(
            _("container {name} has ended; it stays in the pod's list until the pod is gone").format(
                name=place.container
            )
        )
    else:
        tell(_("container {name} could not be ended: it ends by itself").format(name=place.container))
