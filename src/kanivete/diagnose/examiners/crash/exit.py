"""What the exit code says where nothing else does."""

from kanivete.diagnose.context import object_evidence, status_evidence
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.examiners.crash.words import LastWords
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.exit_codes import signal_of
from kanivete.model import Certainty, Evidence

UNEXPLAINED = "crash.unexplained"
_BY_CODE = {126: "crash.not-executable", 127: "crash.command-not-found"}
_FROM_OUTSIDE = frozenset({"SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGTERM", "SIGPIPE"})
"""Signals that a process gets from somebody else; the others it earns itself."""


def completed(ending: Ending, words: LastWords) -> Hypothesis | None:
    """It finished with 0, and is started again since its pod always restarts."""
    if ending.code != 0 or not ending.is_restarted:
        return None
    policy = ending.symptom.pod.spec.restart_policy or "Always"
    return ending.conclude(
        "crash.completed-and-restarted",
        Certainty.PROVEN,
        ending.evidence(),
        object_evidence(ending.pod, "spec.restartPolicy", policy),
        *_quoted(words),
    )


def by_signal(ending: Ending, words: LastWords) -> Hypothesis | None:
    """A signal ended it: proven where it is one that a process earns itself."""
    name = signal_of(ending.code) if ending.code is not None else ""
    if not name:
        return None
    certainty = Certainty.POSSIBLE if name in _FROM_OUTSIDE else Certainty.PROVEN
    note = _("Nothing that was seen says who sent it.") if name in _FROM_OUTSIDE else ""
    return ending.conclude(
        "crash.signal", certainty, ending.evidence(), *_quoted(words), facts={"signal": name}, note=note
    )


def by_code(ending: Ending, words: LastWords) -> Hypothesis | None:
    """The two codes that shells keep for commands that they could not run."""
    cause = _BY_CODE.get(ending.code) if ending.code is not None else None
    if cause is None:
        return None
    return ending.conclude(cause, Certainty.LIKELY, ending.evidence(), *_quoted(words))


def unexplained(ending: Ending, words: LastWords) -> Hypothesis:
    """Nothing says why: what there is, is quoted."""
    evidence = [ending.evidence()] if ending.code is not None or ending.terminated.reason else []
    status = ending.symptom.status
    waiting = status.state.waiting if status else None
    if not evidence and waiting:
        field = ending.field.replace("lastState", "state.waiting.message")
        evidence.append(status_evidence(ending.pod, field, waiting.message or waiting.reason))
    evidence += _quoted(words)
    return ending.conclude(UNEXPLAINED, Certainty.POSSIBLE, *evidence, note=words.note())


def _quoted(words: LastWords) -> list[Evidence]:
    evidence = words.evidence()
    return [evidence] if evidence else []
