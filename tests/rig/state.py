"""Where the rig keeps what it made, and the lock that lets one command at a time change it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rig.shell import RigError


@dataclass(frozen=True)
class State:
    """The folders under one root (`KANIVETE_RIG_DIR`, else /var/tmp/kanivete-rig)."""

    root: Path

    @classmethod
    def from_environment(cls) -> "State":
        return cls(Path(os.environ.get("KANIVETE_RIG_DIR") or "/var/tmp/kanivete-rig").absolute())

    @property
    def run(self) -> Path:
        """Records of processes, sockets, the lock."""
        return self.root / "run"

    @property
    def record(self) -> Path:
        """What is known of the cluster that `up` made last."""
        return self.root / "cluster.json"

    @property
    def users(self) -> Path:
        """Locked, shared, by every run of tests that uses the cluster."""
        return self.root / "users"

    @property
    def turn(self) -> Path:
        """Locked by every test that runs; not shared by those that have the cluster alone."""
        return self.root / "turn"

    @property
    def for_tests(self) -> Path:
        """There when tests brought the cluster up: the last of them takes it down."""
        return self.root / "for-tests"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def pki(self) -> Path:
        return self.root / "pki"

    @property
    def ssh(self) -> Path:
        return self.root / "ssh"

    @property
    def machines(self) -> Path:
        """The disks of the machines, one folder each."""
        return self.root / "machines"

    def kubeconfig(self, name: str) -> Path:
        return self.root / "kubeconfig" / f"{name}.conf"

    @property
    def admin(self) -> Path:
        """The kubeconfig of the cluster's administrator, for use on the host."""
        return self.kubeconfig("admin")

    @property
    def ssh_config(self) -> Path:
        """For `ssh -F`: the machines by name."""
        return self.ssh / "config"

    def make(self) -> None:
        for folder in (self.run, self.logs, self.pki, self.ssh, self.machines, self.admin.parent):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def locked(self, *, wait: bool = False) -> Iterator[None]:
        """Hold the lock; while another command holds it: wait for it, or RigError at once."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise RigError(f"another rig command is at work on {self.root}; wait for it to end") from error
            yield
