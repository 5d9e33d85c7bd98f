"""How a node is, in a few phrases; what is as it should be is left out, unless it is what one looks for first."""

from collections.abc import Iterator
from datetime import datetime

from kanivete.i18n import _, ngettext
from kanivete.kube.meta import moment
from kanivete.node.facts.model import Disk, NodeFacts, Unit
from kanivete.node.report.model import NodeReport
from kanivete.render import words

_FULL_SPACE, _FULL_INODES = 85, 90
"""Per cent; the kubelet begins to clear images at 85 % of the disk."""
_SOON_DAYS = 7


def state(report: NodeReport, now: datetime) -> Iterator[tuple[str, str]]:
    """Labels and phrases."""
    if report.node:
        yield from _conditions(report, now)
    if facts := report.facts:
        yield from _units(facts, now)
        yield from _kubelet(facts, now)
        yield from _machine(facts)
    if report.of_pods:
        yield (
            _("Pods"),
            ngettext(
                "{n} finding about pods on it: kanivete diagnose node/{node}",
                "{n} findings about pods on it: kanivete diagnose node/{node}",
                report.of_pods,
            ).format(n=report.of_pods, node=report.name),
        )


def _conditions(report: NodeReport, now: datetime) -> Iterator[tuple[str, str]]:
    assert report.node is not None
    for one in report.node.status.conditions:
        # When the node is silent all else is Unknown as well.
        if one.type == "Ready" or one.status == "True":
            said = f"{one.type}={one.status} {one.reason}".strip()
            yield _("State"), _with_age(said, one.last_transition_time, now)
    if report.lease_renewed:
        renewed = moment(report.lease_renewed)
        ago = words.age(renewed, now) if renewed else report.lease_renewed
        yield _("Lease"), _("renewed {age} ago").format(age=ago)
    taints = [f"{taint.key}:{taint.effect}" for taint in report.node.spec.taints]
    if taints:
        yield _("Taints"), ", ".join(taints)


def _with_age(said: str, time: str, now: datetime) -> str:
    since = moment(time)
    return _("{state} for {age}").format(state=said, age=words.age(since, now)) if since else said


def _units(facts: NodeFacts, now: datetime) -> Iterator[tuple[str, str]]:
    for unit in facts.units:
        if unit.runs or unit.since or unit.enabled == "enabled":
            yield _("Unit"), _unit(unit, now)


def _unit(unit: Unit, now: datetime) -> str:
    said = f"{unit.name} {unit.active} ({unit.sub})"
    if unit.since:
        said = _("{state} for {age}").format(state=said, age=words.age(unit.since, now))
    if not unit.runs and unit.result not in ("", "success"):
        said += f", {unit.result}"
        said += _(", exit code {code}").format(code=unit.exit_status) if unit.exit_status else ""
    if unit.restarts:
        said += ", " + ngettext("{n} restart", "{n} restarts", unit.restarts).format(n=unit.restarts)
    return said


def _kubelet(facts: NodeFacts, now: datetime) -> Iterator[tuple[str, str]]:
    kubelet = facts.kubelet
    if kubelet.server:
        where = _("{server}, says {file}").format(server=kubelet.server, file=kubelet.kubeconfig)
        yield _("Server"), where + (f" → {', '.join(kubelet.balanced)}" if kubelet.balanced else "")
    if kubelet.not_after and kubelet.not_after < now:
        yield _("Cert"), _("the kubelet's expired on {time}").format(time=_day(kubelet.not_after))
    elif kubelet.not_before and kubelet.not_before > now:
        yield _("Cert"), _("the kubelet's is not valid before {time}").format(time=_day(kubelet.not_before))
    elif kubelet.not_after and (kubelet.not_after - now).days < _SOON_DAYS:
        yield _("Cert"), _("the kubelet's ends on {time}").format(time=_day(kubelet.not_after))
    if facts.route:
        yield _("Route"), facts.route


def _day(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC")


def _machine(facts: NodeFacts) -> Iterator[tuple[str, str]]:
    if (ahead := facts.clock_ahead) is not None:
        sentence = _("{n} s ahead of this machine's") if ahead > 0 else _("{n} s behind this machine's")
        yield _("Clock"), sentence.format(n=f"{abs(ahead):.0f}")
    for disk in facts.disks:
        if said := _disk(disk):
            yield _("Disk"), f"{disk.mounted_on}: {said}"
    if facts.swaps:
        yield _("Swap"), ", ".join(facts.swaps)


def _disk(disk: Disk) -> str:
    parts = []
    if disk.read_only:
        parts.append(_("read-only"))
    if (disk.used_percent or 0) >= _FULL_SPACE:
        parts.append(_("{n} % full").format(n=disk.used_percent))
    if (disk.inodes_percent or 0) >= _FULL_INODES:
        parts.append(_("{n} % of its inodes used").format(n=disk.inodes_percent))
    return ", ".join(parts)
