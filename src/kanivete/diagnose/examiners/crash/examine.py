"""The order of the questions: what the system itself says, then the program, then the bare exit code."""

from collections.abc import Iterable
from dataclasses import replace

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.crash.ending import Ending, last_ending
from kanivete.diagnose.examiners.crash.exit import UNEXPLAINED, by_code, by_signal, completed, unexplained
from kanivete.diagnose.examiners.crash.memory import killed_for_memory
from kanivete.diagnose.examiners.crash.normal import is_normal
from kanivete.diagnose.examiners.crash.probed import killed_by_probe
from kanivete.diagnose.examiners.crash.ruled_out import ruled_out
from kanivete.diagnose.examiners.crash.said import said_in_log
from kanivete.diagnose.examiners.crash.told import hook_failed, lost_with_node, not_started
from kanivete.diagnose.examiners.crash.words import last_words
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.log_cause import APPLICATION_ERROR
from kanivete.diagnose.symptom import Symptom
from kanivete.i18n import _
from kanivete.kube.exit_codes import meaning
from kanivete.model import Certainty

_BY_THE_SYSTEM = (killed_for_memory, not_started, lost_with_node, hook_failed)
_BY_THE_PROCESS = (killed_by_probe, completed, said_in_log, by_signal, by_code, unexplained)
_OWN_ERROR = frozenset({APPLICATION_ERROR, UNEXPLAINED})

_NOT_ITS_OWN_CODE = frozenset(
    {"crash.liveness-probe", "crash.startup-probe", "crash.completed-and-restarted", "crash.post-start-hook"}
)
"""Causes that the exit code says nothing about: it is how the process took being stopped, or it is 0."""


def examine(symptom: Symptom, context: Context) -> Iterable[Hypothesis]:
    """Why a container ended, and what it was not; nothing where it ended as it should."""
    ending = last_ending(symptom, context)
    if is_normal(ending):
        return
    found = _why(ending)
    if symptom.init:
        found = _of_init_container(found, ending)
    yield replace(
        found,
        note=" ".join(filter(None, (found.note, _exit_code(ending, found.cause)))),
        ruled_out=ruled_out(ending, found.cause),
    )


def _why(ending: Ending) -> Hypothesis:
    for question in _BY_THE_SYSTEM:
        if found := question(ending):
            return found
    words = last_words(ending)
    for ask in _BY_THE_PROCESS:
        if found := ask(ending, words):
            return found
    raise AssertionError("the last question always has an answer")


def _of_init_container(found: Hypothesis, ending: Ending) -> Hypothesis:
    """An init container's own error is a cause of its own; for any other cause it is said where it happened."""
    note = _("It happens in the init container {container}; the pod's other containers wait for it.").format(
        container=ending.container.name
    )
    note = " ".join(filter(None, (note, found.note)))
    if ending.is_step and found.cause in _OWN_ERROR and ending.code:
        return replace(found, cause="crash.init-container", certainty=Certainty.PROVEN, note=note)
    return replace(found, note=note)


def _exit_code(ending: Ending, cause: str) -> str:
    said = meaning(ending.code) if ending.code is not None and cause not in _NOT_ITS_OWN_CODE else ""
    if not said:
        return ""
    ended = _("Container {container} ended with exit code {code}: {meaning}.")
    return ended.format(container=ending.container.name, code=ending.code, meaning=said)
