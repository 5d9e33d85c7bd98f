"""The words of a diagnosis, as types. Imports nothing of the project."""

from kanivete.model.diagnosis import Cost, Coverage, Diagnosis, Gap, Metadata, Scope
from kanivete.model.finding import Affected, Consequence, Evidence, Finding, Remedy, RuledOut, Step
from kanivete.model.reference import ObjectRef
from kanivete.model.words import Certainty, Changes, Origin, Owner, Severity

__all__ = [
    "Affected",
    "Certainty",
    "Changes",
    "Consequence",
    "Cost",
    "Coverage",
    "Diagnosis",
    "Evidence",
    "Finding",
    "Gap",
    "Metadata",
    "ObjectRef",
    "Origin",
    "Owner",
    "Remedy",
    "RuledOut",
    "Scope",
    "Severity",
    "Step",
]
