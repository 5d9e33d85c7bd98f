"""`kanivete firewall` as a person calls it."""

import json
from pathlib import Path

import pytest
import yaml

from kanivete.cli.main import run

DATA = Path(__file__).parent / "data"
TUTORIAL = str(DATA / "control-plane.iptables-save")
PACKET = ("--src", "10.89.0.22", "--dst", "10.89.0.10", "--port", "6443")


def _run(*words: str) -> int:
    return run(["firewall", "--lang", "en", *words])


def test_the_rule_is_named_with_the_command_that_takes_it_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--from", TUTORIAL, *PACKET) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "DROPPED  tcp 10.89.0.22 → 10.89.0.10:6443, new, to the node itself (input)"
    assert "   Rule     -A INPUT -s 10.89.0.22/32 -j DROP" in lines
    assert "   Where    table filter, chain INPUT, rule 1" in lines
    assert "   Counter  258 packets so far" in lines
    assert "   Back up  $ iptables-save -c > iptables-before.rules" in lines
    assert "   Revert   $ iptables -D INPUT -s 10.89.0.22/32 -j DROP" in lines


@pytest.mark.parametrize(("output", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_structured(output: str, load: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--from", TUTORIAL, *PACKET, "--hook", "input", "-o", output) == 0
    answer = load(capsys.readouterr().out)  # type: ignore[operator]
    assert (answer["verdict"], answer["chain"], answer["number"], answer["packets"]) == ("drop", "INPUT", 1, 258)
    assert answer["path"] == [
        {"table": "filter", "chain": "INPUT", "number": 1, "rule": answer["rule"], "effect": "dropped"}
    ]


def test_what_lets_it_through_is_not_all_that_could_drop_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--from", TUTORIAL, "--src", "10.89.0.21", *PACKET[2:]) == 0
    out = capsys.readouterr().out
    assert out.startswith("ACCEPTED")
    assert "security group" in out
    assert "Revert" not in out


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert _run("--from", str(empty), *PACKET, "-o", "json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["rule"], answer["table"]) == ("accept", None, None)
    assert "is empty" in answer["notes"][0]


def test_a_hostile_comment_cannot_paint_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "rules"
    rules.write_text('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment "\x1b[2Jgone" -j DROP\nCOMMIT\n')
    assert _run("--from", str(rules), *PACKET) == 0
    assert "\x1b[2J" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--from", "/no/such/file", *PACKET), 3, "/no/such/file cannot be read: No such file or directory"),
        (("--from", str(DATA), *PACKET), 3, "cannot be read: Is a directory"),
        (("--from", TUTORIAL, "--src", "10.0.0.1", "--dst", "fd00::1", "--port", "1"), 2, "addresses of one family"),
        (
            ("--from", TUTORIAL, "--src", "fd00::2", "--dst", "fd00::1", "--port", "1"),
            2,
            "give the output of ip6tables-save",
        ),
        (("--from", TUTORIAL, "--src", "node1", "--dst", "10.0.0.1", "--port", "1"), 2, "'node1' is no IP address"),
        (("--from", TUTORIAL, "--src", "10.0.0.0/8", "--dst", "10.0.0.1", "--port", "1"), 2, "is no IP address"),
        (("--from", TUTORIAL, *PACKET[:4]), 2, "a packet of tcp needs --port"),
        (("--from", TUTORIAL, *PACKET, "--protocol", "icmp"), 2, "icmp has no ports"),
        (("--from", TUTORIAL, *PACKET, "--protocol", "smtp"), 2, "'smtp' is no protocol"),
        (("--from", TUTORIAL, *PACKET, "--icmp-type", "8"), 2, "--icmp-type goes with"),
        (("--from", TUTORIAL, *PACKET, "--mark", "x"), 2, "'x' is no mark"),
        (("--from", TUTORIAL, *PACKET, "--hook", "input", "--out-interface", "eth0"), 2, "leave out --out-interface"),
        (("--from", TUTORIAL, "--src", "10.0.0.1", "--port", "1"), 2, "--dst"),
        (PACKET, 2, "--from"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    words: tuple[str, ...], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*words) == code
    error = capsys.readouterr().err.splitlines()
    assert message in error[0]
    assert len(error) <= 2
