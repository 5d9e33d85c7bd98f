"""The cgroups of the rig: one of its own in every v1 hierarchy, for each machine and one for the rest."""

import os
import signal
import time
from pathlib import Path

from tests.rig.settings import PREFIX

ROOT = Path("/sys/fs/cgroup")
NEEDED = ("cpu", "cpuacct", "cpuset", "memory", "pids", "devices", "freezer", "systemd")


def hierarchies() -> list[Path]:
    """The mounted cgroup v1 hierarchies, by their mount points (`name=systemd` among them)."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        if after.startswith("cgroup "):
            found.append(Path(before.split()[4]))
    return [path for path in found if path.parent == ROOT]


def missing() -> list[str]:
    """The controllers that the rig needs and this machine has not mounted as cgroup v1."""
    have = {name for path in hierarchies() for name in path.name.split(",")}
    return [name for name in NEEDED if name not in have]


def create(name: str) -> list[Path]:
    """Make the cgroup of a part in every hierarchy; returns their folders."""
    made = []
    for hierarchy in hierarchies():
        folder = hierarchy / (PREFIX + name)
        folder.mkdir(exist_ok=True)
        if "cpuset" in hierarchy.name.split(","):
            for file in ("cpuset.cpus", "cpuset.mems"):
                (folder / file).write_text((hierarchy / file).read_text())
            (folder / "cgroup.clone_children").write_text("1")
        made.append(folder)
    return made


def ours(name: str = "*") -> list[Path]:
    """The top cgroups, in all hierarchies, of a part of the rig, or of all its parts."""
    return [folder for hierarchy in hierarchies() for folder in hierarchy.glob(PREFIX + name) if folder.is_dir()]


def members() -> set[int]:
    """The processes in any cgroup of the rig."""
    found: set[int] = set()
    for top in ours():
        for folder, _, _ in os.walk(top):
            try:
                found.update(int(word) for word in Path(folder, "cgroup.procs").read_text().split())
            except OSError:
                continue  # it went away while we looked
    return found - {0, os.getpid()}


def kill_members(seconds: float = 10) -> None:
    """End whatever is still in the rig's cgroups: what a crashed run did not get to record is there."""
    end = time.monotonic() + seconds
    while (left := members()) and time.monotonic() < end:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.05)


def remove(name: str = "*", seconds: float = 5) -> list[Path]:
    """Remove the cgroups of a part, or of all; returns those that stayed (the kernel lets go of them a little late)."""
    end = time.monotonic() + seconds
    while True:
        for top in ours(name):
            for folder, _, _ in os.walk(top, topdown=False):
                try:
                    os.rmdir(folder)
                except OSError:
                    continue
        left = ours(name)
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.1)
