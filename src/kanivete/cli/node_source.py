"""The cluster, or the recording of one, or none at all, behind `kanivete node`."""

import difflib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import click

from kanivete.cli.options import NothingMatched, SourceUnreadable
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.kinds import NODES
from kanivete.kube.meta import condition
from kanivete.kube.nodes import Node
from kanivete.node.reach.debug_pod import open_debug_pod
from kanivete.node.reach.nothing import NoCluster
from kanivete.probe.shell.base import Shell, ShellError
from kanivete.sources.base import Missing, Source, SourceError

Pod = Callable[[ExitStack], Shell]
_FEW = 3
_RUNTIME_DOWN = "container runtime is down"
"""The kubelet's words. That the pods' network is not ready does not stop a pod in the host's."""


@dataclass(frozen=True)
class Opened:
    """A source, and the Node in it. `api` is there only if it is live; `why` tells why there is no cluster."""

    source: Source
    node: Node | None = None
    api: Api | None = None
    servers: tuple[str, ...] = ()
    why: str = ""

    @property
    def live(self) -> bool:
        """Whether it is a cluster that answers."""
        return self.api is not None

    def pod(self, given: dict[str, Any], name: str, tell: Callable[[str], None]) -> Pod | None:
        """What opens a shell in a pod on the node; None where that was not asked for."""
        if not given["debug_pod"]:
            return None

        def open_pod(stack: ExitStack) -> Shell:
            if self.api is None:
                raise ShellError(_("a debug pod needs the API server: {why}").format(why=self.why))
            if self.node and (why := _no_pod(self.node)):
                raise ShellError(
                    _(
                        "a debug pod cannot start on {node}: {why}; use --ssh, or --log with what journalctl prints"
                        " there"
                    ).format(node=name, why=why)
                )
            namespace = given["namespace"] or self.api.connection.namespace
            return open_debug_pod(self.api, name, namespace, stack, images=given["images"], tell=tell)

        return open_pod


@contextmanager
def opened(given: dict[str, Any], name: str, *, ways: bool) -> Iterator[Opened]:
    """What the options name, closed afterwards. With other `ways` to the node it need not be there.

    Raises:
        NothingMatched: There is no such node.
        SourceUnreadable: It cannot be read, and there is no other way.
    """
    try:
        found = _found(given, name)
    except SourceError as error:
        if not ways:
            raise SourceUnreadable(_unreadable(str(error), name, given)) from error
        found = Opened(NoCluster(str(error)), why=str(error))
    try:
        yield found
    finally:
        found.source.close()


def _found(given: dict[str, Any], name: str) -> Opened:
    source, api = _source(given)
    try:
        found = source.get(NODES, "", name)
        if found is Missing.ABSENT:
            raise NothingMatched(_absent(name, source))
    except BaseException:
        source.close()
        raise
    node = None if isinstance(found, Missing) else found
    return Opened(source, node, api, (api.server,) if api else ())


def _source(given: dict[str, Any]) -> tuple[Source, Api | None]:
    if given["recording"] is not None:
        if given["kubeconfig"] or given["context"]:
            raise click.UsageError(_("--from reads a recording: it goes with neither --kubeconfig nor --context"))
        from kanivete.sources.recording import open_recording

        return open_recording(given["recording"]), None
    from kanivete.sources.live import LiveSource, open_api

    api = open_api(given["kubeconfig"], given["context"], given["request_timeout"])
    return LiveSource(api), api


def _absent(name: str, source: Source) -> str:
    nodes = source.list(NODES)
    names = [] if isinstance(nodes, Missing) else [node.metadata.name for node in nodes]
    message = _("there is no node {name}").format(name=name)
    near = difflib.get_close_matches(name, names, _FEW, 0.5) or [one for one in names if one.startswith(name[:4])]
    if near:
        return _("{message}; is it {names}?").format(message=message, names=", ".join(near[:_FEW]))
    shown = ", ".join(sorted(names)[:_FEW]) + (" …" if len(names) > _FEW else "")
    return _("{message}; there are {names}").format(message=message, names=shown) if names else message


def _unreadable(why: str, name: str, given: dict[str, Any]) -> str:
    if given["recording"] is not None:
        return why
    return _("{why}\nWithout it: kanivete node {name} --ssh USER@HOST, or --log FILE with its kubelet's log").format(
        why=why, name=name
    )


def _no_pod(node: Node) -> str:
    """Why no pod can be started there, as the node's state tells; empty where it does not."""
    ready = condition(node.status.conditions, "Ready")
    if ready and ready.status == "Unknown":
        return _("its kubelet, which would start it, does not answer the API server")
    if ready and ready.status == "False" and _RUNTIME_DOWN in ready.message:
        return ready.message
    return ""
