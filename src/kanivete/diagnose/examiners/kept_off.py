"""Where the scheduler names several reasons, and the nodes that the pod asks for have only a taint or a cordon."""

from dataclasses import replace

from kanivete.diagnose.context import Context, object_evidence, reference
from kanivete.diagnose.examiners.placement import Refusal, refusals
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import ngettext
from kanivete.kube.kinds import NODES
from kanivete.kube.nodes import Taint
from kanivete.kube.pods import Pod
from kanivete.model import Evidence, RuledOut
from kanivete.sources.base import Missing

CORDONED, TAINT, SELECTOR = "scheduling.cordoned", "scheduling.taint", "scheduling.node-selector"
_SAYS = {CORDONED: ("unschedulable",), TAINT: ("taint",)}
"""The scheduler's words for each: what it does not mention came later."""
_MOST = 3


def with_nodes(found: Hypothesis, pod: Pod, context: Context) -> Hypothesis:
    """What the scheduler said, with the nodes that would do but for a taint or a cordon; as it is if there are none.

    A selector that some nodes match is not why: they keep the pod off.
    """
    if found.cause not in (CORDONED, TAINT, SELECTOR) or isinstance(context.nodes, Missing):
        return found
    said = found.evidence[0].text
    if not any(_is_said(cause, said) for cause in _SAYS):
        return found
    kept = [one for one in refusals(pod, context.nodes.values()) if _is_said(_cause(one), said)]
    if not kept:
        return found
    cause = found.cause if found.cause in map(_cause, kept) else min(map(_cause, kept))
    kept = sorted((one for one in kept if _cause(one) == cause), key=lambda one: one.node.metadata.name)
    taint = kept[0].taints[0]
    cleared = RuledOut(SELECTOR, _matching(kept)) if _asks(pod) else None
    return replace(
        found,
        cause=cause,
        evidence=(*found.evidence, *(_evidence(one) for one in kept[:_MOST])),
        facts={**found.facts, "node": kept[0].node.metadata.name, "taint": _spelled(taint), "key": taint.key},
        note=" ".join(part for part in (found.note, _note(kept)) if part),
        ruled_out=(*found.ruled_out, cleared) if cleared else found.ruled_out,
    )


def _cause(refusal: Refusal) -> str:
    return CORDONED if refusal.is_cordon else TAINT


def _is_said(cause: str, text: str) -> bool:
    return any(word in text for word in _SAYS[cause])


def _asks(pod: Pod) -> bool:
    return bool(pod.spec.node_selector or pod.spec.affinity)


def _evidence(refusal: Refusal) -> Evidence:
    about = reference(refusal.node, NODES.kind)
    if refusal.is_cordon:
        return object_evidence(about, "spec.unschedulable", "unschedulable: true")
    return object_evidence(about, "spec.taints", ", ".join(map(_spelled, refusal.taints)))


def _spelled(taint: Taint) -> str:
    """As `kubectl taint` writes it."""
    return f"{taint.key}{'=' if taint.value else ''}{taint.value}:{taint.effect}"


def _note(kept: list[Refusal]) -> str:
    names = _names(kept)
    if kept[0].is_cordon:
        return ngettext(
            "Node {names} would do; it is cordoned.", "Nodes {names} would do; they are cordoned.", len(kept)
        ).format(names=names)
    return ngettext(
        "Node {names} would do, but for its taint {taint}.",
        "Nodes {names} would do, but for taints such as {taint}.",
        len(kept),
    ).format(names=names, taint=_spelled(kept[0].taints[0]))


def _matching(kept: list[Refusal]) -> str:
    return ngettext(
        "node {names} has the labels that the pod asks for",
        "nodes {names} have the labels that the pod asks for",
        len(kept),
    ).format(names=_names(kept))


def _names(kept: list[Refusal]) -> str:
    names = [one.node.metadata.name for one in kept]
    return ", ".join([*names[:_MOST], *(["…"] if len(names) > _MOST else [])])
