"""Ends that are as they should be."""

from datetime import timedelta

from kanivete.diagnose.context import latest
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.diagnose.examiners.crash.probed import STOPPED

_SLACK = timedelta(seconds=3)


def is_normal(ending: Ending) -> bool:
    """Whether it finished as it may, or was stopped on purpose: a rollout, a scale-down, a deletion."""
    if ending.symptom.pod.metadata.deletion_timestamp:
        return True
    if ending.code == 0 and not ending.is_restarted:
        return True
    return ending.code in STOPPED and _was_stopped(ending)


def _was_stopped(ending: Ending) -> bool:
    """The kubelet's own `Stopping container`, about the last instance."""
    killing = latest(ending.events, "Killing")
    if killing is None or not killing.text.startswith("Stopping container"):
        return False
    return ending.started is None or killing.last is None or killing.last >= ending.started - _SLACK
