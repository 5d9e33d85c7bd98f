"""Every recording of a real cluster, against its answer key: the right cause first, and silence for what is healthy."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.diagnose.engine import diagnose
from kanivete.model import Finding, ObjectRef, Scope
from kanivete.sources.recording import open_recording

DATA = Path(__file__).parent / "data"
KEYS = sorted(DATA.rglob("answers.yaml"))


@cache
def findings(recording: Path) -> tuple[Finding, ...]:
    """The findings of a recording, which lies beside its key as a directory or an archive."""
    source = open_recording(str(recording))
    try:
        return diagnose(source, Scope())[0]
    finally:
        source.close()


def recording_of(key: Path) -> Path:
    archives = sorted(key.parent.glob("recording.*"))
    return archives[0] if archives else key.parent


def entries() -> list[Any]:
    return [
        pytest.param(key, entry, id=f"{key.parent.name}-{entry.get('namespace', '')}-{entry['name']}")
        for key in KEYS
        for entry in yaml.safe_load(key.read_text())
    ]


def concerns(finding: Finding, entry: dict[str, str]) -> bool:
    """Whether the object is the finding's subject, or suffers from it."""
    refs: list[ObjectRef] = [finding.subject, *(c.subject for c in finding.consequences), *finding.affected.objects]
    wanted = (entry["kind"], entry.get("namespace", ""), entry["name"])
    return any((ref.kind, ref.namespace, ref.name) == wanted for ref in refs)


@pytest.mark.parametrize(("key", "entry"), entries())
def test_the_first_finding_of_an_object_is_the_keys(key: Path, entry: dict[str, Any]) -> None:
    about = [finding for finding in findings(recording_of(key)) if concerns(finding, entry)]
    assert about, f"nothing was found for {entry['name']}"
    accepted = (entry["cause"], *entry.get("or", ()))
    assert about[0].cause in accepted
    if "owner" in entry and about[0].cause == entry["cause"]:
        assert about[0].owner == entry["owner"]
    if "subject" in entry:
        assert f"{about[0].subject.kind}/{about[0].subject.name}" == entry["subject"]
    if "severity" in entry:
        assert about[0].severity == entry["severity"]
    quoted = "\n".join(evidence.text for evidence in about[0].evidence)
    for words in entry.get("quotes", ()):
        assert words in quoted


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.parent.name)
def test_nothing_else_is_found(key: Path) -> None:
    known = yaml.safe_load(key.read_text())
    strays = [f for f in findings(recording_of(key)) if not any(concerns(f, entry) for entry in known)]
    assert [(f.cause, str(f.subject)) for f in strays] == []


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.parent.name)
def test_no_object_has_two_findings(key: Path) -> None:
    subjects = [(finding.cause, str(finding.subject)) for finding in findings(recording_of(key))]
    repeated = [subject for _, subject in subjects if sum(subject == other for _, other in subjects) > 1]
    assert repeated == []
