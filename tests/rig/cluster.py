"""The cluster as one uses it: its API, its machines, how it is."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.rig import control_plane, worker
from tests.rig.machine import Machine
from tests.rig.processes import Keeper
from tests.rig.settings import WORKERS
from tests.rig.shell import RigError, run
from tests.rig.state import State


@dataclass(frozen=True)
class Cluster:
    """A cluster whose state lies under one folder; running or not."""

    state: State
    programs: Path
    port: int
    """On the host's 127.0.0.1, of the API server."""

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
        """The API server as the host reaches it: what the kubeconfig says, for a new cluster may have another port."""
        config = json.loads(self.state.admin.read_text())
        return str(config["clusters"][0]["cluster"]["server"])

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


def record(cluster: Cluster) -> None:
    """Note a cluster, for `existing` to find it again."""
    content = {"programs": str(cluster.programs), "port": cluster.port}
    cluster.state.record.write_text(json.dumps(content))


def existing(state: State) -> Cluster:
    """The cluster that was noted last; RigError when there is none."""
    try:
        content = json.loads(state.record.read_text())
        return Cluster(state, Path(content["programs"]), int(content["port"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RigError("there is no cluster; make one with: python -m tests.rig up") from error


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
