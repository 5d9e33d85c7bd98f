"""`kanivete toolbox run`: a test pod, and a shell or a command in it."""

from functools import partial

import click

from kanivete.cli.connected import connected
from kanivete.cli.orderly import orderly
from kanivete.cli.printing import print_data, tell
from kanivete.cli.toolboxing.session import bad_news, clock, examine, session
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.toolbox.images import candidates
from kanivete.toolbox.like import likeness
from kanivete.toolbox.pod import Likeness, Wish
from kanivete.toolbox.run import Run
from kanivete.toolbox.testpod import preview, running_pod
from kanivete.toolbox.workload import find


def run(
    words: tuple[str, ...],
    namespace: str | None,
    images: tuple[str, ...],
    like: str | None,
    join_services: bool,
    node: str,
    host_network: bool,
    seconds: int,
    keep: bool,
    manifest: bool,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Make the pod, and leave nothing behind."""
    if join_services and not like:
        raise click.UsageError(_("--join-services goes with --like"))
    with connected(kubeconfig, context, request_timeout) as api, bad_news(api), orderly():
        namespace = namespace or api.connection.namespace
        wish = Wish(namespace, seconds, _like(api, like, namespace, join_services), node, host_network)
        run = Run.new(api, "toolbox", seconds)
        if manifest:
            print_data(preview(api, wish, candidates(images)[0], run), "yaml")
            return 0
        failed = partial(examine, kubeconfig, context, request_timeout)
        with running_pod(api, wish, candidates(images), run, tell, failed, keep=keep) as pod:
            if keep:
                tell(_("it stays until {time}: kanivete toolbox clean {id}").format(time=clock(run.expires), id=run.id))
            return session(api, pod.place, words)


def _like(api: Api, like: str | None, namespace: str, join: bool) -> Likeness:
    if not like:
        return Likeness()
    found = likeness(api, find(api, like, namespace), join=join)
    for note in found.notes:
        tell(note)
    return found
