"""Every fault that a real cluster can be made to have: named first, quoted, and the same from a snapshot."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kanivete.cli.running import run
from kanivete.model import Diagnosis, Scope
from kanivete.sources.recording import open_recording
from kanivete.sources.snapshot import write
from tests.e2e.playing import diagnosed
from tests.e2e.recorder import record
from tests.e2e.stage import Scenario, Stage, scenarios
from tests.e2e.waiting import looked
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing


@pytest.fixture(scope="module")
def stage(cluster: Cluster) -> Iterator[Stage]:
    played = Stage(cluster, scenarios())
    with sharing(cluster.state, alone=False):  # nobody breaks the cluster under them
        yield played
        played.clear()


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.name)
def test_the_cause_is_named_first(
    cluster: Cluster, stage: Stage, scenario: Scenario, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    stage.wait_for(scenario)
    scope = Scope(namespaces=(scenario.namespace,))
    live, tap = looked(lambda: diagnosed(cluster.kubeconfig, scope), lambda found: _is_named(scenario, found[0]))

    about = [finding for finding in live.findings if scenario.concerns(finding)]
    assert about, f"nothing about {scenario.subject}; gaps: {live.coverage.gaps}; findings: {live.findings}"
    first = about[0]
    assert first.cause in scenario.causes, first
    if first.cause == scenario.head["cause"] and "owner" in scenario.head:
        assert first.owner == scenario.head["owner"]
    if quote := scenario.head.get("quote"):
        assert quote in "\n".join(evidence.text for evidence in first.evidence), first.evidence

    snapshot = tmp_path / "snapshot.tar.gz"
    write(tap, snapshot)
    replayed = run(open_recording(str(snapshot)), scope)
    assert _answer(replayed) == _answer(live)
    if folder := pytestconfig.getoption("--record"):
        record(scenario, snapshot, folder)


def _is_named(scenario: Scenario, diagnosis: Diagnosis) -> bool:
    first = next((finding for finding in diagnosis.findings if scenario.concerns(finding)), None)
    return first is not None and first.cause in scenario.causes


def _answer(diagnosis: Diagnosis) -> bytes:
    """What must not depend on where the facts came from."""
    return msgspec.json.format(msgspec.json.encode((diagnosis.coverage, diagnosis.findings)))
