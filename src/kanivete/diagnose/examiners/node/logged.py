"""What a node's log proves about it, and what it clears."""

from dataclasses import replace

from kanivete.diagnose.context import Context, quote, rfc3339
from kanivete.diagnose.examiners.node.conditions import is_silent
from kanivete.diagnose.examiners.node.flavours import flavour
from kanivete.diagnose.examiners.node.leases import fresh
from kanivete.diagnose.examiners.node.walls import with_way
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import N_, _, ngettext
from kanivete.kube.meta import condition
from kanivete.kube.nodes import Node
from kanivete.model import Certainty, Evidence, ObjectRef, Origin, RuledOut
from kanivete.node.log import LoggedCause, LogReport, read
from kanivete.sources.base import Missing

UNREACHABLE = "node.apiserver-unreachable"
STOPPED = "node.kubelet-stopped"
_VAGUE = frozenset({"node.status-unknown", "node.unrecognised", STOPPED})
"""Causes that the log can only make clearer."""
_NOT_SILENCING = frozenset(
    {
        "node.disk-pressure",
        "node.inode-pressure",
        "node.memory-pressure",
        "node.pid-pressure",
        "node.image-gc-failed",
        "node.cni-not-initialized",
        "node.cni-plugin-missing",
        "node.pleg-unhealthy",
        "node.conntrack-full",
        "crash.out-of-memory-node",
    }
)
"""A kubelet with one of these troubles goes on posting its status."""
_CLEARED = {
    UNREACHABLE: N_("an API server that cannot be reached"),
    "node.runtime-down": N_("a container runtime that is down"),
    "node.certificate-expired": N_("an expired certificate"),
    "node.disk-pressure": N_("a full disk"),
    "node.memory-pressure": N_("too little memory"),
}
"""What a node that is not Ready is suspected of, and its log would name."""


def with_log(told: Hypothesis, node: Node, context: Context) -> Hypothesis:
    """The hypothesis as the node's log makes it: a vague one gets its cause, a certain one more evidence."""
    log = context.source.node_log(node.metadata.name)
    if isinstance(log, Missing) or not log.text.strip():
        return told
    report = read([log.text.encode("utf-8", "replace")], context.now)
    found = _chosen(report, told, silent=is_silent(node))
    if found is None:
        note = " ".join(part for part in (told.note, _end_of(report, told)) if part)
        return replace(told, note=note, ruled_out=told.ruled_out + _cleared(report, told, node))
    told = _proven(told, found, node)
    told = replace(told, ruled_out=told.ruled_out + _ruled_out(report, told, node, context))
    if told.cause != UNREACHABLE:
        return told
    return with_way(told, flavour(found, report.endpoint or ""), report, node, context)


def log_evidence(found: LoggedCause, about: ObjectRef) -> tuple[Evidence, ...]:
    """The lines that name a cause; the first says since when and how often."""
    first, *others = found.lines or ("",)
    return (
        Evidence(Origin.NODE_LOG, quote(first), about, "kubelet", rfc3339(found.first), found.count),
        *(Evidence(Origin.NODE_LOG, quote(line), about, "kubelet") for line in others),
    )


def _chosen(report: LogReport, told: Hypothesis, *, silent: bool) -> LoggedCause | None:
    """The cause in the log that explains the node's state."""
    present = [one for one in report.causes if not one.over]
    if told.cause not in _VAGUE:
        return next((one for one in present if one.cause == told.cause), None)
    likely = [one for one in present if not (silent and one.cause in _NOT_SILENCING)]
    return next((one for one in likely if one.cause not in _VAGUE), None) or next(iter(likely), None)


def _proven(told: Hypothesis, found: LoggedCause, node: Node) -> Hypothesis:
    about = ObjectRef(api_version="v1", kind="Node", name=node.metadata.name)
    return replace(
        told,
        cause=found.cause,
        certainty=Certainty.PROVEN,
        evidence=(*log_evidence(found, about), *told.evidence),
        facts={**told.facts, **found.facts},
        since=min((one for one in (told.since, found.first) if one), default=None),
        note=" ".join(part for part in (_rate(found), told.note) if part),
    )


def _rate(found: LoggedCause) -> str:
    if found.count < 2 or found.first is None or found.last is None:
        return ""
    return ngettext(
        "The log of its kubelet tells of it in {n} line, from {first} to {last}.",
        "The log of its kubelet tells of it in {n} lines, from {first} to {last}.",
        found.count,
    ).format(n=found.count, first=rfc3339(found.first), last=rfc3339(found.last))


def _end_of(report: LogReport, told: Hypothesis) -> str:
    if report.last is None or _goes_on(report, told):
        return ""
    return _(
        "The log of its kubelet ends at {last}, before the control plane lost it: the kubelet or its machine stopped"
        " then."
    ).format(last=rfc3339(report.last))


def _goes_on(report: LogReport, told: Hypothesis) -> bool:
    """Whether the kubelet still wrote when the control plane no longer heard it."""
    return report.last is not None and (told.since is None or report.last >= told.since)


def _ruled_out(report: LogReport, told: Hypothesis, node: Node, context: Context) -> tuple[RuledOut, ...]:
    cleared = list(_cleared(report, told, node))
    others = fresh(context, node.metadata.name)
    if told.cause == UNREACHABLE and others:
        because = _("the lease of {node} was renewed within the last {seconds} seconds").format(
            node=sorted(others)[0], seconds=50
        )
        cleared.append(RuledOut("node.all-silent", because))
    return tuple(cleared)


def _cleared(report: LogReport, told: Hypothesis, node: Node) -> tuple[RuledOut, ...]:
    """The rivals that the log would name, and does not."""
    if report.last is None or not _goes_on(report, told):
        return ()
    named = {one.cause for one in report.causes}
    rivals = {one: _condition_says(one, node) for one in _CLEARED if one not in named and one != told.cause}
    silent_on = _silent_on([one for one, said in rivals.items() if not said], report)
    cleared = [RuledOut(one, said or silent_on) for one, said in rivals.items()]
    if STOPPED not in (*named, told.cause):
        runs = _("the kubelet runs: its log goes on to {last}").format(last=rfc3339(report.last))
        cleared.insert(0, RuledOut(STOPPED, runs))
    return tuple(cleared)


def _silent_on(causes: list[str], report: LogReport) -> str:
    """One sentence for all that a log does not speak of."""
    return ngettext(
        "the {n} line of its kubelet's log does not speak of {troubles}",
        "the {n} lines of its kubelet's log do not speak of {troubles}",
        report.lines,
    ).format(n=report.lines, troubles=", ".join(_(_CLEARED[one]) for one in causes))


def _condition_says(cause: str, node: Node) -> str:
    """The condition that clears a pressure, as long as the kubelet posts it."""
    type_ = {"node.disk-pressure": "DiskPressure", "node.memory-pressure": "MemoryPressure"}.get(cause)
    found = condition(node.status.conditions, type_, "False") if type_ else None
    return f"{found.type}={found.status} {found.reason}: {found.message}" if found else ""
