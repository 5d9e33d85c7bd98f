"""Connections tried from containers of a real cluster, with what each image has."""

from collections.abc import Iterator, Mapping

import pytest

from kanivete.probe.remote import probe_many_from
from kanivete.probe.shell.pod import PodShell
from kanivete.probe.steps import Fault, Outcome, Probed, StepName, Target
from kanivete.sources.live import open_api
from tests.e2e.shop import Object, Shop, opened, service, workload
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing
from tests.rig.settings import API_PORT, API_SERVICE_IP, CONTROL_PLANE_IP, DNS_SERVICE_IP, WORKERS

IMAGES: Mapping[str, str] = {
    "alpine": "alpine",
    "busybox": "busybox",
    "debian": "debian:bookworm-slim",
    "python": "python:3.11-slim",
    "curl": "curlimages/curl",
    "netshoot": "nicolaka/netshoot",
}
OK = Outcome.OK
SEES_CERTIFICATES = ("python", "curl", "netshoot")
KUBELET = 10250


def sleeper(name: str, image: str) -> Object:
    container = {"name": "main", "image": image, "command": ["sleep", "3600"]}
    spec = {"containers": [container], "terminationGracePeriodSeconds": 0}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


@pytest.fixture(scope="module")
def shop(cluster: Cluster) -> Iterator[Shop]:
    with opened(cluster) as found:
        with sharing(cluster.state, alone=False):
            found.put(*(sleeper(name, image) for name, image in IMAGES.items()))
            found.put(workload("Deployment", "web", "nginx"), service("web", 80, 80), service("wrong", 80, 81))
            found.must("patch", "service/wrong", "-p", '{"spec": {"selector": {"app": "web"}}}')
            pods = [f"pod/{name}" for name in IMAGES]
            found.must("wait", *pods, "--for=condition=Ready", "--timeout=120s")
        yield found


@pytest.fixture
def shell(cluster: Cluster, shop: Shop, request: pytest.FixtureRequest) -> Iterator[PodShell]:
    with open_api(str(cluster.kubeconfig)) as api:
        yield PodShell(api, shop.namespace, request.param, "main")


def outcomes(probed: Probed) -> dict[str, Outcome]:
    return {step.name.value: step.outcome for step in probed.steps if step.name is not StepName.ROUTE}


@pytest.mark.parametrize("shell", IMAGES, indirect=True)
def test_every_image_tells_the_same(shell: PodShell, shop: Shop, request: pytest.FixtureRequest) -> None:
    image = request.node.callspec.params["shell"]
    other = WORKERS[0].ip
    targets = [
        Target("web", 80, http_path="/"),
        Target(f"web.{shop.namespace}.svc.cluster.local", 80, http_path="/missing"),
        Target("wrong", 80),
        Target(other, KUBELET),
        Target(other, 4),
        Target(API_SERVICE_IP, 443, tls=True, verify=False, http_path="/livez"),
        Target("no-such-service", 80, http_path="/"),
    ]
    web, missing, wrong, kubelet, closed, api, nobody = probe_many_from(shell, targets, seconds=5)

    assert outcomes(web) == {"name": OK, "tcp": OK, "http": OK}
    assert web.answered
    assert web.answered.status == 200
    assert web.resolved
    assert web.resolved.addresses[0].startswith("10.96.")
    assert f"{shop.namespace}.svc.cluster.local" in web.resolved.search
    assert web.resolved.ndots == 5
    if missing.answered:  # busybox's nslookup is asked for the whole name with each domain first
        assert missing.answered.status == 404

    assert outcomes(wrong) == {"name": OK, "tcp": Outcome.REFUSED}
    assert outcomes(kubelet) == {"tcp": OK}
    assert outcomes(closed) == {"tcp": Outcome.REFUSED}
    assert outcomes(api)["tcp"] is OK
    if image in SEES_CERTIFICATES:
        assert outcomes(api) == {"tcp": OK, "tls": OK, "http": OK}
        assert api.presented
        assert API_SERVICE_IP in api.presented.chain[0].names or not api.presented.chain[0].names
    assert nobody.failed
    assert (nobody.failed.name, nobody.failed.outcome) == (StepName.NAME, Outcome.FAILED)
    assert nobody.failed.fault is Fault.NO_SUCH_NAME


@pytest.mark.parametrize("shell", ["python", "alpine"], indirect=True)
def test_how_a_name_was_searched(shell: PodShell, shop: Shop) -> None:
    (nobody,) = probe_many_from(shell, [Target("no-such-service", 80)], seconds=5)
    assert nobody.resolved
    asked = [query.name for query in nobody.resolved.queries if query.type == "A"]
    assert asked[0] == f"no-such-service.{shop.namespace}.svc.cluster.local."
    assert asked[-1] == "no-such-service."
    assert {query.code for query in nobody.resolved.queries} == {"NXDOMAIN"}
    assert {query.server for query in nobody.resolved.queries} == {DNS_SERVICE_IP}


@pytest.mark.parametrize("shell", ["python", "debian", "busybox"], indirect=True)
def test_the_dns_server_answers_over_udp(shell: PodShell) -> None:
    (dns,) = probe_many_from(shell, [Target(DNS_SERVICE_IP, 53, "udp")], seconds=5)
    if dns.steps[-1].outcome is Outcome.UNKNOWN:
        assert "not tried" in dns.steps[-1].said
    else:
        assert dns.steps[-1].outcome is OK


@pytest.mark.parametrize("shell", ["python"], indirect=True)
def test_the_authority_of_the_cluster_makes_it_trusted(shell: PodShell, cluster: Cluster) -> None:
    done = cluster.kubectl("get", "configmap", "kube-root-ca.crt", "-o", "jsonpath={.data.ca\\.crt}")
    target = Target("kubernetes.default.svc", 443, tls=True, http_path="/livez", ca=done.stdout)
    stranger = Target(CONTROL_PLANE_IP, API_PORT, tls=True, http_path="/livez")
    trusted, untrusted = probe_many_from(shell, [target, stranger], seconds=5)
    assert trusted.reached, trusted.steps
    assert untrusted.failed
    assert untrusted.failed.fault is Fault.UNKNOWN_AUTHORITY


def test_a_pod_without_a_shell_is_unknown(cluster: Cluster, shop: Shop) -> None:
    shop.put({**sleeper("bare", "labtest/web"), "spec": {"containers": [{"name": "main", "image": "labtest/web"}]}})
    shop.must("wait", "pod/bare", "--for=condition=Ready", "--timeout=60s")
    with open_api(str(cluster.kubeconfig)) as api:
        (probed,) = probe_many_from(PodShell(api, shop.namespace, "bare", "main"), [Target("web", 80)], seconds=2)
    assert probed.reached is None
    assert "neither a shell nor Python" in probed.steps[0].said
