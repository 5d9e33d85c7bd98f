"""What a shell is offered; the scripts are click's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def offered(shell: str, *words: str) -> list[tuple[str, str]]:
    """Type and value of what bash or zsh is offered for the last of the words."""
    asked = {"COMP_WORDS": " ".join(("kanivete", *words)), "COMP_CWORD": str(len(words))}
    done = subprocess.run(
        [sys.executable, "-c", "from kanivete.__main__ import main; main()"],
        env={**os.environ, **asked, "_KANIVETE_COMPLETE": f"{shell}_complete"},
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.partition(",") for line in done.stdout.splitlines()]
    return [(kind, value) for kind, _, value in rows]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["dia"], "diagnose"),
        (["toolbox", "inj"], "inject"),
        (["diagnose", "--fro"], "--from"),
        (["explain", "image.tag"], "image.tag-not-found"),
        (["simulate", "run", "image.tag"], "image.tag-not-found"),
        (["diagnose", "-o", "mark"], "markdown"),
    ],
)
def test_commands_options_causes_and_choices_are_completed(words: list[str], value: str) -> None:
    assert ("plain", value) in offered("bash", *words)


@pytest.mark.parametrize(
    "words",
    [
        ["diagnose", "--from"],
        ["diagnose", "--kubeconfig"],
        ["node", "n1", "--log"],
        ["firewall", "--from"],
        ["check", "a", "b", "--from"],
        ["snapshot"],
        ["neat"],
    ],
)
def test_where_a_file_is_meant_the_shell_completes_files(words: list[str]) -> None:
    assert offered("bash", *words, "du") == [("file", "du")]


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    program = tmp_path / "kanivete"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kanivete "$@"\n')
    program.chmod(0o755)
    script = (
        "source <(kanivete completion bash); COMP_WORDS=(kanivete toolbox inj) COMP_CWORD=2;"
        " _kanivete_completion kanivete; echo ${COMPREPLY[*]}"
    )
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "inject\n"


@pytest.mark.parametrize(
    ("words", "candidate", "directive"),
    [
        (["dia"], "diagnose", ":4"),
        (["toolbox", ""], "inject", ":4"),
        (["diagnose", "-n", "it's $HOME", "--fro"], "--from", ":4"),
        (["diagnose", "--from", ""], "", ":0"),
        (["nothing-like-it"], "", ":4"),
    ],
)
def test_kubectl_is_given_candidates_and_whether_files_may_be(
    tmp_path: Path, words: list[str], candidate: str, directive: str
) -> None:
    called = f'exec {sys.executable} -m kanivete "$@"'
    script = subprocess.run(
        [sys.executable, "-m", "kanivete", "completion", "kubectl"], capture_output=True, text=True, check=True
    ).stdout
    for name, text in (("kanivete", f"#!/bin/sh\n{called}\n"), ("kubectl_complete-kanivete", script)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [str(tmp_path / "kubectl_complete-kanivete"), *words],
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    *offers, last = done.stdout.splitlines()
    assert (last, done.stderr) == (directive, "")
    assert candidate in offers if candidate else offers == []
