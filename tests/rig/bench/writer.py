"""`python -m tests.rig.bench.writer WORLD SHARE SHARES`: write a share of a world, over many connections.

Reads the server's place from standard input, so that its files need no name of their own.
"""

import http.client
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from tests.rig.bench import objects
from tests.rig.bench.faults import Pod
from tests.rig.bench.server import ADMIN, HOST, Server
from tests.rig.bench.states import deployment_status, pod_status, replica_set_status
from tests.rig.bench.template import Json
from tests.rig.bench.world import NODES, WORLDS, Workload, World
from tests.rig.shell import RigError

CONNECTIONS = 12
"""Of each writer."""

METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json"
"""Of what was written, no more is wanted back."""

_PLURALS = {
    "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
    "ReplicaSet": "/apis/apps/v1/namespaces/{}/replicasets",
    "Pod": "/api/v1/namespaces/{}/pods",
    "Secret": "/api/v1/namespaces/{}/secrets",
    "Event": "/api/v1/namespaces/{}/events",
    "Namespace": "/api/v1/namespaces",
    "Node": "/api/v1/nodes",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
}


class Uid(msgspec.Struct):
    """Of an answer, the part that is needed."""

    class Meta(msgspec.Struct):
        uid: str

    metadata: Meta


class Connection:
    """One connection to the API server, for one thread."""

    def __init__(self, server: Server) -> None:
        self._http = http.client.HTTPSConnection(HOST, server.port, context=server.tls(ADMIN), timeout=60)

    def create(self, made: Json, by: str) -> str:
        """Create an object in the name of a component and return its uid."""
        path = _PLURALS[made["kind"]].format(made["metadata"].get("namespace", ""))
        return msgspec.json.decode(self._send("POST", path, made, by), type=Uid).metadata.uid

    def set_status(self, made: Json, status: Json, by: str) -> None:
        """Set the status of an object that was created."""
        path = _PLURALS[made["kind"]].format(made["metadata"].get("namespace", ""))
        self._send("PUT", f"{path}/{made['metadata']['name']}/status", {**made, "status": status}, by)

    def _send(self, method: str, path: str, body: Json, by: str) -> bytes:
        # the first word of the user agent becomes the manager in managedFields
        headers = {"Content-Type": "application/json", "User-Agent": f"{by}/v1.36.3", "Accept": METADATA}
        self._http.request(method, f"{path}?fieldValidation=Ignore", msgspec.json.encode(body), headers)
        answer = self._http.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RigError(f"{method} {path}: {answer.status}: {text[:500].decode(errors='replace')}")
        return text


def write_commons(server: Server, world: World) -> None:
    """What the shares stand on: nodes, namespaces, the reading user's rights."""
    now = datetime.now(UTC)
    connection = Connection(server)
    for name in world.namespace_names():
        connection.create(objects.namespace(name), "kubectl")
        connection.create(objects.login(name), "kubectl")
    for number in range(NODES):
        made = objects.node(number)
        connection.create(made, "kubelet")
        connection.set_status(made, objects.node_status(number, server.kubelet_port, now), "kubelet")


def write_share(server: Server, world: World, namespaces: Iterable[int]) -> None:
    """Everything in the namespaces with these numbers."""
    now = datetime.now(UTC)

    def one(namespace: int) -> None:
        connection = Connection(server)
        for workload in world.workloads(namespace):
            _write(connection, workload, now)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for done in [pool.submit(one, namespace) for namespace in namespaces]:
            done.result()


def _write(connection: Connection, workload: Workload, now: datetime) -> None:
    manager = "kube-controller-manager"
    deployment = objects.deployment(workload)
    uid = connection.create(deployment, "kubectl")
    broken = workload.fault is not None
    connection.set_status(deployment, deployment_status(workload.replicas, broken, now), manager)
    replica_set = objects.replica_set(workload, uid)
    uid = connection.create(replica_set, manager)
    connection.set_status(replica_set, replica_set_status(workload.replicas, broken), manager)
    for replica in range(workload.replicas):
        _write_pod(connection, workload, replica, uid, now)


def _write_pod(connection: Connection, workload: Workload, replica: int, owner_uid: str, now: datetime) -> None:
    number = workload.number * workload.replicas + replica
    node = objects.node_name(number % NODES)
    made: dict[str, Any] = objects.pod(workload, replica, owner_uid, node)
    uid = connection.create(made, "kube-controller-manager")
    pod = Pod(workload.namespace, made["metadata"]["name"], uid, workload.app, node)
    connection.set_status(made, pod_status(pod, number, workload.fault, now), "kubelet")
    if workload.fault:
        for event in objects.events(pod, workload.fault, now):
            connection.create(event, "kubelet")


def main() -> None:
    world, share, shares = WORLDS[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3])
    root, port, kubelet_port = sys.stdin.read().split("\n")[:3]
    server = Server(Path(root), int(port), int(kubelet_port))
    write_share(server, world, range(share, world.namespaces, shares))


if __name__ == "__main__":
    main()
