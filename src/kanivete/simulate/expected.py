"""What a diagnosis says of a fault that was made, against what it must say."""

from dataclasses import dataclass

from kanivete.model import Diagnosis, Finding, ObjectRef
from kanivete.simulate.scenario.model import Head


@dataclass(frozen=True)
class Verdict:
    """`found` is the first finding about the scenario's subject, if there is any; `as_expected`, whether it is the
    cause that the scenario makes."""

    expected: str
    found: Finding | None
    as_expected: bool


def verdict(diagnosis: Diagnosis, head: Head, subject: str, namespace: str) -> Verdict:
    """What the diagnosis says first of the scenario's subject, `Kind/name`."""
    kind, _slash, name = subject.partition("/")
    about = (one for one in diagnosis.findings if _concerns(one, kind, name, namespace))
    found = next(about, None)
    return Verdict(head.cause, found, found is not None and found.cause in head.causes)


def _concerns(finding: Finding, kind: str, name: str, namespace: str) -> bool:
    """Whether it is the finding's own subject, or suffers from it."""
    refs: list[ObjectRef] = [finding.subject, *(one.subject for one in finding.consequences), *finding.affected.objects]
    return any((ref.kind, ref.name) == (kind, name) and ref.namespace in (namespace, "") for ref in refs)
