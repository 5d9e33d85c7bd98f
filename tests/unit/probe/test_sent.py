"""What is sent to other machines runs there: old Pythons, every shell, nothing of the project."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

import kanivete.probe.far
import kanivete.probe.remote
from kanivete.probe.here import wanted
from kanivete.probe.remote.bundle import arrival_script, python_program, shell_script
from kanivete.probe.steps import Target

FAR = sorted(Path(kanivete.probe.far.__path__[0]).glob("*.py"))
SCRIPT = Path(kanivete.probe.remote.__path__[0]) / "script.sh"
TARGETS = [wanted(Target("shop", 80, http_path="/ü'\"\n$(x)", ca="é"))]


@pytest.mark.parametrize("file", FAR, ids=lambda file: file.name)
def test_python_37_reads_it(file: Path) -> None:
    tree = ast.parse(file.read_text(), feature_version=(3, 7))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    ours = {node.module for node in imported if (node.module or "").startswith("kanivete")}
    assert all((module or "").startswith("kanivete.probe.far.") for module in ours)


@pytest.mark.parametrize("sh", [("dash",), ("bash",), ("bash", "--posix"), ("busybox", "sh")], ids=" ".join)
def test_every_shell_reads_it(sh: tuple[str, ...]) -> None:
    if shutil.which(sh[0]) is None:
        pytest.skip(f"{sh[0]} is not installed")
    script = shell_script(TARGETS, 0.2)
    done = subprocess.run([*sh, "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_it_is_ascii_and_small() -> None:
    plain = [wanted(Target("shop", 80, ca="é"))]
    for text in (python_program(TARGETS, 5), shell_script(plain, 5), arrival_script({"token": "00"})):
        assert text.isascii()
        assert len(text) < 64 * 1024
    assert "seconds=1\n" in shell_script(TARGETS, 0.2)
