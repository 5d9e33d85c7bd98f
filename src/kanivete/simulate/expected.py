"""What a diagnosis or a check says of a fault that was made, against what it must say."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from kanivete.check.result import Break, Check
from kanivete.model import Diagnosis, Finding, ObjectRef
from kanivete.simulate.scenario.model import Head

Named = Finding | Break
"""What names a cause."""
Found = TypeVar("Found", bound=Named, covariant=True)


@dataclass(frozen=True)
class Verdict(Generic[Found]):
    """`found` is the first finding about the scenario's subject, or where the check says that the way breaks, if
    there is any; `as_expected`, whether it is the cause that the scenario makes."""

    expected: str
    found: Found | None
    as_expected: bool


def verdict(diagnosis: Diagnosis, head: Head, subject: str, namespace: str) -> Verdict[Finding]:
    """What the diagnosis says first of the scenario's subject, `Kind/name`."""
    kind, _slash, name = subject.partition("/")
    about = (one for one in diagnosis.findings if _concerns(one, kind, name, namespace))
    return _against(head, next(about, None))


def verdict_of_check(check: Check, head: Head) -> Verdict[Break]:
    """What the check says that was asked for."""
    return _against(head, check.verdict.broken)


def _against(head: Head, found: Found | None) -> Verdict[Found]:
    return Verdict(head.cause, found, found is not None and found.cause in head.causes)


def _concerns(finding: Finding, kind: str, name: str, namespace: str) -> bool:
    """Whether it is the finding's own subject, or suffers from it."""
    refs: list[ObjectRef] = [finding.subject, *(one.subject for one in finding.consequences), *finding.affected.objects]
    return any((ref.kind, ref.name) == (kind, name) and ref.namespace in (namespace, "") for ref in refs)
