"""The closed vocabularies and common phrases, as people read them."""

from collections.abc import Sequence
from datetime import datetime

from kanivete.i18n import N_, _, ngettext
from kanivete.kube.meta import moment
from kanivete.model import (
    Affected,
    Certainty,
    Changes,
    Coverage,
    Evidence,
    Finding,
    Gap,
    Origin,
    Owner,
    Scope,
    Severity,
)

SEVERITY = {Severity.CRITICAL: N_("critical"), Severity.WARNING: N_("warning"), Severity.INFO: N_("info")}
CERTAINTY = {
    Certainty.PROVEN: N_("proven: the system says so itself"),
    Certainty.LIKELY: N_("likely: independent facts point to it"),
    Certainty.POSSIBLE: N_("possible: the facts do not tell for sure"),
}
OWNER = {
    Owner.APPLICATION: N_("application: the team that writes the program"),
    Owner.CONFIGURATION: N_("configuration: whoever writes the manifests"),
    Owner.REGISTRY: N_("registry: whoever runs the image registry"),
    Owner.NETWORK: N_("network: whoever runs DNS, firewalls, proxies and routes"),
    Owner.NODE: N_("node: whoever runs the machines"),
    Owner.CONTROL_PLANE: N_("control plane: whoever runs the cluster"),
    Owner.CAPACITY: N_("capacity: whoever decides on size and quotas"),
    Owner.ACCESS: N_("access: whoever grants credentials and permissions"),
}
ORIGIN = {
    Origin.EVENT: N_("event"),
    Origin.STATUS: N_("status"),
    Origin.LOG: N_("log"),
    Origin.PREVIOUS_LOG: N_("previous log"),
    Origin.NODE_LOG: N_("node log"),
    Origin.REGISTRY: N_("registry"),
    Origin.PROBE: N_("probe"),
    Origin.FIREWALL: N_("firewall"),
    Origin.OBJECT: N_("object"),
}
CHANGES = {
    Changes.NOTHING: "",
    Changes.WORKLOAD: N_("changes the workload"),
    Changes.CLUSTER: N_("changes the cluster"),
    Changes.NODE: N_("changes the node"),
}


def certainty(how: Certainty) -> str:
    """One word for how sure a finding is."""
    return _(CERTAINTY[how]).partition(":")[0]


def advised(text: str, changes: Changes) -> str:
    """A piece of advice, and what following it changes."""
    change = _(CHANGES[changes])
    return f"{text} ({change})" if change else text


def cut(text: str, width: int) -> str:
    """Its beginning, where it is too long."""
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"


def affected(what: Affected) -> str:
    """`3 Pods` or `2 Deployments, 5 Pods`."""
    kinds: dict[str, int] = {}
    for ref in what.objects:
        kinds[ref.kind] = kinds.get(ref.kind, 0) + 1
    parts = [f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.items()]
    rest = what.total - len(what.objects)
    return ", ".join([*parts, ngettext("{n} more", "{n} more", rest).format(n=rest)] if rest else parts)


def examined(counts: dict[str, int]) -> str:
    """`2 nodes, 1 ingress, 12 services, 51 pods`: what people want to know of what was looked at."""
    nodes, ingresses, services = (counts.get(one, 0) for one in ("nodes", "ingresses", "services"))
    pods = counts.get("pods", 0)
    seen = [
        ngettext("{n} node", "{n} nodes", nodes).format(n=nodes) if nodes else "",
        ngettext("{n} ingress", "{n} ingresses", ingresses).format(n=ingresses) if ingresses else "",
        ngettext("{n} service", "{n} services", services).format(n=services) if services else "",
        ngettext("{n} pod", "{n} pods", pods).format(n=pods),
    ]
    return ", ".join(part for part in seen if part)


def since(finding: Finding, now: datetime) -> str:
    """`since 2026-11-22 07:44 UTC (7 min)`, or nothing."""
    start = moment(finding.since)
    if start is None:
        return ""
    return _("since {time} UTC ({age})").format(time=start.strftime("%Y-%m-%d %H:%M"), age=age(start, now))


def age(start: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that says enough, as kubectl does."""
    seconds = max(int((now - start).total_seconds()), 0)
    for unit, length, enough in (("d", 86400, 2), ("h", 3600, 2), ("min", 60, 2)):
        if seconds >= enough * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def origin(evidence: Evidence) -> str:
    """Where an evidence was read: `event Failed on Pod shop/web-1, 4 times, last 07:46:12`."""
    parts = [_(ORIGIN[evidence.origin])]
    if evidence.field.startswith(f"{evidence.origin.value}."):
        parts[0] = evidence.field
    elif evidence.field:
        parts[0] += f" {evidence.field}"
    if evidence.object:
        parts[0] += f" · {evidence.object}"
    if evidence.count > 1:
        parts.append(ngettext("{n} time", "{n} times", evidence.count).format(n=evidence.count))
    if time := moment(evidence.time):
        parts.append(time.strftime("%H:%M:%S"))
    return ", ".join(parts)


_TELLING = frozenset({"pods", "events", "nodes", "log", "node log"})
"""What most of a diagnosis rests on: without it much is not seen."""


def gaps(coverage: Coverage) -> tuple[list[Gap], list[Gap]]:
    """The gaps that may hide something, and the kinds of objects that whoever made a recording left out."""
    nobody = (_("not in the recording"), _("not in the snapshot"))
    left_out = [gap for gap in coverage.gaps if gap.why in nobody and gap.what not in _TELLING]
    return [gap for gap in coverage.gaps if gap not in left_out], left_out


def unrecorded(left_out: Sequence[Gap]) -> str:
    """`Not in the recording, so not looked at: ingresses; configmaps (shop)`."""
    places: dict[str, list[str]] = {}
    for gap in left_out:
        places.setdefault(gap.where, []).append(gap.what)
    kinds = (f"{', '.join(kinds)}{f' ({place})' if place else ''}" for place, kinds in places.items())
    return _("Not in the recording, so not looked at: {kinds}").format(kinds="; ".join(kinds))


def silence(coverage: Coverage, scope: Scope) -> str:
    """What it means that there are no findings; which namespaces that holds for, where not for all of the source."""
    if coverage.gaps:
        seen = coverage.examined.get("pods") or coverage.examined.get("services")
        return _("nothing is wrong in what was seen") if seen else _("nothing could be seen")
    if not scope.namespaces or scope.names:
        return _("nothing is wrong")
    count = len(scope.namespaces)
    return ngettext(
        "nothing is wrong in namespace {namespaces}", "nothing is wrong in the namespaces {namespaces}", count
    ).format(namespaces=", ".join(scope.namespaces))
