"""What the container printed before it ended, from wherever it is still to be had."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from kanivete.diagnose.context import log_evidence, status_evidence
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.log_cause import LogCause, read_log
from kanivete.i18n import _
from kanivete.model import Evidence
from kanivete.sources.base import Missing

_GONE = "unable to retrieve container logs for "
"""What the kubelet answers, as if it were a log, when the runtime has deleted the file."""


class Whose(Enum):
    """Which log it is."""

    PREVIOUS = "previous"
    LAST = "last"
    """The current log, of an instance that has ended."""
    NEXT = "next"
    """The current log, of an instance that runs again."""
    MESSAGE = "message"
    """The termination message."""
    NONE = "none"


@dataclass(frozen=True)
class LastWords:
    """A log's text and where it came from."""

    ending: Ending
    text: str
    whose: Whose

    @property
    def seen(self) -> bool:
        return bool(self.text)

    @cached_property
    def cause(self) -> LogCause | None:
        """The failure in it."""
        return read_log(self.text) if self.text else None

    def evidence(self) -> Evidence | None:
        """The failure quoted, or the last lines."""
        if self.cause is None:
            return None
        ending, quote = self.ending, self.cause.failure.quote
        if self.whose is Whose.MESSAGE:
            return status_evidence(ending.pod, f"{ending.field}.message", quote, ending.terminated.finished_at)
        previous = self.whose is Whose.PREVIOUS
        return log_evidence(ending.pod, ending.container.name, quote, previous=previous)

    def note(self) -> str:
        """Where it comes from, if not from where one would look."""
        if self.whose is Whose.MESSAGE:
            return _("The log was not to be had; this is the termination message.")
        if self.whose is Whose.NEXT:
            return _("The log of the instance that ended is gone; this is the log of the one that followed it.")
        if self.whose is Whose.NONE:
            return _("No log of it was to be had.")
        return ""


def last_words(ending: Ending) -> LastWords:
    """The log of the instance that ended; else that of the one that followed; else the termination message.

    Between the status and the log the container may have been started anew: where a log names no failure, the next
    may be the one that was meant.
    """
    first: LastWords | None = None
    for whose in _order(ending):
        text = _read(ending, whose)
        if text:
            words = LastWords(ending, text, whose)
            if ending.code == 0 or (words.cause and words.cause.failure.strength):
                return words
            first = first or words
    return first or LastWords(ending, "", Whose.NONE)


def _order(ending: Ending) -> tuple[Whose, ...]:
    status = ending.symptom.status
    if status and status.state.running:
        return Whose.PREVIOUS, Whose.MESSAGE, Whose.NEXT
    if status and status.state.terminated:
        # Here `previous` is the instance before the one that just ended.
        return Whose.LAST, Whose.PREVIOUS, Whose.MESSAGE
    return Whose.PREVIOUS, Whose.LAST, Whose.MESSAGE


def _read(ending: Ending, whose: Whose) -> str:
    if whose is Whose.MESSAGE:
        return ending.terminated.message.strip()
    if ending.symptom.container is None:
        return ""
    log = ending.context.log(ending.symptom, previous=whose is Whose.PREVIOUS)
    if isinstance(log, Missing) or log.text.lstrip().startswith(_GONE):
        return ""
    return log.text if log.text.strip() else ""
