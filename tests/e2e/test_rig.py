"""The cluster under the other tests is a real one: its parts work together as anywhere else."""

import json
import ssl
import subprocess
import urllib.request
from typing import Any

import pytest

from tests.rig.cluster import Cluster
from tests.rig.plugin import Registry
from tests.rig.settings import KUBERNETES_VERSION, WORKERS
from tests.rig.shell import wait_for

NODES = [worker.name for worker in WORKERS]


def get(cluster: Cluster, *words: str) -> Any:
    done = cluster.kubectl("get", "-o", "json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def pod(name: str, node: str, command: list[str], image: str = "busybox:1.36") -> dict[str, Any]:
    container = {"name": "main", "image": image, "command": command}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"nodeName": node, "terminationGracePeriodSeconds": 0, "containers": [container]},
    }


def service(name: str, port: int) -> dict[str, Any]:
    spec = {"selector": {"app": name}, "ports": [{"port": port, "targetPort": 8080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def create(cluster: Cluster, namespace: str, *objects: dict[str, Any]) -> None:
    done = cluster.kubectl("-n", namespace, "create", "-f", "-", stdin="\n---\n".join(map(json.dumps, objects)))
    assert done.returncode == 0, done.stderr


def wait_ready(cluster: Cluster, namespace: str, *names: str) -> None:
    pods = [f"pod/{name}" for name in names]
    done = cluster.kubectl("-n", namespace, "wait", "--for=condition=Ready", "--timeout=60s", *pods)
    assert done.returncode == 0, done.stderr + cluster.kubectl("-n", namespace, "get", "events").stdout


def test_every_node_is_ready_and_runs_the_pinned_version(cluster: Cluster) -> None:
    nodes = {node["metadata"]["name"]: node for node in get(cluster, "nodes")["items"]}
    assert sorted(nodes) == NODES
    for node in nodes.values():
        ready = next(c for c in node["status"]["conditions"] if c["type"] == "Ready")
        assert ready["status"] == "True", ready
        assert node["status"]["nodeInfo"]["kubeletVersion"] == KUBERNETES_VERSION


def test_pods_reach_each_other_and_services_by_name_across_nodes(cluster: Cluster, namespace: str) -> None:
    page = "mkdir /www && hostname > /www/index.html && exec httpd -f -p 8080 -h /www"
    servers = [pod(f"web-{node}", node, ["sh", "-c", page]) for node in NODES]
    clients = [pod(f"client-{node}", node, ["sleep", "3600"]) for node in NODES]
    create(cluster, namespace, *servers, *clients, *(service(f"web-{node}", 80) for node in NODES))
    wait_ready(cluster, namespace, *(f"{kind}-{node}" for kind in ("web", "client") for node in NODES))
    for client in NODES:
        for server in NODES:
            address = get(cluster, "-n", namespace, "pod", f"web-{server}")["status"]["podIP"]
            for host in (f"{address}:8080", f"web-{server}", f"web-{server}.{namespace}.svc.cluster.local"):
                wget = ["wget", "-q", "-O", "-", f"http://{host}/"]
                done = cluster.kubectl("-n", namespace, "exec", f"client-{client}", "--", *wget)
                assert (done.returncode, done.stdout.strip()) == (0, f"web-{server}"), (client, host, done.stderr)


def test_an_unknown_name_is_answered_and_does_not_time_out(cluster: Cluster, namespace: str) -> None:
    create(cluster, namespace, pod("client", NODES[0], ["sleep", "3600"]))
    wait_ready(cluster, namespace, "client")
    done = cluster.kubectl("-n", namespace, "exec", "client", "--", "nslookup", "nosuch.example.")
    assert done.returncode != 0
    assert "NXDOMAIN" in done.stdout + done.stderr


def test_logs_of_the_container_before_a_restart_can_be_read(cluster: Cluster, namespace: str) -> None:
    create(cluster, namespace, pod("crash", NODES[1], ["sh", "-c", "echo the end; exit 3"]))
    path = "jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}=3"
    done = cluster.kubectl("-n", namespace, "wait", f"--for={path}", "--timeout=60s", "pod/crash")
    assert done.returncode == 0, done.stderr

    def told() -> bool:  # between two restarts there may be none to read
        return cluster.kubectl("-n", namespace, "logs", "--previous", "crash").stdout == "the end\n"

    wait_for("the previous log", told, 90, pause=0.5)


def test_a_container_over_its_memory_limit_is_killed_for_it(cluster: Cluster, namespace: str) -> None:
    greedy = pod("greedy", NODES[0], ["sh", "-c", "head -c 100m /dev/zero | tail"])
    greedy["spec"]["containers"][0]["resources"] = {"limits": {"memory": "16Mi"}}
    create(cluster, namespace, greedy)
    path = "jsonpath={.status.containerStatuses[0].lastState.terminated.reason}=OOMKilled"
    done = cluster.kubectl("-n", namespace, "wait", f"--for={path}", "--timeout=60s", "pod/greedy")
    assert done.returncode == 0, cluster.kubectl("-n", namespace, "get", "pod", "greedy", "-o", "yaml").stdout


@pytest.mark.parametrize("machine", ["cp", *NODES])
def test_ssh_opens_every_machine_and_finds_its_journal(cluster: Cluster, machine: str) -> None:
    unit = "kube-apiserver" if machine == "cp" else "kubelet"
    remote = f"hostname; systemctl is-active {unit}; journalctl -q -u {unit} -n 1 -o cat"
    command = ["ssh", "-F", str(cluster.ssh_config), machine, remote]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    name, state, line = done.stdout.splitlines()[:3]
    assert (name, state) == (machine, "active")
    assert line


def test_the_kubelets_journal_is_read_through_the_api_server(cluster: Cluster) -> None:
    path = f"/api/v1/nodes/{NODES[0]}/proxy/logs/?query=kubelet&tailLines=3"
    done = cluster.kubectl("get", f"--raw={path}")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all(" kubelet[" in line for line in lines)


def test_the_api_server_is_reached_on_the_hosts_loopback(cluster: Cluster) -> None:
    context = ssl.create_default_context(cafile=str(cluster.state.pki / "ca.crt"))
    with urllib.request.urlopen(f"{cluster.api_url}/version", context=context, timeout=10) as answer:
        assert json.load(answer)["gitVersion"] == KUBERNETES_VERSION


def test_the_host_has_no_interface_in_the_clusters_network(cluster: Cluster) -> None:
    listed = subprocess.run(["ip", "-o", "address"], capture_output=True, text=True, check=True).stdout
    addresses = [word.split("/")[0] for word in listed.split() if "/" in word]
    assert "127.0.0.1" in addresses
    assert not [address for address in addresses if address.startswith(("10.89.", "10.244.", "10.96."))]
    assert cluster.on(NODES[0], "ip", "-o", "address", "show", "dev", "eth0").stdout.split()[3] == "10.89.0.21/24"


def test_a_private_image_is_pulled_with_its_password_only(cluster: Cluster, namespace: str, registry: Registry) -> None:
    image = "private.registry.test:5000/team/app:1.0"
    login = [f"--docker-username={registry.user}", f"--docker-password={registry.password}"]
    secret = ["secret", "docker-registry", "login", "--docker-server=private.registry.test:5000", *login]
    assert cluster.kubectl("-n", namespace, "create", *secret).returncode == 0
    refused, allowed = (pod(name, NODES[0], ["/web"], image) for name in ("refused", "allowed"))
    allowed["spec"]["imagePullSecrets"] = [{"name": "login"}]
    create(cluster, namespace, refused, allowed)
    wait_ready(cluster, namespace, "allowed")
    path = "jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff"
    done = cluster.kubectl("-n", namespace, "wait", f"--for={path}", "--timeout=60s", "pod/refused")
    assert done.returncode == 0, done.stderr
