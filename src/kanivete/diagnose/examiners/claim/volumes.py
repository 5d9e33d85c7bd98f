"""PersistentVolumes that could not be reclaimed."""

from collections.abc import Iterator
from typing import Any

from kanivete.diagnose.context import Context, reference, status_evidence
from kanivete.diagnose.examiners.listing import listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import VOLUMES, Kind
from kanivete.kube.meta import moment
from kanivete.model import Certainty

KINDS: tuple[Kind[Any], ...] = (VOLUMES,)

_FAILED = "Failed"


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """A hypothesis for each volume whose phase is Failed."""
    if not wanted.may_include(*KINDS):
        return
    for found in listed(VOLUMES, wanted, context):
        if found.status.phase != _FAILED or not wanted.includes_object(VOLUMES, found):
            continue
        about = reference(found, VOLUMES.kind)
        status = found.status
        words = ": ".join(filter(None, (status.phase, status.reason, status.message)))
        yield Hypothesis(
            cause="volume.reclaim-failed",
            subject=about,
            object=about,
            symptom=_FAILED,
            certainty=Certainty.PROVEN,
            evidence=(status_evidence(about, "status", words, status.last_phase_transition_time),),
            facts={"volume": about.name, "policy": found.spec.persistent_volume_reclaim_policy},
            since=moment(status.last_phase_transition_time),
        )
