"""`kanivete simulate` on the command line, as far as it needs no cluster."""

import json
from pathlib import Path

import pytest

from kanivete.cli.main import run
from kanivete.simulate.scenario import library


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    config = tmp_path / "kubeconfig"
    config.write_text(
        json.dumps(
            {
                "current-context": "lab",
                "contexts": [
                    {"name": name, "context": {"cluster": cluster, "user": "u"}}
                    for name, cluster in (("lab", "c"), ("shop-production", "c"), ("mine", "prod-eu"))
                ],
                "clusters": [{"name": n, "cluster": {"server": "http://127.0.0.1:1"}} for n in ("c", "prod-eu")],
                "users": [{"name": "u", "user": {}}],
            }
        )
    )
    monkeypatch.setenv("KUBECONFIG", str(config))


def test_the_list_tells_each_scenario_what_it_changes_and_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "list", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in library.names())
    line = next(line for line in text.splitlines() if "  node.apiserver-unreachable " in line)
    assert line.endswith("(changes a node; needs a node to break; needs a way to the control plane)")


def test_the_list_of_a_family_in_portuguese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "list", "image", "--lang", "pt-BR"]) == 0
    text = capsys.readouterr().out
    assert "uma tag de imagem que não existe: alpine:vraus" in text
    assert "crash." not in text


def test_the_list_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "list", "crash.application-error", "-o", "json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["apiVersion"], found["kind"]) == ("kanivete.dev/v1alpha1", "ScenarioList")
    assert {one["cause"] for one in found["scenarios"]} == {"crash.application-error"}
    assert found["scenarios"][0] == {
        "name": "crash.application-error",
        "cause": "crash.application-error",
        "variant": "",
        "summary": "a program that fails with an error of its own: ls -l vraus",
        "subject": "Deployment/alpine",
        "accept": [],
        "changes": "namespace",
        "needs": [],
    }


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["list", "nothing"], 4, "there is no scenario of 'nothing'"),
        (["run", "image.tag-not-fund"], 2, "nearest: image.tag-not-found"),
        (["run", "image.tag-not-found", "--variant", "blue"], 2, "no variant 'blue'"),
        (["run", "image.tag-not-found", "--for", "soon"], 2, "'soon' is no length of time"),
        (["run", "image.tag-not-found", "--allow-context", "other"], 2, "is not the context in use, lab"),
        (["run", "image.tag-not-found", "--context", "shop-production"], 2, "looks like production (shop-production)"),
        (["run", "image.tag-not-found", "--context", "mine"], 2, "looks like production (prod-eu)"),
        (["run", "image.tag-not-found"], 2, "nobody has allowed faults in context 'lab'"),
        (["run", "image.tag-not-found", "--allow-context", "lab", "--yes"], 3, "cannot reach http://127.0.0.1:1"),
        (["run", "image.tag-not-found", "--ssh-map", "x"], 2, "--ssh-map"),
        (["revert"], 2, "say which run, or --all"),
        (["revert", "--all", "abc123"], 2, "say which run, or --all"),
        (["revert", "--everyone", "abc123"], 2, "--everyone goes with --all"),
        (["status"], 3, "cannot reach"),
        (["allow", "shop-production", "--yes"], 2, "add --production"),
        (["allow", "nowhere", "--yes"], 3, "no context 'nowhere'"),
        (["allow", "lab"], 2, "say --yes"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_line(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["simulate", *words, "--lang", "en"]) == code
    assert said in capsys.readouterr().err


def test_what_was_allowed_goes_on_to_the_cluster(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "allow", "lab", "--yes", "--lang", "en"]) == 0
    assert run(["simulate", "run", "image.tag-not-found", "--yes", "--lang", "en"]) == 3
    assert "cannot reach" in capsys.readouterr().err
    assert run(["simulate", "allow", "lab", "--forbid", "--lang", "en"]) == 0
    assert run(["simulate", "run", "image.tag-not-found", "--yes", "--lang", "en"]) == 2
