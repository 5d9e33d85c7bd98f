"""`kanivete node` without a cluster: recordings, logs, and whatever else somebody has."""

import gzip
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import click
import pytest

from kanivete.cli.main import run
from kanivete.i18n import use

DATA = Path(__file__).parents[2]
RECORDING = str(DATA / "recordings/data/node-not-ready/recording.tar.gz")
LOGS = DATA / "unit/catalogue/data"
RULES = str(DATA / "unit/node/firewall/data/control-plane.iptables-save")
REVERT = "iptables -D INPUT -s 10.89.0.22/32 -j DROP"


@pytest.fixture(autouse=True)
def _no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    use("en")
    monkeypatch.setenv("KUBECONFIG", "/nonexistent/config")
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)


def kanivete(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(("node", *words))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, out, err = kanivete(capsys, *words, "-o", "json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_recording_of_a_node_that_was_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "node2", "--from", RECORDING)
    assert (found["apiVersion"], found["kind"]) == ("kanivete.dev/v1alpha1", "NodeDiagnosis")
    (finding,) = found["findings"]
    assert (finding["rank"], finding["cause"]) == (1, "node.apiserver-unreachable")
    assert {one["origin"] for one in finding["evidence"]} >= {"status", "node-log", "firewall"}
    assert found["log"]["endpoint"] == "10.89.0.10:6443"
    assert found["log"]["causes"][0]["over"] is False
    (wall,) = found["firewall"]
    assert (wall["source"], wall["destination"], wall["port"]) == ("10.89.0.22", "10.89.0.10", 6443)
    assert wall["cuts"][0]["revert"] == REVERT
    assert wall["cuts"][0]["number"] == 1
    assert wall["revertFromHere"] is None
    assert found["paths"] == []


def test_the_other_node_of_it_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "node/node1", "--from", RECORDING)
    assert (found["findings"], found["firewall"]) == ([], [])
    assert [one for one in found["log"]["causes"] if not one["over"]] == []


@pytest.mark.parametrize("width", ["80", "120"])
def test_no_line_of_the_text_is_too_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.chdir(Path(RECORDING).parent)  # a path is one word, however long
    out = click.unstyle(kanivete(capsys, "node2", "--from", Path(RECORDING).name)[1])
    prose = [line for line in out.splitlines() if "$ " not in line]
    assert max(map(len, prose)) <= int(width)
    assert "Verdict  control-plane stops it: table filter, chain INPUT, rule 1" in out
    assert out.count("Failed to ensure lease exists, will retry") <= 3


def test_markdown_for_a_ticket(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = kanivete(capsys, "node2", "--from", RECORDING, "-o", "markdown")
    assert code == 0
    assert "## 1. The node cannot reach the API server" in out
    assert "## What the kubelet's log says" in out
    assert f"```sh\niptables-save -c > iptables-before.rules\n{REVERT}\n```" in out


def test_yaml_says_the_same_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    import yaml

    _, out, _ = kanivete(capsys, "node2", "--from", RECORDING, "-o", "yaml")
    found = yaml.safe_load(out)
    assert found["firewall"][0]["cuts"][0]["revert"] == REVERT


def test_fail_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert kanivete(capsys, "node2", "--from", RECORDING, "--fail-on", "critical")[0] == 1
    assert kanivete(capsys, "node1", "--from", RECORDING, "--fail-on", "warning")[0] == 0


def test_a_log_alone_tells_the_cause(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "node2", "--log", str(LOGS / "node2.kubelet.log.gz"))
    finding = found["findings"][0]
    assert finding["cause"] == "node.apiserver-unreachable"
    assert finding["evidence"][0]["origin"] == "node-log"
    assert "no kubeconfig" in found["coverage"]["gaps"][0]["why"]
    assert found["coverage"]["complete"] is False


def test_a_log_by_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    data = gzip.decompress((LOGS / "node2.kubelet.log.gz").read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = answer(capsys, "node2", "--log", "-")
    assert found["log"]["from"] == "standard input"
    assert found["findings"][0]["cause"] == "node.apiserver-unreachable"


@pytest.mark.parametrize(
    "name", ["node1.kubelet.log.gz", "kubelet-start.kubelet.log.gz", "cut-off-and-back.kubelet.log.gz"]
)
def test_the_log_of_a_node_that_is_well_gives_nothing(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert answer(capsys, "n", "--log", str(LOGS / name))["findings"] == []


def unpack_without_firewalls(folder: Path) -> None:
    """Python has `extractall(filter=…)` only since 3.11.4."""
    with tarfile.open(RECORDING) as tar:
        for member in tar.getmembers():
            content = tar.extractfile(member)
            if content and "iptables" not in member.name and "nft" not in member.name:
                file = folder / member.name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content.read())


def test_rules_that_are_handed_over_complete_a_recording_without_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    unpack_without_firewalls(tmp_path)
    without = answer(capsys, "node2", "--from", str(tmp_path))
    assert without["firewall"][0]["cuts"] == []
    assert "between the machines" in without["elsewhere"][0]["text"]
    assert without["advice"][0]["command"].endswith("--ssh-map 10.89.0.10=USER@HOST")
    with_rules = answer(capsys, "node2", "--from", str(tmp_path), "--firewall", RULES)
    assert with_rules["firewall"][0]["cuts"][0]["revert"] == REVERT
    assert "firewall" in [one["origin"] for one in with_rules["findings"][0]["evidence"]]


def test_a_node_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = kanivete(capsys, "nod2", "--from", RECORDING)
    assert (code, out) == (4, "")
    assert "there is no node nod2; is it node2" in err


def test_no_cluster_and_no_other_way(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = kanivete(capsys, "node2")
    assert code == 3
    assert "no kubeconfig" in err
    assert "kanivete node node2 --ssh USER@HOST" in err


def test_nothing_at_all_could_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    code, out, err = kanivete(capsys, "node2", "--log", str(tmp_path / "empty"))
    assert code == 3
    assert "is empty: give what `journalctl -u kubelet` prints" in " ".join(out.split())
    assert "nothing could be read of node2" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a node"),
        (["n", "--since", "soon"], "'soon' is no length of time"),
        (["n", "--ssh-map", "x="], "is not NODE="),
        (["n", "--local", "--ssh", "h"], "exclude each other"),
        (["n", "--from", RECORDING, "--debug-pod"], "needs a live cluster"),
        (["n", "--from", RECORDING, "--context", "c"], "goes with neither"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    code, _, err = kanivete(capsys, *words)
    assert code == 2
    assert said in err


@pytest.mark.parametrize("option", ["--log", "--firewall"])
def test_files_that_are_not_there(capsys: pytest.CaptureFixture[str], option: str) -> None:
    code, _, err = kanivete(capsys, "n", option, "/nonexistent/file")
    assert code == 3
    assert "/nonexistent/file cannot be read: No such file" in err


def test_help_imports_nothing_that_it_does_not_need() -> None:
    code = "import sys; from kanivete.cli.main import run; run(['node', '-h']); print('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Examples" in done.stdout
    modules = set(done.stdout.rpartition("MODULES ")[2].split())
    assert not {"msgspec", "httpx2", "re2", "yaml", "websockets", "kanivete.catalogue", "kanivete.diagnose"} & modules


def test_what_a_machine_prints_does_not_reach_the_terminal_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hostile = (
        '*filter\n:INPUT ACCEPT [0:0]\n[1:1] -A INPUT -s 10.89.0.22/32 -m comment --comment "\x1b[2J" -j DROP\nCOMMIT\n'
    )
    (tmp_path / "control-plane.iptables-save").write_text(hostile)
    words = ("node2", "--from", RECORDING, "--firewall", str(tmp_path / "control-plane.iptables-save"))
    for output in ("text", "markdown"):
        _, out, _ = kanivete(capsys, *words, "-o", output)
        assert "\\x1b[2J" in out
        assert "\x1b[2J" not in out


def test_a_rule_between_the_two(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A router's FORWARD chain: the machines' places are known from their names."""
    unpack_without_firewalls(tmp_path)
    (tmp_path / "open").write_text("*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n")
    (tmp_path / "gate").write_text(
        "*filter\n:FORWARD ACCEPT [0:0]\n[9:540] -A FORWARD -p tcp --dport 6443 -j DROP\nCOMMIT\n"
    )
    rules = ["--firewall", f"control-plane={tmp_path}/open", "--firewall", f"router={tmp_path}/gate"]
    found = answer(capsys, "node2", "--from", str(tmp_path), *rules)
    (wall,) = found["firewall"]
    assert (wall["cuts"][0]["machine"], wall["cuts"][0]["hook"]) == ("router", "forward")
    (finding,) = found["findings"]
    assert finding["evidence"][-1]["text"] == "-A FORWARD -p tcp --dport 6443 -j DROP"
    assert "iptables -D FORWARD -p tcp --dport 6443 -j DROP" in [one["command"] for one in finding["remedies"]]


def test_a_log_of_troubles_that_are_over(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    leases = "https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node2?timeout=10s"
    failed = f'"Failed to update lease" err="Put \\"{leases}\\": context deadline exceeded" more="{"x" * 400}"'
    lines = [f"E1122 07:51:1{second}.0     912 controller.go:251] {failed}" for second in range(3)]
    file = tmp_path / "kubelet.log"
    file.write_text("\n".join([*lines, 'I1122 09:00:00.0     912 x.go:1] "All is well"\n']))
    code, out, _ = kanivete(capsys, "node2", "--log", str(file))
    assert code == 0
    assert "3 times, " in out
    assert "it was over when the log ended" in " ".join(out.split())
    assert "a minute" not in out
    assert max(len(line) for line in out.splitlines()) < 340
    assert "the log names no trouble that goes on (" in out
