"""The toolbox on a real cluster: it works where it has to fit in, and leaves nothing behind."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.e2e.shop import Object, Shop, differences, eventually, opened, service, workload
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing

OURS = "app.kubernetes.io/managed-by=kanivete"
HARDENED: Object = {
    "securityContext": {"runAsNonRoot": True, "runAsUser": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "web",
            "image": "labtest/web",
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        }
    ],
}


@pytest.fixture(scope="module")
def shop(cluster: Cluster) -> Iterator[Shop]:
    """nginx as a Deployment with a Service, a web server without a shell, and a StatefulSet."""
    with opened(cluster) as found:
        with sharing(cluster.state, alone=False):
            found.put(
                workload("Deployment", "nginx", "nginx", spec={"nodeName": "node1"}),
                service("nginx", 80, 80),
                workload("Deployment", "web", "labtest/web"),
                workload("StatefulSet", "db", "nginx", serviceName="db"),
            )
        yield found


@pytest.fixture
def unchanged(shop: Shop) -> Iterator[None]:
    """Afterwards every object of the namespace is as it was."""
    shop.cluster.kubectl("wait", "nodes", "--all", "--for=condition=Ready", "--timeout=60s")
    shop.must("wait", "pods", "--all", "--for=condition=Ready", "--timeout=60s")
    before = shop.state()
    yield
    eventually(lambda: differences(before, shop.state()), [])


@pytest.mark.usefixtures("unchanged")
class TestRun:
    def test_a_command_with_its_output_and_exit_code(self, shop: Shop) -> None:
        done = shop.kanivete("run", "--", "sh", "-c", "echo out; echo err >&2; exit 9")
        assert (done.returncode, done.stdout) == (9, "out\n")
        assert "err\n" in done.stderr

    def test_standard_input_is_piped(self, shop: Shop) -> None:
        text = "line\n" * 20_000
        assert shop.kanivete("run", "--", "cat", stdin=text).stdout == text

    def test_a_shell_reads_its_commands_from_a_pipe(self, shop: Shop) -> None:
        assert shop.kanivete("run", stdin="echo 1\nhostname | grep -c kanivete-toolbox\n").stdout == "1\n1\n"

    def test_the_service_is_reached_from_the_other_node(self, shop: Shop) -> None:
        done = shop.kanivete("run", "--on", "node2", "--image", "curl", "--", "curl", "-sS", "http://nginx/")
        assert "<title>nginx</title>" in done.stdout

    def test_the_network_of_a_node(self, shop: Shop) -> None:
        assert shop.kanivete("run", "--on", "node2", "--host-network", "--", "hostname").stdout == "node2\n"

    def test_the_second_image_where_the_first_cannot_be_pulled(self, shop: Shop) -> None:
        done = shop.kanivete("run", "--image", "alpine:no-such-tag", "--image", "curl", "--", "curl", "--version")
        assert done.returncode == 0
        assert "alpine:no-such-tag: not found; trying" in done.stderr


@pytest.mark.usefixtures("unchanged")
class TestNotStarted:
    """The reason is told as soon as the cluster knows it, and the pod is gone."""

    def test_an_image_that_does_not_exist(self, shop: Shop) -> None:
        done = shop.kanivete("run", "--image", "alpine:no-such-tag", "--", "true")
        assert done.returncode == 1
        assert "The tag no-such-tag of docker.io/library/alpine does not exist" in done.stderr

    @pytest.mark.sweep
    def test_no_node_that_would_do(self, shop: Shop) -> None:
        shop.put(workload("Deployment", "picky", "nginx", replicas=0))
        patch = {"spec": {"template": {"spec": {"nodeSelector": {"disk": "golden"}}}}}
        shop.must("patch", "deployment", "picky", "-p", json.dumps(patch))
        done = shop.kanivete("run", "--like", "deploy/picky", "--", "true")
        shop.must("delete", "deployment", "picky")
        assert done.returncode == 1
        assert "scheduling.node-selector" in done.stderr

    @pytest.mark.sweep
    def test_names_that_mean_nothing(self, shop: Shop) -> None:
        assert shop.kanivete("run", "--on", "node9", "--", "true").returncode == 4
        assert shop.kanivete("run", "--like", "deploy/nothing", "--", "true").returncode == 4
        assert shop.kanivete("run", "--like", "service/nginx", "--", "true").returncode == 1
        assert shop.kanivete("run", "--for", "soon").returncode == 2


class TestLike:
    def test_it_is_treated_as_the_workload_and_not_taken_for_it(self, shop: Shop) -> None:
        """Every label but the one that would make it a backend."""
        labels = {"app": "shy", "team": "a"}
        shy = workload("Deployment", "shy", "labtest/web")
        shy["spec"]["template"]["metadata"]["labels"] = labels
        shop.put({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "shy"}}, service("shy", 80, 8080))
        shy["spec"]["template"]["spec"]["serviceAccountName"] = "shy"
        shop.put(shy)
        made = yaml.safe_load(shop.kanivete("run", "--like", "deploy/shy", "--manifest").stdout)
        found = made["metadata"]["labels"]
        assert (found.get("team"), found.get("app"), "pod-template-hash" in found) == ("a", None, False)
        assert made["spec"]["serviceAccountName"] == "shy"
        joined = yaml.safe_load(shop.kanivete("run", "--like", "deploy/shy", "--join-services", "--manifest").stdout)
        assert joined["metadata"]["labels"]["app"] == "shy"

    @pytest.mark.usefixtures("unchanged")
    @pytest.mark.parametrize(
        "name", ["deploy/web", *(pytest.param(name, marks=pytest.mark.sweep) for name in ("deploy/nginx", "sts/db"))]
    )
    def test_nobody_adopts_or_ends_it(self, shop: Shop, name: str) -> None:
        app = name.partition("/")[2]
        before = [one["metadata"]["uid"] for one in shop.pods(f"app={app}")]
        assert shop.kanivete("run", "--like", name, "--", "sleep", "2").returncode == 0
        assert [one["metadata"]["uid"] for one in shop.pods(f"app={app}")] == before

    def test_the_manifest_makes_the_same_pod(self, shop: Shop) -> None:
        """What is printed can be applied, and nothing in it is what the cluster would have added."""
        text = shop.kanivete("run", "--like", "deploy/nginx", "--manifest").stdout
        name = yaml.safe_load(text)["metadata"]["name"]
        shop.must("apply", "-f", "-", stdin=text)
        shop.must("delete", "pod", name, "--now")
        assert "status" not in yaml.safe_load(text)


class TestFit:
    @pytest.mark.sweep
    def test_restricted_pod_security(self, cluster: Cluster) -> None:
        with opened(cluster, **{"pod-security.kubernetes.io/enforce": "restricted"}) as shop:
            shop.put(workload("Deployment", "web", "", spec=HARDENED))
            before = shop.state()
            done = shop.kanivete("run", "--", "id", "-u")
            assert (done.returncode, done.stdout) == (0, "65532\n")
            assert shop.kanivete("run", "--like", "deploy/web", "--", "id", "-u").stdout == "65534\n"
            assert shop.state() == before
            refused = shop.kanivete("run", "--host-network", "--", "true")
            assert refused.returncode == 1
            assert "admission.pod-security" in refused.stderr
            # Its own user may look into the files of a program that has no shell
            done = shop.kanivete("debug", "deploy/web", "--", "sh", "-c", "id -u; ls /proc/1/root/web")
            assert done.stdout == "65534\n/proc/1/root/web\n"

    def test_no_restriction_where_none_is_demanded(self, shop: Shop) -> None:
        made = yaml.safe_load(shop.kanivete("run", "--manifest").stdout)
        assert "securityContext" not in made["spec"]
        assert "resources" not in made["spec"]["containers"][0]

    def test_a_quota_that_leaves_little(self, cluster: Cluster) -> None:
        with opened(cluster) as shop:
            hard = "--hard=limits.memory=60Mi,requests.cpu=15m,limits.cpu=100m,requests.memory=40Mi"
            shop.must("create", "quota", "little", hard)
            shop.must("wait", "quota/little", "--for=jsonpath={.status.used}", "--timeout=30s")
            before = shop.state()
            done = shop.kanivete("run", "--", "echo", "fits")
            assert (done.returncode, done.stdout) == (0, "fits\n"), done.stderr
            eventually(lambda: differences(before, shop.state()), [])

    def test_a_limit_range_with_a_ratio(self, cluster: Cluster) -> None:
        limits = [{"type": "Container", "max": {"cpu": "60m"}, "maxLimitRequestRatio": {"cpu": "2"}}]
        with opened(cluster) as shop:
            shop.put({"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "l"}, "spec": {"limits": limits}})
            shop.must("create", "quota", "q", "--hard=limits.cpu=50m")
            shop.must("wait", "quota/q", "--for=jsonpath={.status.used}", "--timeout=30s")
            made = yaml.safe_load(shop.kanivete("run", "--manifest").stdout)
            assert made["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "10m"}, "limits": {"cpu": "20m"}}

    def test_a_quota_that_leaves_nothing(self, cluster: Cluster) -> None:
        with opened(cluster) as shop:
            shop.must("create", "quota", "none", "--hard=pods=0")
            shop.must("wait", "quota/none", "--for=jsonpath={.status.used}", "--timeout=30s")
            done = shop.kanivete("run", "--", "true")
            assert done.returncode == 1
            assert "admission.quota" in done.stderr
            assert "exceeded quota: none" in done.stderr


class TestDebug:
    @pytest.mark.parametrize(
        ("name", "program", "words"),
        [
            ("deploy/nginx", "nginx: master", "wget -qO- localhost"),
            ("deploy/web", "/web", "wget -qO- localhost:8080"),
            ("sts/db", "nginx: master", "ls /proc/1/root/etc/nginx"),
        ],
    )
    def test_the_network_and_processes_of_a_pod(self, shop: Shop, name: str, program: str, words: str) -> None:
        done = shop.kanivete("debug", name, "--", "sh", "-c", f"ps; {words}; exit 3")
        assert done.returncode == 3, done.stderr
        assert program in done.stdout
        assert len(done.stdout.splitlines()) > 3
        assert _debug_containers(shop, name) <= {"terminated"}
        assert "stays in the pod's list" in done.stderr

    @pytest.mark.sweep
    def test_list_shows_what_has_ended_and_clean_ends_what_runs(self, shop: Shop) -> None:
        process = shop.start("debug", "deploy/web", "--", "sh", "-c", "echo there; sleep 600")
        assert process.stdout
        assert process.stdout.readline() == "there\n"
        process.kill()
        process.communicate()
        assert "running" in _debug_containers(shop, "deploy/web")
        assert shop.kanivete("clean", "--all", "--yes").returncode == 0
        assert _debug_containers(shop, "deploy/web") == {"terminated"}
        assert "ended, goes with its pod" in shop.kanivete("list").stdout
        assert shop.kanivete("clean", "--all", "--yes").stdout == "nothing to remove\n"

    def test_who_may_not_is_told_what_to_do(self, shop: Shop, tmp_path: Path) -> None:
        kubeconfig = _with_rights(shop, tmp_path, "get,list,watch", "pods,deployments.apps")
        done = shop.kanivete("debug", "deploy/web", "--", "true", environment={"KUBECONFIG": str(kubeconfig)})
        assert done.returncode == 1
        assert 'resources: ["pods/ephemeralcontainers"], verbs: ["patch"]' in done.stderr
        assert "kanivete toolbox inject" in done.stderr


class TestEnds:
    """However it ends: the pod is gone, or `clean` finds it."""

    @pytest.mark.usefixtures("unchanged")
    @pytest.mark.parametrize(
        ("number", "code"),
        [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
        ids=lambda one: str(one),
    )
    def test_a_signal_leaves_nothing(self, shop: Shop, number: signal.Signals, code: int) -> None:
        process = _busy(shop)
        os.kill(process.pid, number)
        process.communicate(timeout=60)
        assert process.returncode == code
        assert shop.pods(OURS) == []

    @pytest.mark.usefixtures("unchanged")
    def test_a_reader_that_goes_away_leaves_nothing(self, shop: Shop) -> None:
        words = shop.command("run", "--", "yes")
        process = subprocess.run(
            f"{' '.join(words)} | head -n 1",
            shell=True,
            env=shop.environment,
            capture_output=True,
            timeout=120,
            check=True,
        )
        assert process.stdout == b"y\n"
        assert shop.pods(OURS) == []

    @pytest.mark.usefixtures("unchanged")
    def test_what_is_killed_is_found(self, shop: Shop) -> None:
        process = _busy(shop)
        process.kill()
        process.communicate()
        (left,) = shop.pods(OURS)
        assert left["spec"]["activeDeadlineSeconds"] == 3600
        run = left["metadata"]["labels"]["kanivete.dev/run"]
        assert "still in use" in shop.kanivete("clean", "--yes").stdout
        assert shop.kanivete("clean", run).returncode == 130, "asks, and is not answered"
        assert shop.kanivete("clean", run, "--mine", stdin="y\n").returncode == 0
        assert shop.pods(OURS) == []

    @pytest.mark.usefixtures("unchanged")
    def test_its_time_is_over(self, shop: Shop) -> None:
        process = shop.start("run", "--for", "3s", "--", "sh", "-c", "echo there; sleep 600")
        _out, said = process.communicate(timeout=60)
        assert process.returncode != 0, said
        assert shop.pods(OURS) == []

    @pytest.mark.usefixtures("unchanged")
    def test_what_is_kept_goes_by_itself(self, shop: Shop) -> None:
        assert shop.kanivete("run", "--keep", "--for", "15s", "--", "true").returncode == 0
        assert shop.pods(OURS)
        eventually(lambda: shop.pods(OURS), [])

    @pytest.mark.sweep
    @pytest.mark.usefixtures("unchanged")
    def test_what_is_kept_is_cleaned_before_its_time(self, shop: Shop) -> None:
        assert shop.kanivete("run", "--keep", "--", "true").returncode == 0
        assert "in " in shop.kanivete("list").stdout
        assert "nothing has expired" in shop.kanivete("clean", "--yes").stdout
        assert shop.kanivete("clean", "--all", "--yes").returncode == 0
        assert shop.pods(OURS) == []


def test_everything_with_our_labels_is_found_whatever_it_is(shop: Shop) -> None:
    labels = {"app.kubernetes.io/managed-by": "kanivete", "kanivete.dev/purpose": "check", "kanivete.dev/run": "r1"}
    before = shop.state()
    made = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "left", "labels": labels}},
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "left", "labels": labels}},
        service("left", 80, 80),
        workload("Deployment", "left", "nginx", replicas=0),
    ]
    for one in made:
        one["metadata"]["labels"] = labels
    shop.put(*made)
    listed = json.loads(shop.kanivete("list", "-o", "json").stdout)["items"]
    assert {one["kind"] for one in listed if one["id"] == "r1"} == {"ConfigMap", "Secret", "Service", "Deployment"}
    assert shop.kanivete("clean", "r1", "--mine", "--yes").returncode == 4, "made by somebody unknown"
    assert shop.kanivete("clean", "r1", "--yes").returncode == 0
    eventually(lambda: differences(before, shop.state()), [])


def _busy(shop: Shop) -> "subprocess.Popen[str]":
    """A test pod in which something runs."""
    process = shop.start("run", "--", "sh", "-c", "echo there; sleep 600")
    assert process.stdout
    assert process.stdout.readline() == "there\n"
    return process


def _debug_containers(shop: Shop, name: str) -> set[str]:
    """The states of debug containers in the workload's pods."""
    return {
        state
        for pod in shop.pods(f"app={name.partition('/')[2]}")
        for one in pod["status"].get("ephemeralContainerStatuses", [])
        for state in one["state"]
    }


def _with_rights(shop: Shop, folder: Path, verbs: str, resources: str) -> Path:
    """A kubeconfig of somebody who may do just that."""
    name = re.sub(r"[^a-z]+", "-", f"{verbs}-{resources}")
    shop.must("create", "serviceaccount", name)
    shop.must("create", "role", name, f"--verb={verbs}", f"--resource={resources}")
    shop.must("create", "rolebinding", name, f"--role={name}", f"--serviceaccount={shop.namespace}:{name}")
    config = yaml.safe_load(shop.cluster.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": shop.must("create", "token", name).strip()}
    file = folder / "limited.conf"
    file.write_text(yaml.safe_dump(config))
    return file
