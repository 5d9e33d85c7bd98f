"""What was tried and read on a node, as evidence."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from kanivete.diagnose.context import quote, rfc3339
from kanivete.i18n import _
from kanivete.model import Evidence, ObjectRef, Origin
from kanivete.node.facts.model import NodeFacts, Unit
from kanivete.node.ports import Result
from kanivete.node.report.model import NodeReport
from kanivete.probe.words import OUTCOMES

EXPIRED, EARLY = "node.certificate-expired", "node.clock-skew"
KUBELETS = ("kubelet", "k3s-agent", "k3s", "rke2-agent", "rke2-server", "k0sworker", "snap.microk8s.daemon-kubelite")
RUNTIMES = ("containerd", "crio", "docker", "cri-docker", "snap.microk8s.daemon-containerd")
_NOT_RUN = ("inactive", "failed", "deactivating")


def failed_paths(paths: Iterable[Result]) -> Iterator[Result]:
    """The tested paths to the API server that a kubelet needs and that are not open."""
    for one in paths:
        if one.requirement.id == "apiserver" and one.requirement.required and one.reached is False and one.probed:
            yield one


def path_evidence(failed: Iterable[Result]) -> tuple[Evidence, ...]:
    found = []
    for one in failed:
        target = one.requirement.target
        host = f"[{target.host}]" if ":" in target.host else target.host
        origin = one.probed.origin if one.probed else ""
        said = one.probed.failed.said if one.probed and one.probed.failed else ""
        text = f"{host}:{target.port} {_(OUTCOMES[one.outcome])}" + (f": {said}" if said else "")
        found.append(Evidence(Origin.PROBE, quote(text), field=f"{target.protocol} ({origin})"))
    return tuple(found)


def stopped_units(facts: NodeFacts | None, names: Iterable[str]) -> Iterator[Unit]:
    """The units that should run and do not."""
    for unit in facts.units if facts else ():
        if unit.name in names and unit.active in _NOT_RUN and (unit.since or unit.enabled == "enabled"):
            yield unit


def unit_evidence(units: Iterable[Unit], about: ObjectRef) -> tuple[Evidence, ...]:
    found = []
    for unit in units:
        text = f"ActiveState={unit.active} SubState={unit.sub} Result={unit.result}"
        text += f" ExecMainStatus={unit.exit_status}" if unit.exit_status is not None else ""
        since = rfc3339(unit.since)
        found.append(Evidence(Origin.STATUS, quote(text), about, f"systemctl show {unit.name}", since))
    return tuple(found)


def bad_certificate(
    facts: NodeFacts | None, now: datetime, about: ObjectRef
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """What is wrong with the kubelet's client certificate by our clock, which is the API server's if any is."""
    kubelet = facts.kubelet if facts else None
    if kubelet and kubelet.not_after and kubelet.not_after <= now:
        yield EXPIRED, (Evidence(Origin.STATUS, f"notAfter={rfc3339(kubelet.not_after)}", about, kubelet.kubeconfig),)
    elif kubelet and kubelet.not_before and kubelet.not_before > now:
        yield EARLY, (Evidence(Origin.STATUS, f"notBefore={rfc3339(kubelet.not_before)}", about, kubelet.kubeconfig),)


def endpoint_of(report: NodeReport) -> str:
    """`host:port` of the API server that the node fails to reach."""
    for one in failed_paths(report.paths):
        host = one.requirement.target.host
        return f"[{host}]:{one.requirement.target.port}" if ":" in host else f"{host}:{one.requirement.target.port}"
    return (report.log.report.endpoint if report.log else None) or ""
