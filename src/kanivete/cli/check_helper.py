"""What `kanivete check` may start in the cluster, and whether it may."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from kanivete.check.places import Origin
from kanivete.check.tried.access import Started
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.pods import Pod
from kanivete.probe.shell.base import Shell


class Helper:
    """`how` is `never`, `pod` or `debug`; or `ask`, which asks the person at the terminal and nobody else, once."""

    def __init__(self, api: Api, how: str, images: tuple[str, ...], *, host_network: bool = True) -> None:
        self._api = api
        self._how = how
        self._images = images
        self._host_network = host_network
        self._asking = threading.Lock()

    @contextmanager
    def start(self, origin: Origin) -> Iterator[Started | None]:
        """Something like FROM, if it may be started."""
        with self._asking:
            if self._how == "ask":
                self._how = "pod" if _agreed(origin) else "never"
        if self._how == "never":
            yield None
            return
        from kanivete.check.tried import toolbox
        from kanivete.cli.printing import tell

        if self._how == "debug" and origin.pod:
            with toolbox.debug_container(self._api, origin.pod, self._images, tell) as started:
                yield started
        else:
            with toolbox.started_pod(self._api, origin, self._images, tell, host_network=self._host_network) as started:
                yield started

    @contextmanager
    def look(self, pod: Pod) -> Iterator[Shell | None]:
        """Something inside TO, where ephemeral containers were asked for."""
        if self._how != "debug":
            yield None
            return
        from kanivete.check.tried import toolbox
        from kanivete.cli.printing import tell

        with toolbox.debug_container(self._api, pod, self._images, tell) as started:
            yield started.shell


def _agreed(origin: Origin) -> bool:
    """Whether the person at the terminal wants a test pod."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    text = _(
        "There is no program in {origin} to try it with. Start a test pod like it in {namespace}, deleted afterwards?"
    )
    if origin.node:
        text = _("Start a pod on {origin}, in namespace {namespace}, deleted afterwards?")
    return click.confirm(text.format(origin=origin.word, namespace=origin.namespace), err=True)
