"""The command line: what it prints where, and with which exit code."""

import importlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kanivete import __version__
from kanivete.cli.main import COMMANDS, run
from kanivete.i18n import use

PODS = Path(__file__).parents[2] / "recordings/data/odd/objects.json"


@pytest.fixture(autouse=True)
def _english() -> None:
    use("en")


def kanivete(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = run(words)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_version_needs_no_library() -> None:
    code = "import sys; sys.argv[1:] = ['--version']; from kanivete.__main__ import main; main(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = done.stdout.split("\n", 1)
    assert version == f"kanivete {__version__}"
    assert not {"click", "msgspec", "httpx2", "re2", "yaml"} & set(modules.split())


def every_help() -> Iterator[list[str]]:
    """The words for the help of each command, those in groups too."""
    yield ["--help"]
    for name in COMMANDS:
        yield [name, "--help"]
        command = importlib.import_module(f"kanivete.cli.{name}").command
        if isinstance(command, click.Group):
            yield from ([name, inner, "--help"] for inner in command.list_commands(click.Context(command)))


@pytest.mark.parametrize("words", [*every_help(), ["completion", "bash"]], ids=" ".join)
def test_help_imports_nothing_that_it_does_not_need(words: list[str]) -> None:
    code = f"import sys; from kanivete.cli.main import run; run({words!r}); print('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(done.stdout.rpartition("MODULES ")[2].split())
    assert not {"msgspec", "httpx2", "re2", "yaml", "kanivete.catalogue", "kanivete.diagnose"} & modules


@pytest.mark.parametrize("command", ["diagnose", "snapshot", "demo", "explain", "completion"])
def test_every_help_has_examples(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = kanivete(capsys, command, "--help")
    assert code == 0
    assert f"  kanivete {command}" in out.partition("Examples")[2] or command in out.partition("Examples")[2]


def test_a_finding_is_no_failure_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert kanivete(capsys, "diagnose", "--from", str(PODS))[0] == 0
    assert kanivete(capsys, "diagnose", "--from", str(PODS), "--fail-on", "critical")[0] == 1
    assert kanivete(capsys, "diagnose", "--from", str(PODS), "--fail-on", "warning")[0] == 1


def test_a_healthy_namespace_meets_no_fail_on(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = kanivete(capsys, "demo", "-n", "calm", "--fail-on", "warning")
    assert code == 0
    assert out.splitlines()[-1].startswith("nothing is wrong in what was seen (examined: ")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense"], 2, "there is no command 'nonsense'"),
        (["diagnose", "--nonsense"], 2, "No such option"),
        (["diagnose", "--from", str(PODS), "web"], 2, "TYPE/NAME"),
        (["diagnose", "--from", str(PODS), "thing/web"], 2, "objects of type 'thing'"),
        (["diagnose", "--from", str(PODS), "-n", "a", "-A"], 2, "exclude each other"),
        (["diagnose", "--from", str(PODS), "--context", "x"], 2, "--from reads a recording"),
        (["diagnose", "--from", str(PODS), "-l", "a in ("], 2, "not a label selector"),
        (["diagnose", "--from", "/nonexistent"], 3, "No such file"),
        (["diagnose", "--from", str(PODS), "-n", "elsewhere"], 4, "no pods in namespace elsewhere"),
        (["diagnose", "--from", str(PODS), "pod/elsewhere"], 4, "elsewhere"),
        (["diagnose", "--kubeconfig", "/nonexistent"], 3, "cannot read kubeconfig /nonexistent"),
    ],
)
def test_bad_input_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    got, out, err = kanivete(capsys, *words)
    assert (got, out) == (code, "")
    first, *more = err.splitlines()
    assert first.startswith("kanivete: ")
    assert said in first
    assert all("--help` has examples" in line for line in more)


def test_a_recording_comes_from_standard_input_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PODS.read_bytes())))
    code, out, _ = kanivete(capsys, "diagnose", "--from", "-", "-o", "json")
    assert code == 0
    assert json.loads(out)["findings"]


def test_one_object_of_many_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = kanivete(capsys, "demo", "deploy/alpine", "-n", "images", "-o", "json")
    assert [f["subject"]["name"] for f in json.loads(out)["findings"]] == ["alpine"]
    _, out, _ = kanivete(capsys, "demo", "pod", "alpine-5df46b9456-llqdt", "-o", "json")
    assert [f["cause"] for f in json.loads(out)["findings"]] == ["crash.application-error"]


@pytest.mark.parametrize("output", ["text", "json", "yaml", "markdown"])
def test_piped_output_is_plain(capsys: pytest.CaptureFixture[str], output: str) -> None:
    _, out, _ = kanivete(capsys, "demo", "-n", "images", "-o", output)
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("namespace", "english", "portuguese", "quoted"),
    [
        (
            "images",
            "The tag vraus of docker.io/library/alpine does not exist",
            "A tag vraus",
            "alpine:vraus: not found",
        ),
        ("crashes", "Deployment crashes/alpine", "crashes/alpine", "ls: vraus: No such file or directory"),
    ],
)
def test_the_two_classic_faults_in_both_languages(
    capsys: pytest.CaptureFixture[str], namespace: str, english: str, portuguese: str, quoted: str
) -> None:
    words = ["demo", "-n", namespace, "deploy/alpine"]
    _, out, _ = kanivete(capsys, *words)
    assert english in out
    assert quoted in out
    _, out, _ = kanivete(capsys, *words, "--lang", "pt-BR")
    assert portuguese in out
    assert quoted in out
    assert "Por quê" in out
    assert english not in out or namespace == "crashes"


def test_the_language_comes_from_the_locale() -> None:
    environment = {**os.environ, "LC_ALL": "pt_BR.UTF-8"}
    environment.pop("KANIVETE_LANG", None)
    done = subprocess.run(
        [sys.executable, "-m", "kanivete", "demo", "-n", "calm"],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert not done.stdout.startswith("nothing is wrong")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_what_is_printed_is_utf8_in_every_locale(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kanivete", "demo", "-n", "images", "deploy/alpine", "--lang", "pt-BR"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=True,
    )
    assert "────" in done.stdout.decode()
    assert "Por quê" in done.stdout.decode()


def test_an_error_cannot_control_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = kanivete(capsys, "demo", "-n", "calm", "pod/\x1b[31mx\u202e")
    assert (code, err) == (4, "kanivete: there is no Pod \\x1b[31mx\\u202e in calm\n")


def test_what_is_no_character_is_no_reason_to_fail() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kanivete", "explain", b"image.\xff"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 2)


def test_a_reader_that_has_enough_is_no_error() -> None:
    command = f"{sys.executable} -m kanivete demo | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_bug_of_ours_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.delenv("KANIVETE_DEBUG", raising=False)
    monkeypatch.setattr("kanivete.sources.demo.open_demo", broken)
    code, out, err = kanivete(capsys, "demo")
    assert (code, out, len(err.splitlines())) == (70, "", 1)
    assert "KANIVETE_DEBUG" in err


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to send")
def test_ctrl_c_does_not_wait_for_a_server_that_does_not_answer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        port = silent.getsockname()[1]
        file = tmp_path / "config"
        file.write_text(
            '{"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c"}}],'
            f' "clusters": [{{"name": "c", "cluster": {{"server": "http://127.0.0.1:{port}"}}}}]}}'
        )
        words = ["diagnose", "--kubeconfig", str(file), "--request-timeout", "600"]
        running = subprocess.Popen(
            [sys.executable, "-m", "kanivete", *words],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "KANIVETE_LANG": "en"},
            # Whoever runs the tests in the background may ignore it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        with silent.accept()[0] as asked:
            asked.recv(1)
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=60)
    assert (running.returncode, said.strip()) == (130, "kanivete: interrupted")
