"""Containers that run and have not been ready for long."""

from collections.abc import Iterable
from datetime import timedelta

from kanivete.diagnose.context import (
    Context,
    event_evidence,
    latest,
    log_evidence,
    object_evidence,
    reference,
    status_evidence,
)
from kanivete.diagnose.examiners.crash.ending import last_ending
from kanivete.diagnose.examiners.crash.ruled_out import ruled_out
from kanivete.diagnose.examiners.probes import budget, hints, port_of, summary
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.log_cause import read_log
from kanivete.diagnose.symptom import Symptom
from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, STATEFUL_SETS
from kanivete.kube.meta import condition, moment
from kanivete.kube.pods import Container, Probe
from kanivete.model import Certainty, Evidence, Severity
from kanivete.sources.base import Missing

LEAST_WAIT = timedelta(seconds=60)
"""A container that is younger is still starting."""


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """Why a running container is not ready; nothing for one that may still be starting."""
    container, status = symptom.container, symptom.status
    if container is None or status is None or status.ready or status.state.running is None:
        return
    events = context.events_of(symptom.pod, container.name)
    kind, probe = _failing(container, events)
    if probe is None or not _is_overdue(symptom, probe, context):
        return
    unhealthy = latest((e for e in events if e.text.startswith(f"{kind} probe ")), "Unhealthy")
    yield _hypothesis(symptom, context, kind, probe, unhealthy)


def _failing(container: Container, events: list[Event]) -> tuple[str, Probe | None]:
    """The probe that keeps it from being ready: the startup probe, while it has not passed, comes before the other."""
    unhealthy = latest(events, "Unhealthy")
    if container.startup_probe and unhealthy and unhealthy.text.startswith("Startup probe "):
        return "Startup", container.startup_probe
    return "Readiness", container.readiness_probe


def _is_overdue(symptom: Symptom, probe: Probe, context: Context) -> bool:
    assert symptom.status is not None
    assert symptom.status.state.running is not None
    started = moment(symptom.status.state.running.started_at)
    patience = max(LEAST_WAIT, 2 * budget(probe))
    if started is None or context.now - started <= patience:
        return False
    conditions = symptom.pod.status.conditions
    ready = condition(conditions, "ContainersReady") or condition(conditions, "Ready")
    changed = moment(ready.last_transition_time) if ready and ready.status != "True" else None
    # One that was ready until a moment ago gets as long to recover.
    return changed is None or context.now - changed > patience


def _hypothesis(symptom: Symptom, context: Context, kind: str, probe: Probe, unhealthy: Event | None) -> Hypothesis:
    container, pod = symptom.container or Container(), reference(symptom.pod, "Pod")
    said = unhealthy.text if unhealthy else ""
    text = _log(symptom, context)
    field = f"spec.containers[{container.name}].{kind.lower()}Probe"
    evidence: list[Evidence] = [event_evidence(unhealthy)] if unhealthy else []
    evidence.append(object_evidence(pod, field, summary(probe)))
    evidence.append(status_evidence(pod, f"status.containerStatuses[{container.name}].ready", _state(symptom)))
    port = port_of(probe, container)
    note = hints(probe, container, said, text)
    told = read_log(text) if text else None
    if told and told.is_specific and told.is_sure:
        evidence.append(log_evidence(pod, container.name, told.failure.quote, previous=False))
        note.append(_("Its log names a reason of its own."))
    return Hypothesis(
        cause="probe.readiness",
        subject=context.workload(symptom.pod),
        object=pod,
        symptom=symptom.label,
        certainty=Certainty.PROVEN if unhealthy else Certainty.LIKELY,
        evidence=tuple(evidence),
        facts={**context.facts(symptom), **({"port": str(port)} if port else {})},
        ruled_out=ruled_out(last_ending(symptom, context), "probe.readiness"),
        severity=Severity.WARNING if _others_serve(symptom, context) else None,
        since=context.since(symptom.pod),
        note=" ".join(note),
    )


def _others_serve(symptom: Symptom, context: Context) -> bool:
    """Whether other replicas of the workload are ready: then it is no outage."""
    workload = context.workload(symptom.pod)
    for kind in (DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS):
        if kind.kind == workload.kind:
            found = context.source.get(kind, workload.namespace, workload.name)
            return not isinstance(found, Missing) and found.status.ready_replicas + found.status.number_ready > 0
    return False


def _state(symptom: Symptom) -> str:
    assert symptom.status is not None
    running = symptom.status.state.running
    since = f", running since {running.started_at}" if running else ""
    return f"ready: false{since}, restarts: {symptom.status.restart_count}"


def _log(symptom: Symptom, context: Context) -> str:
    log = context.log(symptom, previous=False)
    return "" if isinstance(log, Missing) else log.text
