"""A drill is played from start to end in a terminal, in each language; whatever ends it, the fault is taken back."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.shop import Terminal
from tests.rig.cluster import Cluster

ROOT = Path(__file__).parents[2]
SEED = "7"
SHOWN, ANSWERED, GONE = 150, 20, 150
"""Seconds until the fault shows, until there is a reply, and until everything is gone."""


@dataclass(frozen=True)
class Language:
    """What is typed and read in one."""

    code: str
    make: str
    yes: str
    hint: str
    answer: str
    wrong: str
    right: str
    over: str


ENGLISH = Language(
    "en", "Make it?", "y", "hint", "answer", "It is not crash.signal, nor anything of that kind.", "Right.",
    "The fault is taken back.",
)  # fmt: skip
PORTUGUESE = Language(
    "pt-BR", "Criar?", "y", "dica", "resposta", "Não é crash.signal, nem nada desse tipo.", "Certo.",
    "A falha foi desfeita.",
)  # fmt: skip

Start = Callable[..., Terminal]


@pytest.fixture
def start(cluster: Cluster, tmp_path: Path) -> Iterator[Start]:
    """Starts drills in terminals of their own."""
    begun: list[Terminal] = []

    def started(*words: str) -> Terminal:
        argv = [sys.executable, "-m", "kanivete", "drill", "--allow-context", "rig", *words]
        begun.append(Terminal(argv, _environment(cluster, tmp_path)))
        return begun[-1]

    yield started
    for terminal in begun:
        with suppress(OSError):
            os.close(terminal.fd)  # whatever still runs takes its fault back


@pytest.mark.parametrize(
    "language", [ENGLISH, pytest.param(PORTUGUESE, marks=pytest.mark.sweep)], ids=["english", "portuguese"]
)
def test_from_start_to_end(cluster: Cluster, start: Start, language: Language) -> None:
    drill = start("--seed", SEED, "--family", "config", "--level", "easy", "--lang", language.code)
    drill.until(language.make, ANSWERED)
    drill.type(f"{language.yes}\n")
    opening = drill.until("drill> ", SHOWN)
    namespace = _namespace(opening)
    assert _exists(cluster, namespace)

    drill.type(f"{language.hint}\n")
    assert f"kubectl -n {namespace} get pods" in drill.until("drill> ", ANSWERED)
    drill.type(f"{language.answer} crash.signal\n")
    assert language.wrong in drill.until("drill> ", ANSWERED)
    cause = _diagnosed(cluster, namespace)
    assert cause not in opening
    drill.type(f"{language.answer} {cause}\n")
    told = drill.until(language.over, GONE)
    assert language.right in told
    assert "75" in told, "points: one hint, one wrong answer"
    assert f"kanivete drill --seed {SEED} --level easy --family config" in told
    assert told.count(cause) >= 2, "the answer, and the diagnosis"
    assert drill.wait(ANSWERED) == 0
    assert not _exists(cluster, namespace)


@pytest.mark.parametrize("end", ["interrupt", "hang-up"])
def test_whatever_ends_it_the_fault_is_taken_back(cluster: Cluster, start: Start, end: str) -> None:
    drill = start("--seed", SEED, "--family", "config", "--yes", "--lang", "en")
    namespace = _namespace(drill.until("drill> ", SHOWN))
    if end == "interrupt":
        said = _interrupted(drill)
        if "The fault is taken back." not in said:
            drill.until("The fault is taken back.", GONE)
        assert drill.wait(ANSWERED) == 130
    else:
        os.close(drill.fd)
        assert _exit_code(drill) != 0
    assert not _exists(cluster, namespace)


@pytest.mark.sweep
def test_nothing_that_one_looks_at_tells_the_cause(cluster: Cluster, tmp_path: Path) -> None:
    playing, opening = _piped(cluster, tmp_path, "--seed", "12", "--family", "image", "--level", "medium")
    namespace = _namespace(opening)
    seen = cluster.kubectl("-n", namespace, "get", "deployments,configmaps,services,jobs,pods", "-o", "json").stdout
    status = subprocess.run(
        [sys.executable, "-m", "kanivete", "simulate", "status", "-o", "json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=_environment(cluster, tmp_path),
    ).stdout
    said, _none = playing.communicate("give up\n", timeout=GONE)
    assert playing.returncode == 0
    cause = re.search(r"It was ([\w.-]+):", said)
    assert cause
    assert cause[1] not in seen
    for item in json.loads(seen)["items"]:
        told = json.dumps([item["metadata"], _environments(item)])
        assert cause[1].partition(".")[2] not in told, item["metadata"]["name"]
    mine = next(one for one in json.loads(status)["runs"] if one["namespace"] == namespace)
    assert (mine["scenario"], mine["cause"]) == ("drill", "")
    assert not _exists(cluster, namespace)


@pytest.mark.sweep
def test_what_no_object_shows_is_hinted_at_and_shown_by_the_check(cluster: Cluster, tmp_path: Path) -> None:
    playing, opening = _piped(cluster, tmp_path, "--seed", "3", "--family", "http")
    complaint = re.search(
        r"Deployment (\w+) in namespace (\S+) gets no answer that it could use from (\S+)\.\n", opening
    )
    assert complaint, opening
    name, namespace, target = complaint.groups()
    said, _none = playing.communicate("hint\n" * 6 + "give up\n", timeout=GONE)
    assert playing.returncode == 0
    assert f"\n  kanivete check -n {namespace} deploy/{name} {target}\n" in said
    cause = re.search(r"It was ([\w.-]+):", said)
    assert cause
    assert re.search(rf"Cause +{re.escape(cause[1])}: ", said), "as the check has it"
    assert not _exists(cluster, namespace)


def _piped(cluster: Cluster, home: Path, *words: str) -> tuple["subprocess.Popen[str]", str]:
    """A drill that is played through pipes, and its opening."""
    playing = subprocess.Popen(
        [sys.executable, "-m", "kanivete", "drill", *words, "--yes", "--allow-context", "rig", "--lang", "en"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=_environment(cluster, home),
    )
    assert playing.stdout
    opening = ""
    while "This is drill" not in opening:
        line = playing.stdout.readline()
        assert line, f"it ended: {opening}"
        opening += line
    return playing, opening


def _environments(thing: Any) -> list[Any]:
    """All environment variables of containers anywhere in an object."""
    if isinstance(thing, dict):
        return [thing.get("env"), *(_environments(value) for value in thing.values())]
    return [_environments(value) for value in thing] if isinstance(thing, list) else []


def _environment(cluster: Cluster, home: Path) -> dict[str, str]:
    """Of somebody who has no configuration yet."""
    taken = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "KANIVETE_"))}
    return {**taken, "HOME": str(home), "KUBECONFIG": str(cluster.kubeconfig), "LC_ALL": "C.UTF-8", "TERM": "dumb"}


def _interrupted(drill: Terminal) -> str:
    """What it says at Ctrl-C. Python loses one that comes just when readline has shown its prompt."""
    for _attempt in range(5):
        drill.type("\x03")
        with suppress(AssertionError):
            return drill.until(" ", 20)
    raise AssertionError("it does not mind Ctrl-C")


def _exit_code(closed: Terminal) -> int:
    """Of a program whose terminal is gone."""
    ends = time.monotonic() + GONE
    while time.monotonic() < ends:
        pid, status = os.waitpid(closed.pid, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.2)
    raise AssertionError("it does not end")


def _namespace(text: str) -> str:
    found = re.search(r"kanivete-sim-[0-9a-f]{6}", text)
    assert found, text
    return found[0]


def _exists(cluster: Cluster, namespace: str) -> bool:
    return cluster.kubectl("get", "namespace", namespace).returncode == 0


def _diagnosed(cluster: Cluster, namespace: str) -> str:
    """What the person finds out with a tool of their choice."""
    words = ("diagnose", "-n", namespace, "--kubeconfig", str(cluster.kubeconfig), "-o", "json")
    done = subprocess.run(
        [sys.executable, "-m", "kanivete", *words], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return str(json.loads(done.stdout)["findings"][0]["cause"])
