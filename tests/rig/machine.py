"""A machine of the cluster: namespaces with systemd as process 1, on a disk made of the host's /usr and an own /etc."""

import shutil
import signal
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

from tests.rig import cgroups, units
from tests.rig.processes import Keeper
from tests.rig.settings import REGISTRY_IP, machine_addresses, netns
from tests.rig.shell import RigError, run, wait_for
from tests.rig.state import State

SCRIPTS = Path(__file__).parent / "scripts"
PROGRAMS_FOLDER = "/opt/kube/bin"
SEARCH_PATH = f"{PROGRAMS_FOLDER}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"

# Of the host's /etc, what the programs in its /usr need to run.
_ETC = [
    "alternatives",
    "ca-certificates.conf",
    "ca-certificates",
    "default",
    "ethertypes",
    "gai.conf",
    "group",
    "gshadow",
    "host.conf",
    "iproute2",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "login.defs",
    "nsswitch.conf",
    "os-release",
    "debian_version",
    "pam.conf",
    "pam.d",
    "passwd",
    "profile",
    "protocols",
    "rpc",
    "security",
    "services",
    "shadow",
    "shells",
    "ssl",
]


@dataclass(frozen=True)
class Machine:
    """One machine; `programs` is the host's folder of Kubernetes' programs."""

    state: State
    name: str
    programs: Path
    services: Mapping[str, str] = field(default_factory=dict)
    """The systemd services it runs, by name, as the text of their units."""

    @property
    def root(self) -> Path:
        """Its disk, as a folder of the host."""
        return self.state.machines / self.name

    @property
    def keeper(self) -> str:
        """The name of the process with which it lives and dies."""
        return f"machine-{self.name}"

    @property
    def _mark(self) -> Path:
        return self.state.machines / f"{self.name}.prepared"

    @property
    def prepared(self) -> bool:
        """Whether its disk is complete."""
        return self._mark.exists()

    def path(self, inside: str) -> Path:
        """The host's path of a file that the machine knows as `inside`."""
        return self.root / inside.lstrip("/")

    def write(self, inside: str, text: str, mode: int = 0o644) -> None:
        """Write a file of the machine, whole or not at all, and only when it differs: some are watched."""
        path = self.path(inside)
        if path.exists() and path.read_text() == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(path.name + ".new")
        new.write_text(text)
        new.chmod(mode)
        new.rename(path)

    def prepare(self, more: Callable[[], None], trusted: Sequence[Path] = ()) -> None:
        """Make the disk: folders, /etc, names, units, and whatever `more` adds.

        `trusted` are the certificates of authorities to trust.
        """
        for folder in [
            "dev",
            "etc",
            "home",
            "mnt",
            "opt",
            "proc",
            "root",
            "run",
            "srv",
            "sys",
            "tmp",
            "usr",
            "var/cache",
            "var/lib",
            "var/log",
            "var/tmp",
        ]:
            self.path(folder).mkdir(parents=True, exist_ok=True)
        for link, target in {name: f"usr/{name}" for name in ("bin", "sbin", "lib", "lib64")}.items():
            self._link(link, target)
        self._link("var/run", "/run")
        self.path("var/tmp").chmod(0o1777)
        for name in _ETC:
            self._copy_etc(name)
        bundle = Path("/etc/ssl/certs/ca-certificates.crt")
        texts = [path.read_text() for path in (bundle, *trusted) if path.exists()]
        self.path("etc/ssl/certs/ca-certificates.crt").unlink(missing_ok=True)
        self.write("etc/ssl/certs/ca-certificates.crt", "".join(texts))
        self.write("etc/hostname", f"{self.name}\n")
        self.write("etc/machine-id", f"{uuid.uuid5(uuid.NAMESPACE_DNS, self.name).hex}\n")
        self.write("etc/resolv.conf", f"nameserver {REGISTRY_IP}\n")
        names = "".join(f"{ip} {name}\n" for name, ip in machine_addresses().items())
        self.write("etc/hosts", f"127.0.0.1 localhost\n{names}")
        self.write("etc/profile.d/rig.sh", f"PATH={SEARCH_PATH}\n")
        units.write(self.path("etc"), self.services)
        more()
        self._mark.touch()

    def _link(self, inside: str, target: str) -> None:
        if not self.path(inside).is_symlink():
            self.path(inside).symlink_to(target)

    def _copy_etc(self, name: str) -> None:
        source, target = Path("/etc") / name, self.path(f"etc/{name}")
        if target.exists() or target.is_symlink() or not source.exists():
            return
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        else:
            shutil.copy2(source, target, follow_symlinks=name != "localtime")

    def start(self, keeper: Keeper) -> None:
        """Boot it, unless it runs; returns when systemd answers."""
        mounts = [f"{self.programs}={PROGRAMS_FOLDER}"]
        words: list[str | Path] = [
            "/bin/sh",
            SCRIPTS / "machine-start.sh",
            self.name,
            netns(self.name),
            self.root,
            *mounts,
        ]
        keeper.start(self.keeper, words, cgroup=self.name)

        def answers() -> bool:
            keeper.require(self.keeper)
            return (
                self.first_process(keeper) is not None
                and self.run(keeper, ["systemctl", "show-environment"]).returncode == 0
            )

        wait_for(f"systemd of {self.name} (see {keeper.log(self.keeper)})", answers, 20)

    def stop(self, keeper: Keeper) -> None:
        """Cut its power: process 1 and all that runs there are killed."""
        keeper.stop(self.keeper, how=signal.SIGKILL)
        cgroups.remove(self.name)  # the kubelet would look for the containers of those it finds

    def first_process(self, keeper: Keeper) -> int | None:
        """The host's pid of its systemd; None when it does not run (yet)."""
        pid = keeper.pid(self.keeper)
        if pid is None:
            return None
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children or Path(f"/proc/{children[0]}/comm").read_text().strip() != "systemd":
            return None
        return int(children[0])

    def entering(self, keeper: Keeper, command: Sequence[str]) -> list[str]:
        """The command line that runs a command on the machine, as root."""
        pid = self.first_process(keeper)
        if pid is None:
            raise RigError(f"{self.name} does not run; start it with: python -m tests.rig up")
        environment = ["/usr/bin/env", "-i", "HOME=/root", "TERM=dumb", "LANG=C.UTF-8", f"PATH={SEARCH_PATH}"]
        return ["nsenter", "-t", str(pid), "-m", "-u", "-i", "-n", "-p", "-C", "--", *environment, *command]

    def run(self, keeper: Keeper, command: Sequence[str], timeout: float = 60) -> CompletedProcess[str]:
        """Run a command on the machine; it may fail: look at `returncode`."""
        return run(self.entering(keeper, command), check=False, timeout=timeout)
