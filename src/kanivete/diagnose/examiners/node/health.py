"""Whether the control plane reaches the kubelet that it does not hear: the way back tells of the way there."""

from dataclasses import replace

from kanivete.diagnose.context import Context, quote
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import N_, _
from kanivete.kube.nodes import Node
from kanivete.model import Certainty, Evidence, ObjectRef, Origin, RuledOut
from kanivete.sources.base import Missing

STOPPED = "node.kubelet-stopped"
_REFUSED = ("connection refused",)
_ANSWERS = ("authorization error", "unauthorized", "forbidden (user=")
"""What only a kubelet says: it cannot ask the API server who may see what."""
_NO_WAY = (
    "no answer",
    "i/o timeout",
    "no route to host",
    "deadline exceeded",
    "host is down",
    "network is unreachable",
)
_RUNS = N_(
    "The control plane reaches its kubelet, which answers but does not report: it cannot reach the API server, or is"
    " not let in there."
)
_NOBODY = N_("Its machine answers the control plane, but no kubelet listens there.")
_SILENT = N_("The control plane cannot reach its kubelet either: the machine is off, or the network to it is cut.")


def with_health(told: Hypothesis, node: Node, context: Context) -> Hypothesis:
    """The hypothesis with what the kubelet's /healthz, or the failure to ask for it, adds to its silence."""
    said = context.source.kubelet_health(node.metadata.name)
    if isinstance(said, Missing):
        return told
    about = ObjectRef(api_version="v1", kind="Node", name=node.metadata.name)
    evidence = (*told.evidence, Evidence(Origin.PROBE, quote(said), about, "proxy/healthz"))
    lowered = said.lower()
    if any(sign in lowered for sign in _REFUSED):
        return _noted(told, _(_NOBODY), evidence, cause=STOPPED, certainty=Certainty.LIKELY)
    if lowered == "ok" or any(sign in lowered for sign in _ANSWERS):
        runs = RuledOut(STOPPED, f"/healthz: {quote(said)}")
        return _noted(told, _(_RUNS), evidence, ruled_out=(*told.ruled_out, runs))
    if any(sign in lowered for sign in _NO_WAY):
        return _noted(told, _(_SILENT), evidence)
    return replace(told, evidence=evidence)


def _noted(told: Hypothesis, note: str, evidence: tuple[Evidence, ...], **changes: object) -> Hypothesis:
    note = " ".join(part for part in (told.note, note) if part)
    return replace(told, note=note, evidence=evidence, **changes)  # type: ignore[arg-type]
