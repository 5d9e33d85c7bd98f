"""`kanivete explain`, as a person and as a program call it."""

import json

import pytest
import yaml
from click.testing import CliRunner, Result

from kanivete.catalogue import catalogue
from kanivete.cli import explain
from kanivete.cli.explain import command


def _run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(command, list(arguments), input=stdin, standalone_mode=False)


def _exit(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(command, list(arguments), input=stdin)


def test_without_an_argument_all_causes_are_listed() -> None:
    output = _run().output
    assert all(f"  {cause} " in output for cause in catalogue())


@pytest.mark.parametrize("cause", catalogue())
def test_each_cause_has_a_page(cause: str) -> None:
    result = _run(cause)
    assert result.output.startswith(f"{cause}\n")
    assert "What it means" in result.output
    assert "{" + "error}" not in result.output


def test_facts_that_are_not_known_stand_as_their_names() -> None:
    assert "nc -vz -w 5 <address> <port>" in _run("node.apiserver-unreachable").output


def test_a_reason_of_the_api_leads_to_its_cause() -> None:
    assert _run("OOMKilled").output.startswith("crash.out-of-memory-limit\n")


def test_a_family_lists_its_causes() -> None:
    lines = _run("volume").output.splitlines()
    assert all(line.startswith(("  volume.", "     ")) for line in lines)


def test_an_unknown_cause_is_refused_with_the_nearest_names() -> None:
    result = _exit("image.tag-not-fund")
    assert result.exit_code == 2
    assert "image.tag-not-found" in result.output


def test_a_text_is_explained_with_its_line_and_what_to_do() -> None:
    output = _run("0/2 nodes are available: 2 Insufficient cpu.").output
    assert "No node has enough free cpu" in output
    assert "│ 0/2 nodes are available: 2 Insufficient cpu." in output
    assert "$ kubectl describe nodes" in output


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_standard_input_may_come_from_windows(encoding: str) -> None:
    found = json.loads(
        _run("-", "-o", "json", stdin="Error from server: exceeded quota: team\r\n".encode(encoding)).output
    )
    assert [one["cause"] for one in found] == ["admission.quota"]


def test_a_text_that_is_too_long_is_cut_at_a_line_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "_LONGEST", 1 << 20)
    lines = "0/2 nodes are available: 2 Insufficient cpu.\n" * 30_000
    result = _run("-", stdin=lines)
    assert "only the first 1 MB are read" in result.stderr
    assert "│ 0/2 nodes are available: 2 Insufficient cpu.\n" in result.stdout


def test_the_standard_input_is_read() -> None:
    output = _run(
        "-", "-o", "json", stdin='Multi-Attach error for volume "v" Volume is already used by pod(s) web-0'
    ).output
    (found,) = json.loads(output)
    assert found["cause"] == "volume.multi-attach"
    assert found.keys() == {"cause", "title", "owner", "line", "text", "count", "rivals"}


def test_yaml_says_the_same_as_json() -> None:
    text = "Kubelet stopped posting node status."
    assert yaml.safe_load(_run(text, "-o", "yaml").output) == json.loads(_run(text, "-o", "json").output)


def test_a_text_that_says_nothing_is_no_error() -> None:
    result = _exit("all is well here")
    assert result.exit_code == 0
    assert "Nothing that kanivete knows was recognised" in result.output
    assert json.loads(_run("all is well here", "-o", "json").output) == []


def test_a_word_that_does_not_say_why_gets_a_hint() -> None:
    assert "kubectl logs POD --previous" in _run("web-1 is in CrashLoopBackOff").output


def test_credentials_and_escapes_of_a_paste_do_not_come_out() -> None:
    text = 'Failed to pull image "x": Get "https://me:hunter2@reg.example/v2/": dial tcp 10.0.0.1:443: i/o timeout'
    output = _run(f"{text} \x07").output
    assert "hunter2" not in output
    assert "\x07" not in output


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert _exit("-", stdin=b"\xff\xfe\x00 exceeded quota: team").exit_code == 0


def _batch(*questions: object) -> tuple[list[dict[str, object]], int]:
    lines = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in questions)
    result = CliRunner().invoke(command, ["--batch"], input=lines, standalone_mode=False)
    return [json.loads(line) for line in result.stdout.splitlines()], result.return_value


def test_a_batch_answers_each_line_with_a_line() -> None:
    answers, code = _batch(
        {"text": "exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10", "where": "event"},
        {"text": "INFO all is well", "where": "container-log"},
        {"text": "Kubelet stopped posting node status.", "where": "node-condition"},
        {"text": "KeyError: 'DSN'\n"},
    )
    assert code == 0
    assert answers[0] == {"cause": "admission.quota", "rivals": []}
    assert answers[1] == {"cause": None, "rivals": []}
    assert answers[2]["cause"] == "node.status-unknown"
    assert "node.apiserver-unreachable" in str(answers[2]["rivals"])
    assert len(answers) == 4


@pytest.mark.parametrize(
    "line", ["nonsense", "[]", "{}", '{"text": 1}', '{"text": "x", "where": "moon"}', '{"text": "x"', "null"]
)
def test_a_line_that_cannot_be_read_is_answered_and_makes_the_exit_code_2(line: str) -> None:
    answers, code = _batch(line, {"text": "exceeded quota: team", "where": "event"})
    assert code == 2
    assert (answers[0]["cause"], answers[0]["rivals"]) == (None, [])
    assert answers[0]["error"]
    assert answers[1]["cause"] == "admission.quota"


def test_a_batch_takes_no_argument() -> None:
    assert _exit("--batch", "image.tag-not-found").exit_code == 2


@pytest.mark.parametrize(
    ("word", "family", "source"),
    [
        ("CrashLoopBackOff", "crash", "kubectl logs POD --previous"),
        ("init:crashloopbackoff", "crash", "kubectl logs POD --previous"),
        ("ErrImagePull", "image", "kubectl describe pod POD"),
        ("NotReady", "node", "journalctl -u kubelet"),
    ],
)
def test_a_symptom_leads_to_its_usual_causes_and_where_they_are_told(word: str, family: str, source: str) -> None:
    lead, _, causes = _run(word).output.partition("\n\n")
    assert source in lead
    assert [line.split(".")[0].strip() for line in causes.splitlines() if line.startswith("  " + family)]
    assert {row["family"] for row in json.loads(_run(word, "-o", "json").output)} == {family}


def test_a_table_of_several_symptoms_gets_a_hint_for_each_family() -> None:
    output = _run("app 0/1 CrashLoopBackOff\nweb 0/1 ImagePullBackOff\nweb 0/1 ErrImagePull\n").output
    assert output.splitlines()[1:] == [
        "CrashLoopBackOff does not say why: paste `kubectl logs POD --previous`.",
        "ImagePullBackOff does not say why: paste `kubectl describe pod POD`.",
    ]
