"""Kubelets whose version does not go with the API server's.

Source: https://kubernetes.io/releases/version-skew-policy/#kubelet (not newer, up to three minor versions older).
"""

import re
from collections.abc import Iterator

from kanivete.diagnose.context import Context, reference, status_evidence
from kanivete.diagnose.examiners.node.silence import CONTROL_PLANE
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.kinds import NODES
from kanivete.kube.nodes import Node
from kanivete.model import Certainty, Evidence, Origin
from kanivete.sources.base import Missing

OLDEST = 3
"""Minor versions that a kubelet may be behind (two, before 1.28)."""
_VERSION = re.compile(r"v?(\d{1,4})\.(\d{1,4})")


def skew(node: Node, context: Context) -> Iterator[Hypothesis]:
    """A warning if the kubelet is newer than the API server or too old for it; nothing where a version is unknown."""
    own = node.status.node_info.kubelet_version
    kubelet = _minor(own)
    server = context.source.server_version() if kubelet else Missing.UNSEEN
    if isinstance(server, Missing) or kubelet is None:
        return
    api = _minor(server)
    if api is None or kubelet[0] != api[0] or 0 <= api[1] - kubelet[1] <= _oldest(api[1]):
        return
    about = reference(node, NODES.kind)
    yield Hypothesis(
        cause="node.version-skew",
        subject=about,
        object=about,
        symptom="VersionSkew",
        certainty=Certainty.PROVEN,
        evidence=(
            status_evidence(about, "status.nodeInfo.kubeletVersion", own),
            Evidence(Origin.STATUS, server, field="/version gitVersion"),
        ),
        facts={"node": node.metadata.name, "version": own, "server_version": server},
        root=CONTROL_PLANE,
    )


def _oldest(api: int) -> int:
    return OLDEST if api >= 28 else OLDEST - 1


def _minor(version: str) -> tuple[int, int] | None:
    match = _VERSION.match(version)
    return (int(match[1]), int(match[2])) if match else None
