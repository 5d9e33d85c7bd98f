"""`kanivete check` on the command line, as far as it needs no cluster."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kanivete.cli.main import run

PODS = str(Path(__file__).parents[2] / "recordings" / "data" / "pods" / "recording.tar.gz")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "here", "ftp://x"], "not ftp"),
        (["check", "svc/api", "x"], "a Service runs nothing"),
        (["check", "here"], "TO"),
        (["check", "a", "b", "--from", "x", "--kubeconfig", "y"], "neither --kubeconfig nor --context"),
        (["check", "dns", "--from", "web", "--nodes"], "exclude each other"),
        (["check", "dns", "--from", "web", "--recording", "x"], "nothing can be asked"),
        (["check", "matrix", "--from", "x", "--probe"], "nothing can be tried"),
        (["check", "a", "b", "--ca-file", __file__], "no PEM certificates"),
    ],
)
def test_wrong_usage(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--lang", "en"]) == 2
    assert says in capsys.readouterr().err


def test_a_file_of_authorities_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "a", "b", "--ca-file", "/nosuch", "--lang", "en"]) == 3
    assert "/nosuch" in capsys.readouterr().err


def test_a_recording_is_checked_by_its_objects(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "deploy/web", "http://web/", "--from", PODS, "-n", "calm", "-o", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["verdict"]["reached"], found["steps"]) == ("Check", None, [])
    assert not [step for step in found["objects"] if step["mark"] == "broken"]
    assert [gap["what"] for gap in found["coverage"]["gaps"]] == ["networkpolicies"]


def test_a_break_in_a_recording_fails_only_where_that_was_asked_for() -> None:
    words = ["check", "deploy/web", "webb", "--from", PODS, "-n", "calm"]
    assert run(words) == 0
    assert run([*words, "--fail-on", "critical"]) == 1


@pytest.mark.parametrize("output", ["text", "json", "yaml", "markdown"])
def test_every_form_of_an_answer(output: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "deploy/web", "webb", "--from", PODS, "-n", "calm", "-o", output]) == 0
    assert "service.not-found" in capsys.readouterr().out


def test_what_does_not_exist_ends_with_4_and_what_was_not_recorded_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "deploy/nosuch", "web", "--from", PODS, "-n", "calm", "--lang", "en"]) == 4
    assert run(["check", "matrix", "--from", PODS, "-n", "kube-public", "--lang", "en"]) == 3
    answer = capsys.readouterr()
    assert answer.out == ""
    assert "not in the recording" in answer.err


def test_dns_and_matrix_of_a_recording(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "dns", "--recording", PODS, "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "DnsCheck"
    assert run(["check", "matrix", "--from", PODS, "-n", "calm", "-o", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["columns"], found["probed"]) == ("Matrix", ["web"], False)


@pytest.fixture
def page() -> Iterator[int]:
    """A small HTTP server; its port."""
    handler = type("Handler", (BaseHTTPRequestHandler,), {"do_GET": _answer, "log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def _answer(self: BaseHTTPRequestHandler) -> None:
    self.send_response(204)
    self.end_headers()


def test_from_here_no_cluster_is_needed(
    page: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run(["check", "here", f"http://127.0.0.1:{page}/", "-o", "json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"]["reached"] is True, found["verdict"]["text"]
    assert "HTTP 204" in found["verdict"]["text"]
    assert run(["check", "pod/web-1", "http://api/", "--lang", "en"]) == 3


def test_from_here_to_a_port_that_nothing_listens_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert run(["check", "here", f"127.0.0.1:{port}", "-o", "json", "--fail-on", "critical", "--lang", "en"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"]["cause"] == "network.refused"
