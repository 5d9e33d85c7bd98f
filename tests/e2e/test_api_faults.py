"""An API server that is slow, breaks off, says no, or goes away: the same findings, or it is said what was not seen."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kanivete.cli.main import run as kanivete
from tests.e2e.faulty import NONE, Asked, Faulty, Policy, Trouble, faulty
from tests.e2e.stage import PACKAGED, Stage, scenarios
from tests.e2e.waiting import until
from tests.rig.cluster import Cluster
from tests.rig.pki import Pair
from tests.rig.plugin import sharing

BROKEN = ("image.tag-not-found", "crash.command-not-found")


@dataclass(frozen=True)
class Outcome:
    """What a run came to: its exit code, causes with their subjects, and the gaps by what is missing."""

    code: int
    findings: frozenset[tuple[str, str]] = frozenset()
    gaps: frozenset[str] = frozenset()
    error: str = ""


@pytest.fixture(scope="module")
def namespaces(cluster: Cluster) -> Iterator[tuple[str, ...]]:
    """One with an image that does not exist, one with a command that does not."""
    tag = secrets.token_hex(3)
    played = [replace(one, name=f"faults-{tag}-{one.name}") for one in scenarios(PACKAGED) if one.name in BROKEN]
    assert len(played) == len(BROKEN)
    stage = Stage(cluster, played)
    with sharing(cluster.state, alone=False):
        for scenario in played:
            stage.wait_for(scenario)
    yield tuple(scenario.namespace for scenario in played)
    stage.clear()


@pytest.fixture
def server(cluster: Cluster, tmp_path: Path) -> Iterator[Faulty]:
    """The API server with trouble before it."""
    pki = cluster.state.pki
    with faulty(tmp_path, cluster.api_url, pki / "ca.crt", Pair(pki / "admin.crt", pki / "admin.key")) as found:
        yield found


@pytest.fixture
def diagnosed(server: Faulty, namespaces: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Diagnoses both namespaces through the server while it follows a policy."""
    config = tmp_path / "faulty.conf"
    content: dict[str, Any] = {
        "clusters": [{"name": "c", "cluster": {"server": server.url, "certificate-authority": str(server.authority)}}],
        "contexts": [{"name": "c", "context": {"cluster": "c"}}],
        "current-context": "c",
    }
    config.write_text(json.dumps(content))

    def diagnose(policy: Policy = lambda _: NONE) -> Outcome:
        server.policy = policy
        server.asked.clear()
        capsys.readouterr()
        words = [word for namespace in namespaces for word in ("-n", namespace)]
        code = kanivete(["diagnose", *words, "--kubeconfig", str(config), "-o", "json"])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        if not out:
            assert (code, err.count("\n")) == (3, 1), err
            return Outcome(code, error=err)
        answer = json.loads(out)
        found = {(one["cause"], f"{one['subject']['kind']}/{one['subject']['name']}") for one in answer["findings"]}
        return Outcome(code, frozenset(found), frozenset(gap["what"] for gap in answer["coverage"]["gaps"]))

    return diagnose


@pytest.fixture
def expected(diagnosed: Any) -> Outcome:
    """What comes out when nothing is in the way."""
    found: Outcome = diagnosed()
    assert (found.code, len(found.findings), found.gaps) == (0, len(BROKEN), frozenset()), found
    return found


def test_a_slow_server(diagnosed: Any, expected: Outcome) -> None:
    assert diagnosed(lambda _: Trouble(wait=0.5)) == expected


@pytest.mark.parametrize("number", range(1, 8))
def test_an_answer_that_breaks_off_is_asked_for_again(diagnosed: Any, expected: Outcome, number: int) -> None:
    assert diagnosed(lambda asked: Trouble(sent=0.5) if asked.number == number else NONE) == expected


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(diagnosed: Any, expected: Outcome, server: Faulty, status: int) -> None:
    busy = Trouble(status, {"Retry-After": "1"})
    assert diagnosed(lambda asked: busy if asked.turn == 1 else NONE) == expected
    assert any(asked.turn == 2 for asked in server.asked)


def test_expired_continue_tokens(
    diagnosed: Any, expected: Outcome, server: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanivete.sources.live.lists.PAGE", 1)
    assert diagnosed(lambda asked: Trouble(410) if "continue=" in asked.query else NONE) == expected
    assert any("continue=" in asked.query for asked in server.asked)


@pytest.mark.parametrize("trouble", [Trouble(503), Trouble(429, {"Retry-After": "300"}), Trouble(sent=0.5)])
@pytest.mark.parametrize("what", ["nodes", "events"])
def test_what_never_comes_is_a_gap(diagnosed: Any, expected: Outcome, what: str, trouble: Trouble) -> None:
    found = diagnosed(lambda asked: trouble if asked.path.endswith(f"/{what}") else NONE)
    assert what in found.gaps
    assert {subject for _, subject in found.findings} == {subject for _, subject in expected.findings}


@pytest.mark.parametrize("trouble", [Trouble(503), Trouble(429, {"Retry-After": "300"}), Trouble(sent=0.5)])
def test_a_server_that_gives_nothing_is_never_healthy(diagnosed: Any, trouble: Trouble) -> None:
    assert diagnosed(lambda _: trouble).code == 3


@pytest.mark.parametrize("trouble", [Trouble(503), Trouble(sent=0.5)])
def test_pods_that_never_come_are_a_gap(diagnosed: Any, trouble: Trouble, namespaces: tuple[str, ...]) -> None:
    def policy(asked: Asked) -> Trouble:
        return trouble if asked.path.endswith(f"/{namespaces[0]}/pods") else NONE

    found = diagnosed(policy)
    assert (found.code, len(found.findings)) == (0, 1)
    assert "pods" in found.gaps


@pytest.mark.disruptive
@pytest.mark.parametrize("number", [3, *(pytest.param(number, marks=pytest.mark.sweep) for number in (1, 6))])
def test_a_restart_during_the_diagnosis(cluster: Cluster, diagnosed: Any, expected: Outcome, number: int) -> None:
    def policy(asked: Asked) -> Trouble:
        if asked.number == number:
            # Asked nicely, it takes a minute to see its watchers off.
            done = cluster.on(
                "cp", "sh", "-c", "systemctl kill -s KILL kube-apiserver && systemctl restart --no-block kube-apiserver"
            )
            assert done.returncode == 0, done.stderr
        return NONE

    try:
        found = diagnosed(policy)
    finally:
        until(lambda: cluster.kubectl("get", "--raw=/readyz", "--request-timeout=3s").returncode == 0, "the API server")
    assert found.findings <= expected.findings or found.gaps
    assert found == expected or found.gaps or found.code == 3
