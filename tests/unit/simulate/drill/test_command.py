"""`kanivete drill` on the command line, as far as it needs no cluster."""

import json
from pathlib import Path

import pytest

from kanivete.cli.main import run


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    config = tmp_path / "kubeconfig"
    config.write_text(
        json.dumps(
            {
                "current-context": "lab",
                "contexts": [{"name": name, "context": {"cluster": "c", "user": "u"}} for name in ("lab", "shop-prod")],
                "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:1"}}],
                "users": [{"name": "u", "user": {}}],
            }
        )
    )
    monkeypatch.setenv("KUBECONFIG", str(config))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--family", "vraus"], 2, "there is no family 'vraus': "),
        (["--family", "image", "--node", "worker-2"], 4, "there is no such fault"),
        (["--level", "impossible"], 2, "'impossible'"),
        (["--seed", "x"], 2, "'x'"),
        (["--seed", "-1"], 2, "-1"),
        (["--for", "soon"], 2, "'soon' is no length of time"),
        (["--ssh-map", "x"], 2, "--ssh-map"),
        ([], 2, "nobody has allowed faults in context 'lab'"),
        (["--yes"], 2, "nobody has allowed faults in context 'lab'"),
        (["--context", "shop-prod", "--allow-context", "shop-prod", "--yes"], 2, "looks like production (shop-prod)"),
        (["--allow-context", "other"], 2, "is not the context in use, lab"),
        (["--allow-context", "lab", "--yes"], 3, "cannot reach http://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["drill", *words, "--lang", "en"]) == code
    printed = capsys.readouterr()
    assert said in printed.err
    assert not printed.out
