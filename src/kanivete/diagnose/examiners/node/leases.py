"""When a node last renewed its lease, and when the others did: the node, its zone, or the control plane.

Source: https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats
"""

from dataclasses import replace
from datetime import datetime, timedelta

from kanivete.diagnose.context import Context, reference, status_evidence
from kanivete.diagnose.examiners.node.conditions import is_silent, ready
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _, ngettext
from kanivete.kube.kinds import LEASES
from kanivete.kube.meta import moment
from kanivete.kube.nodes import Lease, Node
from kanivete.model import Evidence
from kanivete.sources.base import Missing

FRESH = timedelta(seconds=50)
"""A kubelet renews every 10 s; after so long without (node-monitor-grace-period) the node is marked Unknown."""
_ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")


def with_lease(told: Hypothesis, node: Node, context: Context) -> Hypothesis:
    """The hypothesis with what the leases tell: the node's own as evidence, the others' in a note."""
    notes = [told.note] if told.note else []
    evidence = told.evidence
    if is_silent(node):
        if lease := lease_evidence(node, context):
            evidence += (lease,)
        notes += _notes(node, context)
    if node.spec.unschedulable:
        notes.append(_("It is cordoned as well, which by itself does not make a node NotReady."))
    return replace(told, evidence=evidence, note=" ".join(notes))


def lease_evidence(node: Node, context: Context) -> Evidence | None:
    """When the node's lease was last renewed."""
    lease = context.leases.get(node.metadata.name)
    if lease is None or moment(lease.spec.renew_time) is None:
        return None
    text = f"renewTime: {lease.spec.renew_time}"
    return status_evidence(reference(lease, LEASES.kind, LEASES.api_version), "spec.renewTime", text)


def fresh(context: Context, without: str = "") -> list[str]:
    """The names of the nodes, but for one, whose leases are being renewed."""
    nodes = {} if isinstance(context.nodes, Missing) else context.nodes
    now = _latest(context)
    return [
        name for name, lease in context.leases.items() if name != without and _is_fresh(lease, nodes.get(name), now)
    ]


def _latest(context: Context) -> datetime:
    """A recording is never younger than the leases in it."""
    return max([context.now, *(when for one in context.leases.values() if (when := moment(one.spec.renew_time)))])


def _is_fresh(lease: Lease, node: Node | None, now: datetime) -> bool:
    """Whether a node renews its lease: one that is called silent, since it was."""
    renewed = moment(lease.spec.renew_time)
    condition = ready(node) if node and is_silent(node) else None
    lost = moment(condition.last_transition_time) if condition else None
    if renewed is None:
        return False
    return renewed > lost if lost else now - renewed <= FRESH


def _notes(node: Node, context: Context) -> list[str]:
    name = node.metadata.name
    alive = fresh(context)
    if name in alive:
        return [
            _(
                "Its lease is being renewed all the same: either it is just coming back, or the control plane's clock"
                " or its node controller is at fault."
            )
        ]
    notes = []
    if renewed := _renewed(name, context):
        notes.append(renewed)
    if others := [other for other in alive if other != name]:
        notes.append(
            ngettext(
                "Node {names} renews its lease: the control plane works.",
                "{n} other nodes ({names}) renew their leases: the control plane works.",
                len(others),
            ).format(n=len(others), names=_some(others))
        )
    if zone := _silent_zone(node, context):
        notes.append(
            _(
                "All nodes of zone {zone} are silent, and no others: look at what they share, their network or"
                " their power."
            ).format(zone=zone)
        )
    return notes


def _renewed(name: str, context: Context) -> str:
    lease = context.leases.get(name)
    when = moment(lease.spec.renew_time) if lease else None
    if when is None:
        return ""
    seconds = max(int((_latest(context) - when).total_seconds()), 0)
    return ngettext(
        "Its lease was last renewed {n} second ago.", "Its lease was last renewed {n} seconds ago.", seconds
    ).format(n=seconds)


def _silent_zone(node: Node, context: Context) -> str:
    """The node's zone, if it has several nodes, all silent, and no node elsewhere is."""
    zone = _zone(node)
    if not zone or isinstance(context.nodes, Missing):
        return ""
    silent = {name for name, one in context.nodes.items() if is_silent(one)}
    there = {name for name, one in context.nodes.items() if _zone(one) == zone}
    return zone if len(there) > 1 and silent == there and there != set(context.nodes) else ""


def _zone(node: Node) -> str:
    return next((node.metadata.labels[label] for label in _ZONES if node.metadata.labels.get(label)), "")


def _some(names: list[str], most: int = 3) -> str:
    return ", ".join([*sorted(names)[:most], *(["…"] if len(names) > most else [])])
