"""What the machine has to have: why the rig cannot run here, and the Debian packages it installs."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.rig import cgroups
from tests.rig.shell import RigError, run

# program (or file) -> Debian package
PACKAGES = {
    "etcd": "etcd-server",
    "containerd": "containerd",
    "runc": "runc",
    "/usr/lib/cni/bridge": "containernetworking-plugins",
    "ipset": "ipset",
    "iptables": "iptables",
    "nft": "nftables",
    "conntrack": "conntrack",
    "socat": "socat",
    "ethtool": "ethtool",
    "ip": "iproute2",
    "curl": "curl",
    "openssl": "openssl",
    "dnsmasq": "dnsmasq-base",
    "nsenter": "util-linux",
    "sshd": "openssh-server",
    "ssh": "openssh-client",
    "/usr/lib/systemd/systemd": "systemd",
    "/usr/lib/systemd/systemd-journald": "systemd",
    "ps": "procps",
    "mount": "mount",
    "docker-registry": "docker-registry",
}

POLICY = Path("/usr/sbin/policy-rc.d")


def cannot_run() -> str | None:
    """Why the rig cannot run on this machine; None when it can (packages it may install itself do not count)."""
    if sys.platform != "linux":
        return "the rig needs Linux"
    if os.geteuid() != 0:
        return "the rig needs root: it makes network namespaces, mounts and cgroups"
    if not os.environ.get("KUBE_BIN") and shutil.which("go") is None:
        return "the rig needs Go to build Kubernetes, or KUBE_BIN to name a folder with its programs"
    if absent := cgroups.missing():
        return f"the rig needs these cgroup v1 controllers mounted under {cgroups.ROOT}: {', '.join(absent)}"
    if not Path("/proc/sys/net/bridge").is_dir():
        return "the rig needs the kernel's br_netfilter (modprobe br_netfilter)"
    if "overlay" not in Path("/proc/filesystems").read_text():
        return "the rig needs the kernel's overlay file system (modprobe overlay)"
    if missing_packages() and shutil.which("apt-get") is None:
        return f"the rig needs these Debian packages, and there is no apt-get: {' '.join(missing_packages())}"
    return None


def missing_packages(wanted: dict[str, str] | None = None) -> list[str]:
    """The packages of which a program is not there."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    every = PACKAGES if wanted is None else wanted
    return sorted({package for name, package in every.items() if shutil.which(name, path=path) is None})


def install(log: Callable[[str], None], wanted: dict[str, str] | None = None) -> None:
    """Install what is missing, without letting any package start a service on this machine."""
    packages = missing_packages(wanted)
    if not packages:
        return
    log(f"installing {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    made = not POLICY.exists()
    if made:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        run(["apt-get", "-qq", "update"], env=environment, timeout=300)
        command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages]
        run(command, env=environment, timeout=900)
    finally:
        if made:
            POLICY.unlink()
    if left := missing_packages(wanted):
        raise RigError(f"installed {' '.join(packages)}, but these programs are still missing: {' '.join(left)}")
