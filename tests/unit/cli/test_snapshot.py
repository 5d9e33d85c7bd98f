"""What `kanivete snapshot` does before it reads a cluster."""

import json
from pathlib import Path

import pytest

from kanivete.cli.main import run
from tests.unit.kube.server import serve


def test_a_file_that_exists_is_refused_before_anything_is_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    there = tmp_path / "there.tar.gz"
    there.write_text("mine")
    config = tmp_path / "config"
    with serve() as server:
        one = {
            "clusters": [{"name": "c", "cluster": {"server": server.url}}],
            "users": [{"name": "u", "user": {}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "x",
        }
        config.write_text(json.dumps({"apiVersion": "v1", "kind": "Config", **one}))
        code = run(["snapshot", "-A", str(there), "--kubeconfig", str(config), "--lang", "en"])
        assert server.asked == []
    assert code == 3
    assert f"{there} exists already" in capsys.readouterr().err
    assert there.read_text() == "mine"
