"""The whole: bring the cluster up, take it down, say how it is."""

import json
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
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
from tests.rig.machine import Machine
from tests.rig.processes import Keeper
from tests.rig.settings import COREDNS_VERSION, WORKERS
from tests.rig.shell import Progress, RigError, run, wait_for
from tests.rig.state import State, host_port

MANIFESTS = Path(__file__).parent / "manifests"


@dataclass(frozen=True)
class Cluster:
    """A cluster whose state lies under one folder; running or not."""

    state: State
    programs: Path

    @property
    def keeper(self) -> Keeper:
        return Keeper(self.state)

    @property
    def machines(self) -> dict[str, Machine]:
        """The machines by name: the control plane first."""
        first = control_plane.machine(self.state, self.programs)
        rest = [worker.machine(self.state, spec, self.programs) for spec in WORKERS]
        return {machine.name: machine for machine in (first, *rest)}

    @property
    def kubeconfig(self) -> Path:
        """The administrator's, for use on the host."""
        return self.state.admin

    @property
    def api_url(self) -> str:
        """The API server as the host reaches it."""
        return f"https://127.0.0.1:{host_port()}"

    @property
    def ssh_config(self) -> Path:
        """For `ssh -F FILE node1`."""
        return self.state.ssh_config

    def on(self, machine: str, *words: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a command on a machine as root; it may fail: look at `returncode`."""
        return self.machines[machine].run(self.keeper, words, timeout)

    def kubectl(self, *words: str, stdin: str | None = None, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run kubectl as the cluster's administrator; it may fail: look at `returncode`."""
        environment = {**os.environ, "KUBECONFIG": str(self.state.admin)}
        return run([self.programs / "kubectl", *words], check=False, stdin=stdin, env=environment, timeout=timeout)

    def power_off(self, machine: str) -> None:
        """End all that runs on a machine, at once; its disk stays."""
        self.machines[machine].stop(self.keeper)

    def power_on(self, machine: str) -> None:
        """Boot a machine from its disk; returns when its systemd answers."""
        self.machines[machine].start(self.keeper)

    def running(self) -> bool:
        """Whether every machine runs."""
        return all(machine.first_process(self.keeper) for machine in self.machines.values())


def existing(state: State) -> Cluster:
    """The cluster that `up` made last; RigError when there is none."""
    record = state.root / "cluster.json"
    try:
        programs = Path(json.loads(record.read_text())["programs"])
    except (OSError, ValueError, KeyError) as error:
        raise RigError("there is no cluster; make one with: python -m tests.rig up") from error
    return Cluster(state, programs)


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
        (state.root / "cluster.json").write_text(json.dumps({"programs": str(programs)}))
        cluster = Cluster(state, programs)
        _up(cluster, dns, log)
    return cluster


def _up(cluster: Cluster, dns: Path, log: Progress) -> None:
    state, keeper = cluster.state, cluster.keeper
    port = host_port()
    identities.create(state, port)
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
    services.start_host_bridge(state, keeper, port)
    trusted = [state.pki / "registry-ca.crt"]
    for machine, spec in zip(rest, WORKERS, strict=True):
        if not machine.prepared:
            machine.prepare(partial(worker.prepare, machine, spec), trusted)
        machine.start(keeper)
    log("machines")
    wait_for("the API server", lambda: cluster.kubectl("get", "--raw=/readyz").returncode == 0, 90)
    log("API server")
    _apply(cluster)
    names = [f"node/{spec.name}" for spec in WORKERS]
    _require(cluster, "wait", "--for=condition=Ready", "--timeout=120s", *names)
    log("nodes Ready")
    _require(cluster, "-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=120s")
    log(f"up; KUBECONFIG={state.admin}")


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


def down(state: State, log: Progress, *, purge: bool = False) -> None:
    """Stop and remove everything of the rig, after a crash too; images and registries stay unless `purge`."""
    with state.locked():
        keeper = Keeper(state)
        for name in keeper.names():
            keeper.stop(name, how=signal.SIGKILL)
        cgroups.kill_members()
        network.down()
        left = cgroups.remove()
        for folder in (state.run, state.logs, state.pki, state.ssh, state.machines, state.admin.parent):
            shutil.rmtree(folder, ignore_errors=True)
        (state.root / "cluster.json").unlink(missing_ok=True)
        if purge:
            shutil.rmtree(state.root / "registry", ignore_errors=True)
            shutil.rmtree(state.root / "images", ignore_errors=True)
    if left:
        raise RigError(f"these cgroups could not be removed: {', '.join(map(str, left))}")
    log("down")


def status(state: State) -> tuple[bool, list[str]]:
    """Whether all of it runs, and a line for each part."""
    cluster = existing(state)
    lines = []
    whole = True
    for name in sorted({*cluster.keeper.names(), *(machine.keeper for machine in cluster.machines.values())}):
        pid = cluster.keeper.pid(name)
        whole = whole and pid is not None
        lines.append(f"{name}: {f'pid {pid}' if pid else 'does not run'}")
    ready = cluster.kubectl("get", "--raw=/readyz", "--request-timeout=3s").returncode == 0
    lines.append(f"API server: {'ready' if ready else 'does not answer'}")
    if ready:
        lines += cluster.kubectl("get", "nodes", "-o", "wide").stdout.splitlines()
    return whole and ready, lines
