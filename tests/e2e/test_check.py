"""`kanivete check` names where the way breaks, on a real cluster, and says fine where it does not."""

import io
import json
import secrets
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.cli.main import run
from tests.e2e import checked
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing
from tests.rig.shell import wait_for
from tests.rig.state import State


@dataclass(frozen=True)
class Answer:
    """What the command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Stage:
    """The namespace, and the command in it."""

    cluster: Cluster
    namespace: str
    ca: Path

    def run(self, *words: str) -> Answer:
        """The command's answer, in English. In this process: to start one for each would take longer than to check."""
        options = ["--kubeconfig", str(self.cluster.kubeconfig), "-n", self.namespace, "--lang", "en"]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["check", *words, *options])
        return Answer(code, out.getvalue(), err.getvalue())

    def check(self, *words: str) -> dict[str, Any]:
        """The answer as data."""
        done = self.run(*words, "-o", "json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def stage(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    namespace, authority = f"check-{secrets.token_hex(3)}", checked.Authority()
    ca = tmp_path_factory.mktemp("check") / "ca.pem"
    ca.write_text(authority.pem)
    objects = [*checked.server(namespace, authority), *checked.services(), *checked.policies(), *checked.clients()]
    with sharing(State.from_environment(), alone=False):
        try:
            _must(cluster, "create", "namespace", namespace)
            _must(cluster, "-n", namespace, "wait", "--for=create", "--timeout=30s", "serviceaccount/default")
            _must(cluster, "-n", namespace, "apply", "--server-side", "-f", "-", stdin=yaml.safe_dump_all(objects))
            ready = [f"pod/{name}" for name in ("server", "client", "busy", "caged", "deaf", "foreign", "web", "solo")]
            _must(cluster, "-n", namespace, "wait", "--for=condition=Ready", "--timeout=120s", *ready)
        except AssertionError:
            cluster.kubectl("delete", "namespace", namespace, "--wait=false")
            raise
    yield Stage(cluster, namespace, ca)
    cluster.kubectl("delete", "namespace", namespace, "--wait=false")


def _must(cluster: Cluster, *words: str, stdin: str = "") -> None:
    done = cluster.kubectl(*words, stdin=stdin, timeout=150)
    assert done.returncode == 0, done.stderr


def test_a_way_that_works_is_fine_with_times(stage: Stage) -> None:
    found = stage.check("pod/client", "http://api/")
    assert found["verdict"]["reached"] is True
    assert found["verdict"]["text"].startswith("fine: name ")
    assert "HTTP 200" in found["verdict"]["text"]
    assert "cause" not in found["verdict"]
    steps = found["steps"][0]["steps"]
    assert [step["outcome"] for step in steps] == ["ok"] * len(steps)
    assert all(step["seconds"] is not None for step in steps if step["name"] != "route")
    assert not [step for step in found["objects"] if step["mark"] in ("broken", "unseen")]
    assert {one["role"] for one in found["steps"]} == {"name", "service", "endpoint"}


@pytest.mark.parametrize(
    ("origin", "target", "cause", "says"),
    [
        ("pod/client", "http://apii/", "service.not-found", "did you mean api?"),
        ("pod/client", "kube-dns:53", "service.name-in-other-namespace", "kube-dns.kube-system"),
        ("pod/client", "http://wrong-selector/", "service.selector-matches-nothing", "app=server"),
        ("pod/client", "http://named-missing/", "service.wrong-target-port", "htttp"),
        ("pod/client", "api:81", "service.wrong-port", "80 (main)"),
        ("pod/client", "http://unready/", "service.no-ready-endpoints", "not ready"),
        ("pod/client", "by-hand", "service.no-endpoints", "no selector"),
        ("pod/client", "http://address/", "service.external-name", "192.0.2.1"),
        ("pod/client", "headless:80", "service.wrong-port", "8080"),
        ("pod/client", "http://loopback/", "service.listens-on-loopback", "127.0.0.1:9090"),
        ("pod/client", "http://silent/", "service.wrong-target-port", "8080"),
        ("pod/client", "http://failing/", "http.server-error", "503"),
        ("pod/client", "https://plain/", "tls.not-spoken", "does not speak TLS"),
        ("pod/client", "http://kubernetes.default:443/", "http.needs-tls", "speaks TLS"),
        ("pod/client", f"pod/server:{checked.NOBODY}", "service.wrong-port", "8080"),
        ("pod/deaf", "http://api/", "dns.foreign-server", "10.96.255.53"),
        ("pod/foreign", "http://api/", "dns.foreign-server", "10.89.0.5"),
        ("pod/client", "nosuch.example.:80", "dns.name-not-found", "nosuch.example"),
        ("pod/busy", "http://api:8080/", "service.wrong-port", "80 (main)"),
    ],
)
def test_the_break_is_named(stage: Stage, origin: str, target: str, cause: str, says: str) -> None:
    verdict = stage.check(origin, target)["verdict"]
    assert (verdict["reached"], verdict["cause"], verdict["certainty"]) == (False, cause, "proven"), verdict["text"]
    assert says in verdict["text"]
    assert verdict["evidence"]
    assert verdict["remedies"] or verdict["next"]


@pytest.mark.parametrize(
    ("service", "cause", "says"),
    [
        ("expired", "tls.expired", "expired on"),
        ("misnamed", "tls.name-mismatch", "another.example"),
        ("private", "tls.unknown-authority", "Check Test CA"),
    ],
)
def test_a_bad_certificate_is_told(stage: Stage, service: str, cause: str, says: str) -> None:
    trusted = () if service == "private" else ("--ca-file", str(stage.ca))
    verdict = stage.check("pod/client", f"https://{service}.{stage.namespace}/", *trusted)["verdict"]
    assert (verdict["reached"], verdict["cause"]) == (False, cause), verdict["text"]
    assert says in verdict["text"]
    assert any(one["field"].startswith("certificate[") for one in verdict["evidence"])


@pytest.mark.parametrize("service", ["good", "private"])
def test_a_good_certificate_is_fine(stage: Stage, service: str) -> None:
    found = stage.check("pod/client", f"https://{service}.{stage.namespace}/", "--ca-file", str(stage.ca))
    assert found["verdict"]["reached"] is True, found["verdict"]["text"]
    assert "TLS" in found["verdict"]["text"]


def test_the_verdicts_command_mends_it(stage: Stage) -> None:
    verdict = stage.check("pod/client", "http://solo/")["verdict"]
    assert (verdict["cause"], verdict["certainty"]) == ("service.wrong-target-port", "proven"), verdict["text"]
    words = shlex.split(verdict["remedies"][0]["command"])
    _must(stage.cluster, *words[1:])
    wait_for("the endpoints", lambda: stage.check("pod/client", "http://solo/")["verdict"]["reached"] is True, 30)


def test_a_policy_that_nobody_enforces_is_a_note_and_no_break(stage: Stage) -> None:
    found = stage.check("pod/client", "http://guarded/")
    assert found["verdict"]["reached"] is True
    assert any("NetworkPolicy" in note and "closed" in note for note in found["notes"])
    ingress = next(step for step in found["objects"] if step["topic"] == "ingress")
    assert (ingress["mark"], ingress["cause"]) == ("broken", "network.policy-denies")


def test_by_the_objects_alone_a_policy_denies(stage: Stage) -> None:
    verdict = stage.check("pod/client", "http://guarded/", "--static")["verdict"]
    assert (verdict["reached"], verdict["cause"], verdict["certainty"]) == (None, "network.policy-denies", "possible")
    assert "closed" in verdict["text"]


def test_egress_without_dns_is_told(stage: Stage) -> None:
    objects = stage.check("pod/caged", "http://api/", "--static")["objects"]
    marks = {step["topic"]: (step["mark"], step.get("cause")) for step in objects}
    assert marks["egress"] == ("ok", None)
    assert marks["dns"] == ("broken", "network.policy-denies-dns")


def test_a_pod_without_any_policy_has_no_step_about_policies(stage: Stage) -> None:
    objects = stage.check("pod/client", "http://api/", "--static")["objects"]
    assert not [step for step in objects if step["topic"] in ("egress", "ingress", "dns")]


def test_without_a_program_in_from_it_is_not_decided_and_says_why(stage: Stage) -> None:
    found = stage.check("pod/web", "http://api/", "--toolbox", "never")
    assert found["verdict"]["reached"] is None
    assert "neither a shell nor Python" in found["verdict"]["text"]


@pytest.mark.parametrize("how", ["pod", "debug"])
def test_without_a_program_in_from_the_toolbox_tries_it(stage: Stage, how: str) -> None:
    before = _pods(stage)
    found = stage.check("pod/web", "http://api/", "--toolbox", how)
    assert found["verdict"]["reached"] is True, found["verdict"]["text"]
    assert found["tool"]
    wait_for("nothing left behind", lambda: _pods(stage) == before, 30)


def test_a_look_inside_a_pod_without_programs_by_an_ephemeral_container(stage: Stage) -> None:
    verdict = stage.check("pod/client", "http://wrong-target/")["verdict"]
    assert (verdict["cause"], verdict["certainty"]) == ("service.not-listening", "likely"), verdict["text"]
    verdict = stage.check("pod/client", "http://wrong-target/", "--toolbox", "debug")["verdict"]
    assert (verdict["cause"], verdict["certainty"]) == ("service.wrong-target-port", "proven"), verdict["text"]


def _pods(stage: Stage) -> str:
    """The pods of the namespace, and what runs in them."""
    path = "jsonpath={range .items[*]}{.metadata.name}{.status.ephemeralContainerStatuses[*].state.running}{end}"
    return stage.cluster.kubectl("-n", stage.namespace, "get", "pods", "-o", path).stdout


def test_from_a_node(stage: Stage) -> None:
    found = stage.check("node/node1", "pod/server:8080", "--toolbox", "pod")
    assert found["verdict"]["reached"] is True, found["verdict"]["text"]
    assert found["from"]["object"]["kind"] == "Node"


def test_dns_is_fine_from_a_pod_that_asks_the_clusters_servers(stage: Stage) -> None:
    found = stage.check("dns", "--from", "pod/client")
    assert (found["kind"], found["verdict"]["reached"]) == ("DnsCheck", True), found["verdict"]["text"]
    assert "cause" not in found["verdict"]
    assert {one["role"] for one in found["steps"]} == {"cluster", "outside", "service", "endpoint"}
    assert any("cluster.local" in step["text"] for step in found["objects"] if step["topic"] == "dns")


def test_dns_of_a_pod_that_asks_nobody(stage: Stage) -> None:
    verdict = stage.check("dns", "--from", "pod/deaf")["verdict"]
    assert (verdict["reached"], verdict["cause"]) == (False, "dns.foreign-server"), verdict["text"]


def test_dns_by_the_objects_alone(stage: Stage) -> None:
    found = stage.check("dns")
    assert (found["verdict"]["reached"], found["steps"]) == (None, [])
    assert not [step for step in found["objects"] if step["mark"] == "broken"]


def test_the_matrix_tells_who_reaches_whom(stage: Stage) -> None:
    found = stage.check("matrix", "--probe", "--toolbox", "never")
    cells = {(cell["row"], cell["column"]): (cell["reached"], cell["cause"]) for cell in found["cells"]}
    assert cells["pod/client", "api"] == (True, "")
    assert cells["pod/client", "unready"] == (False, "service.no-ready-endpoints")
    assert cells["pod/foreign", "api"] == (False, "dns.foreign-server")
    assert cells["pod/web", "api"] == (None, "")
    assert "pod/client" in stage.run("matrix", "--probe", "--toolbox", "never").stdout


def test_the_matrix_of_nodes(stage: Stage) -> None:
    before = _pods(stage)
    found = stage.check("matrix", "--nodes", "--probe", "--toolbox", "pod")
    assert found["rows"] == ["node1", "node2"]
    assert {cell["reached"] for cell in found["cells"]} == {True}, found["cells"]
    wait_for("nothing left behind", lambda: _pods(stage) == before, 30)


def test_from_busybox(stage: Stage) -> None:
    found = stage.check("pod/busy", "http://api/")
    assert found["verdict"]["reached"] is True, found["verdict"]["text"]


def test_fail_on_turns_a_break_into_an_exit_code(stage: Stage) -> None:
    assert stage.run("pod/client", "http://api/", "--fail-on", "critical").returncode == 0
    assert stage.run("pod/client", "http://loopback/", "--fail-on", "critical").returncode == 1
    assert stage.run("pod/client", "http://loopback/").returncode == 0


def test_a_from_that_is_not_there_ends_with_4_and_the_nearest_name(stage: Stage) -> None:
    done = stage.run("pod/clientt", "http://api/")
    assert (done.returncode, done.stdout) == (4, "")
    assert "did you mean client?" in done.stderr


def test_people_are_told_in_text_and_markdown(stage: Stage) -> None:
    text = stage.run("pod/client", "http://loopback/").stdout
    assert "BROKEN  the program in Pod" in text
    assert "service.listens-on-loopback" in text
    markdown = stage.run("pod/client", "http://loopback/", "-o", "markdown").stdout
    assert "`service.listens-on-loopback`" in markdown
