"""Asking from a node: in a pod there that uses the node's own network and name servers."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import NODES
from kanivete.probe.registry.far.client import FarClient, NoProgramError
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.errors import ToolboxError
from kanivete.toolbox.images import candidates
from kanivete.toolbox.pod import Likeness, Wish
from kanivete.toolbox.run import Run
from kanivete.toolbox.testpod import running_pod

SECONDS = 900
"""The pod ends by itself after so long."""
_NEEDS = ("curl", "netshoot")
_CAN_ASK = re.compile(r"(?:^|[/-])(?:python|curl|netshoot)(?:[:@-]|$)")
_MOST = 6


class NodeError(Exception):
    """There is no pod to ask from; one line."""


@contextmanager
def from_node(
    api: Api, node: str, namespace: str, authorities: str, tell: Callable[[str], None] = lambda _said: None
) -> Iterator[FarClient]:
    """A client on a node, in a pod that is removed at the end. Certificates are judged by `authorities` (PEM).

    Raises:
        NodeError: The pod was not taken, or does not start, or can run nothing that asks.
    """
    like = Likeness(spec={"dnsPolicy": "Default", "automountServiceAccountToken": False})
    wish = Wish(namespace, SECONDS, like, node=node, host_network=True)
    try:
        run = Run.new(api, "check", SECONDS)
        with running_pod(api, wish, images_for(api, node), run, tell) as pod:
            origin = _("node {node} (pod {namespace}/{pod})").format(node=node, namespace=namespace, pod=pod.name)
            with closing(FarClient(pod.shell(api), origin, authorities)) as client:
                yield client
    except (ToolboxError, NoProgramError, KubeError) as error:
        raise NodeError(str(error)) from error


def images_for(api: Api, node: str) -> tuple[str, ...]:
    """Images with Python or curl: those that the node has first, for its registry may be what is broken."""
    try:
        listed = api.read(path_of(NODES, "", node)).get("status", {}).get("images") or []
    except (KubeError, AttributeError):
        listed = []
    names = [name for one in listed if isinstance(one, dict) for name in one.get("names") or []]
    here = [name for name in names if isinstance(name, str) and "@" not in name and _CAN_ASK.search(name)]
    return tuple(dict.fromkeys([*sorted(here, key=_ablest_first)[:_MOST], *candidates(_NEEDS)]))


def _ablest_first(name: str) -> tuple[bool, bool, str]:
    """Python tells most about certificates; among the others curl's own image is the smallest."""
    return "python" not in name, "curl" not in name, name
