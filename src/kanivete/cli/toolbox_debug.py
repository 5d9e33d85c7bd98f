"""`kanivete toolbox debug`: a container with tools inside a pod that runs."""

import click

from kanivete.cli import options
from kanivete.cli.connected import connected
from kanivete.cli.toolbox_session import Duration, bad_news, examine, orderly, session, tell
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.toolbox.ephemeral import Debugging, add, end
from kanivete.toolbox.errors import NotStartedError
from kanivete.toolbox.images import candidates, present_first
from kanivete.toolbox.run import Run
from kanivete.toolbox.workload import a_pod_of, find, part


@click.command(
    "debug",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Add a container with tools to a pod that runs, and open a shell or run a command in it.\n\n"
        "It shares the pod's network and the processes of one of its containers, whose image needs no shell. Kubernetes"
        " cannot take such a container out of the pod again: it is ended, and stays in the pod's list until the pod is"
        " gone. The exit code is the command's; 1 if the container did not start."
    ),
    epilog=options.examples(
        "kanivete toolbox debug web-5d4f8-x7k2p",
        "kanivete toolbox debug deploy/web -c web --image netshoot",
        "kanivete toolbox debug sts/db -- nc -vz localhost 5432",
    ),
)
@click.argument("what", metavar="POD|TYPE/NAME")
@click.argument("words", nargs=-1, metavar="[-- COMMAND …]", type=click.UNPROCESSED)
@click.option("-n", "--namespace", metavar="NAME", help=_("namespace; the context's, if not given"))
@click.option("-c", "--container", default="", metavar="NAME", help=_("container whose processes to see"))
@click.option(
    "--image",
    "images",
    multiple=True,
    metavar="NEED|IMAGE",
    help=_("alpine (if not given), netshoot, curl, or any image with sh; one that the node has already is preferred"),
)
@click.option(
    "--for", "seconds", type=Duration(), default=3600, metavar="TIME", help=_("after this it ends by itself (1h)")
)
@options.cluster_options()
@options.language_option()
def command(
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
    with connected(kubeconfig, context, request_timeout) as api, bad_news(), orderly():
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
