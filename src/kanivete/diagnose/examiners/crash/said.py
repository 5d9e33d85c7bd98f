"""Ends that the program's own last words explain."""

from dataclasses import replace

from kanivete.diagnose.context import object_evidence
from kanivete.diagnose.examiners.crash.dependency import with_dependency
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.examiners.crash.words import LastWords, Whose
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.log_cause import LogCause
from kanivete.i18n import _
from kanivete.model import Certainty, Owner

NOT_EXECUTABLE = "crash.not-executable"
COULD_NOT_RUN = frozenset({126, 127, 128, 255, None})
GAVE_UP = frozenset({133, 134})
"""How a process ends that aborts itself after it said why."""


def said_in_log(ending: Ending, words: LastWords) -> Hypothesis | None:
    """The cause that the log names, with what the cluster knows about it."""
    told, evidence = words.cause, words.evidence()
    if told is None or told.cause is None or evidence is None or not _explains(told, ending):
        return None
    cause, facts = told.cause, told.facts
    if cause == NOT_EXECUTABLE and ending.code not in COULD_NOT_RUN:
        # A shell words a command that it may not execute and a file that it may not write alike; the code differs.
        cause, facts = "crash.permission-denied", {"file": facts.get("command", "")}
    found = ending.conclude(
        cause,
        _certainty(told, words),
        evidence,
        ending.evidence(),
        facts=facts,
        note=words.note(),
        headline=told.failure.headline,
    )
    if cause == "crash.dependency-unreachable":
        return with_dependency(found, ending)
    return _with_specification(found, ending)


def _explains(told: LogCause, ending: Ending) -> bool:
    """A process that died of a signal was not ended by an error that it logged before, unless it aborted itself."""
    if told.is_specific:
        return True
    if told.cause == "crash.signal":
        return False
    hard = ending.code is not None and 128 < ending.code < 192
    return not hard or (ending.code in GAVE_UP and told.is_sure)


def _certainty(told: LogCause, words: LastWords) -> Certainty:
    if words.whose is Whose.NEXT:
        return Certainty.LIKELY
    return Certainty.PROVEN if told.is_sure or told.is_specific else Certainty.LIKELY


def _with_specification(found: Hypothesis, ending: Ending) -> Hypothesis:
    """What the specification says about it."""
    field, text, note = "", "", ""
    container = ending.container
    context = container.security_context
    if found.cause == "crash.read-only-file-system" and context and context.read_only_root_filesystem:
        field, text = "securityContext", "readOnlyRootFilesystem: true"
    elif found.cause == "crash.missing-environment":
        variable, names = found.facts.get("variable", ""), [one.name for one in container.env]
        if variable and variable not in names and not container.env_from:
            field, text = "env", ", ".join(names) or "[]"
            note = _("The specification does not set {variable}.").format(variable=variable)
    elif found.cause == "crash.port-in-use" and len(ending.symptom.pod.spec.containers) > 1:
        names = [one.name for one in ending.symptom.pod.spec.containers if one.name != container.name]
        note = _("It shares the pod's network, and so its ports, with {names}.").format(names=", ".join(names))
        return replace(found, owner=Owner.CONFIGURATION, note=" ".join(filter(None, (found.note, note))))
    elif found.cause == "crash.out-of-memory-heap" and "memory" in container.resources.limits:
        field, text = "resources.limits.memory", str(container.resources.limits["memory"])
    if not field:
        return found
    evidence = object_evidence(ending.pod, f"spec.containers[{container.name}].{field}", text)
    return replace(found, evidence=(*found.evidence, evidence), note=" ".join(filter(None, (found.note, note))))
