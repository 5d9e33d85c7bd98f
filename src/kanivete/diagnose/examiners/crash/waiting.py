"""Init containers that do not end: they run on and say what they cannot reach."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, log_evidence, status_evidence
from kanivete.diagnose.examiners.crash.dependency import with_dependency
from kanivete.diagnose.examiners.crash.ending import ALWAYS, Ending
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.i18n import _
from kanivete.kube.meta import moment
from kanivete.kube.pods import ContainerStatus, Terminated
from kanivete.model import Certainty
from kanivete.recognise import recognise
from kanivete.recognise.patterns import compiled
from kanivete.sources.base import Missing

PATIENCE = timedelta(minutes=2)
"""An init container may wait this long for another workload to come up."""
_LINES, _WIDTH = 40, 500
_TRIES = 3
"""It loops: one that failed once or twice may have got over it."""
_WAITS_FOR = r"\b(?:waiting|wait) (?:for|on|until) \S"
_AFTERWARDS = 6
"""Lines that one round of such a loop prints."""
_CAUSE = "crash.dependency-unreachable"


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """What the pod's running init container waits for; nothing for one that does its work, however long it takes."""
    specs = {container.name: container for container in symptom.pod.spec.init_containers}
    for status in symptom.pod.status.init_container_statuses:
        container = specs.get(status.name)
        if container and container.restart_policy != ALWAYS and _runs_long(status, context):
            return _waits(replace(symptom, container=container, status=status, init=True), context)
    return []


def _runs_long(status: ContainerStatus, context: Context) -> bool:
    started = moment(status.state.running.started_at) if status.state.running else None
    return started is not None and context.now - started > PATIENCE


def _waits(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    assert symptom.status is not None
    assert symptom.status.state.running is not None
    log = context.log(symptom, previous=False)
    told = None if isinstance(log, Missing) else _still_tries(log.text)
    if told is None:
        return
    line, facts = told
    started = symptom.status.state.running.started_at
    field = f"status.initContainerStatuses[{symptom.status.name}].state.running"
    ending = Ending(symptom, context, Terminated(), field)
    note = _(
        "The init container {container} does not end: it has been running since {started}, and the pod's other "
        "containers wait for it."
    ).format(container=ending.container.name, started=started)
    found = ending.conclude(
        _CAUSE,
        Certainty.LIKELY,
        log_evidence(ending.pod, ending.container.name, line, previous=False),
        status_evidence(ending.pod, ending.field, f"startedAt: {started}"),
        facts=facts,
        note=note,
        headline=line,
    )
    yield with_dependency(found, ending)


def _still_tries(text: str) -> tuple[str, dict[str, str]] | None:
    """The last of the lines that say what cannot be reached, if they go on to the end; with what they name."""
    lines = [line for line in text.splitlines() if line.strip()][-_LINES:]
    told = [(at, facts) for at, line in enumerate(lines) if (facts := _unreached(line[:_WIDTH])) is not None]
    # Many scripts say no more than that they wait; what they wait for is a word of theirs, not the name of a Service.
    told = told or [(at, {}) for at, line in enumerate(lines) if compiled(_WAITS_FOR).search(line[:_WIDTH])]
    if len(told) < _TRIES or len(lines) - told[-1][0] > _AFTERWARDS:
        return None
    at, facts = told[-1]
    return lines[at].strip(), facts


def _unreached(line: str) -> dict[str, str] | None:
    found = recognise(line, Where.CONTAINER_LOG)
    return found.facts if found and found.cause == _CAUSE else None
