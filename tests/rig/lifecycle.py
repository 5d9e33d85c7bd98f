"""Bringing the cluster up, and taking it down."""

import json
import os
import shutil
import signal
import socket
from functools import partial
from pathlib import Path

from tests.rig import (
    access,
    build,
    cgroups,
    control_plane,
    identities,
    images,
    network,
    prerequisites,
    registries,
    services,
    worker,
)
from tests.rig.cluster import Cluster, existing, record
from tests.rig.processes import Keeper
from tests.rig.settings import COREDNS_VERSION, USUAL_PORT, WORKERS
from tests.rig.shell import Progress, RigError, wait_for
from tests.rig.state import State

MANIFESTS = Path(__file__).parent / "manifests"


def up(state: State, log: Progress, *, wait: bool = False) -> Cluster:
    """Bring everything up that does not run; returns when the nodes are Ready and cluster DNS answers.

    With `wait`, another command that is at work is waited for.
    """
    if why := prerequisites.cannot_run():
        raise RigError(why)
    with state.locked(wait=wait):
        prerequisites.install(log)
        programs = build.kubernetes(log)
        dns = build.coredns(log)
        state.make()
        cluster = Cluster(state, programs, _port(state))
        record(cluster)
        _up(cluster, dns, log)
    return cluster


def _port(state: State) -> int:
    """What `KANIVETE_RIG_PORT` says, else what the cluster has, else the usual one, else any that is free."""
    if text := os.environ.get("KANIVETE_RIG_PORT"):
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise RigError(f"KANIVETE_RIG_PORT={text!r} is no port number")
        return int(text)
    try:
        return existing(state).port
    except RigError:
        pass
    for port in (USUAL_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RigError("no port of 127.0.0.1 is free for the API server")


def _up(cluster: Cluster, dns: Path, log: Progress) -> None:
    state, keeper = cluster.state, cluster.keeper
    identities.create(state, cluster.port)
    access.create(state)
    network.up(registries.ADDRESSES)
    log("network")
    images.build(state.root, log, dns)
    services.start_registries(state, keeper)
    log("registries")
    first, *rest = cluster.machines.values()
    if not first.prepared:
        first.prepare(partial(control_plane.prepare, first))
    first.start(keeper)
    services.start_host_bridge(state, keeper, cluster.port)
    trusted = [state.pki / "registry-ca.crt"]
    for machine, spec in zip(rest, WORKERS, strict=True):
        if not machine.prepared:
            machine.prepare(partial(worker.prepare, machine, spec), trusted)
        machine.start(keeper)
    log("machines")
    wait_for("the API server", partial(_api_ready, cluster), 90)
    log("API server")
    _apply(cluster)
    names = [f"node/{spec.name}" for spec in WORKERS]
    _require(cluster, "wait", "--for=condition=Ready", "--timeout=120s", *names)
    log("nodes Ready")
    _require(cluster, "-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=120s")
    log(f"up; KUBECONFIG={state.admin}")


def _api_ready(cluster: Cluster) -> bool:
    for name in services.HOST_BRIDGE:
        cluster.keeper.require(name)
    return cluster.kubectl("get", "--raw=/readyz", "--request-timeout=5s").returncode == 0


def _apply(cluster: Cluster) -> None:
    """Write what the cluster consists of to its API: nodes with their Pods' addresses, roles, cluster DNS."""
    nodes = [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": spec.name},
            "spec": {"podCIDR": spec.pod_cidr, "podCIDRs": [spec.pod_cidr]},
        }
        for spec in WORKERS
    ]
    documents = [json.dumps(node) for node in nodes]
    documents += [
        path.read_text().replace("COREDNS_VERSION", COREDNS_VERSION) for path in sorted(MANIFESTS.glob("*.yaml"))
    ]
    words = ["apply", "--server-side", "--force-conflicts", "-f", "-"]
    done = cluster.kubectl(*words, stdin="\n---\n".join(documents))
    if done.returncode:
        raise RigError(f"kubectl apply: {done.stderr.strip()}")


def _require(cluster: Cluster, *words: str) -> None:
    done = cluster.kubectl(*words, timeout=180)
    if done.returncode:
        raise RigError(f"kubectl {' '.join(words)}: {(done.stderr or done.stdout).strip()}")


def _mounts_below(folder: Path) -> list[str]:
    points = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    return [point for point in points if Path(point).is_relative_to(folder)]


def down(state: State, log: Progress, *, purge: bool = False) -> None:
    """Stop and remove everything of the rig, after a crash too; images and registries stay unless `purge`."""
    with state.locked():
        keeper = Keeper(state)
        for name in keeper.names():
            keeper.stop(name, how=signal.SIGKILL)
        cgroups.kill_members()
        network.down()
        left = cgroups.remove()
        if mounted := _mounts_below(state.root):
            raise RigError(f"still mounted, so nothing was deleted: {', '.join(mounted)}")
        for folder in (state.run, state.logs, state.pki, state.ssh, state.machines, state.admin.parent):
            shutil.rmtree(folder, ignore_errors=True)
        state.record.unlink(missing_ok=True)
        if purge:
            shutil.rmtree(state.root / "registry", ignore_errors=True)
            shutil.rmtree(state.root / "images", ignore_errors=True)
    if left:
        raise RigError(f"these cgroups could not be removed: {', '.join(map(str, left))}")
    log("down")
