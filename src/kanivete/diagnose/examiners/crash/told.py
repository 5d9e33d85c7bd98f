"""Ends that the runtime or the kubelet explain themselves, in the status or an event."""

from datetime import datetime, timedelta

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import event_evidence, latest, object_evidence, status_evidence
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.model import Certainty, Evidence
from kanivete.recognise import recognise

START_ERROR = "crash.start-error"
_NOT_STARTED = frozenset({"StartError", "ContainerCannotRun"})
_RUNTIME_REFUSED = 128
_LOST = frozenset({"ContainerStatusUnknown", "NodeShutdown"})
_NODE_GONE = frozenset({"NodeShutdown", "Terminated", "Shutdown"})
_KILLED = frozenset({137, 143})
"""Events that repeat are dropped by the kubelet's rate limit, so the last kill may have left none of its own."""
_SLACK = timedelta(seconds=3)


def not_started(ending: Ending) -> Hypothesis | None:
    """The runtime could not start the process: its own words name why."""
    ended = ending.terminated
    if ended.reason not in _NOT_STARTED and not (ended.exit_code == _RUNTIME_REFUSED and ended.message):
        return None
    evidence = status_evidence(ending.pod, f"{ending.field}.message", ended.message or ended.reason, ended.finished_at)
    found = recognise(ended.message, Where.CONTAINER_STATUS) if ended.message else None
    if found is None:
        return ending.conclude(START_ERROR, Certainty.PROVEN, evidence, ending.evidence())
    return ending.conclude(found.cause, Certainty.PROVEN, evidence, *_command(ending), facts=found.facts)


def lost_with_node(ending: Ending) -> Hypothesis | None:
    """The container ended with its node, and nobody saw how."""
    ended, pod = ending.terminated, ending.symptom.pod
    if ended.reason in _LOST:
        return ending.conclude("crash.node-shutdown", Certainty.PROVEN, *_both(ending))
    # What containerd says of a container that it finds dead after the node has started anew.
    if ended.reason == "Unknown" and ended.exit_code == 255:
        return ending.conclude("crash.node-shutdown", Certainty.LIKELY, ending.evidence())
    if pod.status.reason in _NODE_GONE and "shut" in pod.status.message:
        told = status_evidence(ending.pod, "status.message", pod.status.message)
        return ending.conclude("crash.node-shutdown", Certainty.PROVEN, told, ending.evidence())
    return None


def hook_failed(ending: Ending) -> Hypothesis | None:
    """The postStart hook failed, and the kubelet killed the container for it."""
    event = latest(ending.events, "FailedPostStartHook")
    waiting = ending.symptom.status.state.waiting if ending.symptom.status else None
    if waiting and waiting.reason == "PostStartHookError":
        told = status_evidence(ending.pod, ending.field, f"{waiting.reason}: {waiting.message}".rstrip(": "))
    elif event is None or (not _concerns_last_instance(ending, event.last) and ending.code not in _KILLED):
        return None
    else:
        told = ending.evidence()
    events = (event_evidence(event),) if event else ()
    fresh = event is None or _concerns_last_instance(ending, event.last)
    return ending.conclude("crash.post-start-hook", Certainty.PROVEN if fresh else Certainty.LIKELY, *events, told)


def _concerns_last_instance(ending: Ending, last: datetime | None) -> bool:
    return ending.started is None or last is None or last >= ending.started - _SLACK


def _both(ending: Ending) -> tuple[Evidence, ...]:
    message = ending.terminated.message
    told = (status_evidence(ending.pod, f"{ending.field}.message", message),) if message else ()
    return (*told, ending.evidence())


def _command(ending: Ending) -> tuple[Evidence, ...]:
    """The command and arguments that the specification asks for, if it does."""
    container = ending.container
    field = f"spec.containers[{container.name}]"
    told = [
        f"{name}: {list(words)}" for name, words in (("command", container.command), ("args", container.args)) if words
    ]
    return (object_evidence(ending.pod, field, ", ".join(told)),) if told else ()
