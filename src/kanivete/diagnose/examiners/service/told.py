"""A break, as a hypothesis."""

from kanivete.check.result import Break
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.meta import KubeObject, moment
from kanivete.model import Certainty, ObjectRef, Severity


def told(
    broken: Break,
    ref: ObjectRef,
    symptom: str,
    *,
    of: KubeObject | None = None,
    severity: Severity | None = None,
    certainty: Certainty | None = None,
    note: str = "",
) -> Hypothesis:
    """What `kanivete check` would say of it; `of` is the object that has been so ever since it was made, if one has."""
    return Hypothesis(
        cause=broken.cause,
        subject=ref,
        object=ref,
        symptom=symptom,
        certainty=certainty or broken.certainty,
        evidence=broken.evidence,
        facts=broken.facts,
        severity=severity,
        remedies=broken.remedies,
        note=note,
        since=moment(of.metadata.creation_timestamp) if of else None,
    )
