"""Every scenario that leaves its objects well is made on a real cluster, named first by `check`, and taken back."""

from collections.abc import Iterator

import pytest

from kanivete.check.result import Break
from kanivete.model import Certainty
from kanivete.simulate.checked import checked
from kanivete.simulate.expected import Verdict, verdict_of_check
from kanivete.sources.live import open_live
from tests.e2e.ahead import Stage, staged
from tests.e2e.playing import BY_CHECK, Played, keep
from tests.e2e.waiting import looked
from tests.rig.cluster import Cluster


@pytest.fixture(scope="module")
def stage(
    cluster: Cluster, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    with staged(cluster, request, tmp_path_factory.mktemp("state")) as played:
        yield played


@pytest.mark.sweep
@pytest.mark.parametrize("name", BY_CHECK)
def test_check_names_it_first(stage: Stage, name: str, pytestconfig: pytest.Config) -> None:
    played = stage.play(name)
    found = played.check(looked(lambda: _said(stage, played), played.is_right))
    assert found.certainty in (Certainty.PROVEN, Certainty.LIKELY)
    keep(pytestconfig.getoption("--results"), name, found)
    stage.end(name)


def _said(stage: Stage, played: Played) -> Verdict[Break]:
    """What the check of the scenario says now."""
    plan = played.plan
    assert plan.check
    source = open_live(str(stage.cluster.kubeconfig), None, None)
    try:
        return verdict_of_check(checked(stage.api, source, plan.check, plan.namespace), plan.scenario.head)
    finally:
        source.close()
