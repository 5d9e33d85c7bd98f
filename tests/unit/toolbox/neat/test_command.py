"""The command: what it reads, what it prints, how it fails."""

import json
from pathlib import Path

import pytest

from kanivete.cli.main import run

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  uid: b\nstatus: {}\n"
NEAT = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n"


def test_files_and_directories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.yaml").write_text(POD)
    (tmp_path / "two.json").write_text(json.dumps({"kind": "ConfigMap", "metadata": {"uid": "a"}}))
    (tmp_path / "notes.txt").write_text("nothing")
    assert run(["neat", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{NEAT}---\nkind: ConfigMap\nmetadata: {{}}\n"
    assert run(["neat", str(tmp_path / "two.json")]) == 0
    assert json.loads(capsys.readouterr().out) == {"kind": "ConfigMap", "metadata": {}}
    assert run(["neat", str(tmp_path / "one.yaml"), "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["metadata"] == {"name": "a"}


def test_defaults_of_a_hand_written_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: Secret\ntype: Opaque # of course\n")
    assert run(["neat", str(tmp_path / "a.yaml")]) == 0
    assert capsys.readouterr().out.endswith("type: Opaque # of course\n")
    assert run(["neat", "--defaults", str(tmp_path / "a.yaml")]) == 0
    assert capsys.readouterr().out == "apiVersion: v1\nkind: Secret\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["gone.yaml"], 3, "there is no file or directory 'gone.yaml', and it is not TYPE/NAME either"),
        (["EMPTY"], 4, "there is no object in"),
        (["BAD"], 3, "document 1 is no Kubernetes object"),
        (["BAD", "-o", "toml"], 2, "toml"),
        (["pod/a", "--kubeconfig", "/nowhere"], 3, "/nowhere"),
    ],
)
def test_bad_input_is_one_line(
    words: list[str], code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "EMPTY").write_text("# nothing\n")
    (tmp_path / "BAD").write_text("a: b\n")
    words = [str(tmp_path / word) if word.isupper() else word for word in words]
    assert run(["neat", *words]) == code
    printed = capsys.readouterr()
    assert says in printed.err
    assert printed.out == ""
