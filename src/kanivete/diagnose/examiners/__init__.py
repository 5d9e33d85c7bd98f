"""One examiner per kind of symptom: what it sees, why, and what it ruled out.

An examiner is a function `examine(symptom, context) -> Iterable[Hypothesis]`; it asks the context, never a connection.
"""

from collections.abc import Callable, Iterable
from functools import cache

from kanivete.diagnose.context import Context
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom, SymptomKind

Examiner = Callable[[Symptom, Context], Iterable[Hypothesis]]


@cache
def examiner_for(kind: SymptomKind) -> Examiner:
    """The examiner of a kind of symptom, imported when it is first needed."""
    from kanivete.diagnose.examiners import crash, creating, image, pending, pod, readiness, start

    return {
        SymptomKind.IMAGE: image.examine,
        SymptomKind.START: start.examine,
        SymptomKind.CRASH: crash.examine,
        SymptomKind.NOT_READY: readiness.examine,
        SymptomKind.CREATING: creating.examine,
        SymptomKind.PENDING: pending.examine,
        SymptomKind.POD_FAILED: pod.examine,
        SymptomKind.TERMINATING: pod.examine,
    }[kind]
