"""Kubernetes and CoreDNS, built from their Go modules once and kept outside the clone."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.rig.settings import COREDNS_VERSION, KUBERNETES_VERSION, PROGRAMS
from tests.rig.shell import RigError

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Module:
    """A Go program of ours: its folder, its file's name, other names for it, and the linker's variables."""

    name: str
    version: str
    links: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return HERE / self.name

    @property
    def linker_flags(self) -> str:
        if self.name == "coredns":
            return "-s -w"
        major, minor, _ = self.version.removeprefix("v").split(".")
        values = {"gitVersion": self.version, "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
        packages = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
        return " ".join(["-s -w", *(f"-X {package}.{k}={v}" for package in packages for k, v in values.items())])


KUBERNETES = Module("kube", KUBERNETES_VERSION, PROGRAMS)
COREDNS = Module("coredns", COREDNS_VERSION)


def cache() -> Path:
    """Where built programs are kept: `KANIVETE_RIG_CACHE`, else kanivete-rig in the user's cache folder."""
    if given := os.environ.get("KANIVETE_RIG_CACHE"):
        return Path(given).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kanivete-rig"


def kubernetes(log: Callable[[str], None]) -> Path:
    """The folder with Kubernetes' programs: `KUBE_BIN`, or the built ones (some ten minutes the first time)."""
    if given := os.environ.get("KUBE_BIN"):
        folder = Path(given).absolute()
        missing = [name for name in PROGRAMS if not os.access(folder / name, os.X_OK)]
        if missing:
            raise RigError(f"KUBE_BIN={folder} has no {', '.join(missing)}")
        return folder
    return _built(KUBERNETES, log)


def coredns(log: Callable[[str], None]) -> Path:
    """The CoreDNS program: `KUBE_BIN`/coredns if there is one, or the built one."""
    if (given := os.environ.get("KUBE_BIN")) and os.access(Path(given) / "coredns", os.X_OK):
        return Path(given).absolute() / "coredns"
    return _built(COREDNS, log) / "coredns"


def _sources(module: Module) -> list[Path]:
    return [module.folder / name for name in ("go.mod", "go.sum", "main.go")]


def _built(module: Module, log: Callable[[str], None]) -> Path:
    digest = hashlib.sha256(module.linker_flags.encode())
    for path in _sources(module):
        digest.update(path.read_bytes())
    folder = cache() / f"{module.name}-{module.version}-{digest.hexdigest()[:12]}"
    if not folder.is_dir():
        log(f"building {module.name} {module.version} (once; Kubernetes takes about ten minutes on two cores)")
        _build(module, folder)
        log(f"built {folder}")
    return folder


def _build(module: Module, folder: Path) -> None:
    if shutil.which("go") is None:
        raise RigError("Go is not installed, and KUBE_BIN names no folder with Kubernetes' programs")
    work = folder.with_name(f"{folder.name}.{os.getpid()}")
    work.mkdir(parents=True)
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false", "GOWORK": "off"}
    if _go_minor() >= 27:
        # its new JSON encoder breaks /openapi/v2 of Kubernetes 1.36, and with it `kubectl apply`
        environment["GOEXPERIMENT"] = "nojsonv2"
    command = ["go", "build", "-trimpath", "-ldflags", module.linker_flags, "-o", str(work / module.name), "."]
    try:
        done = subprocess.run(["nice", *command], cwd=module.folder, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RigError(f"go build in {module.folder} failed:\n{done.stderr[-3000:]}")
        for link in module.links:
            (work / link).symlink_to(module.name)
        try:
            work.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another run was first, with the same result
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _go_minor() -> int:
    text = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout
    return int(text.strip().removeprefix("go").split(".")[1].split("rc")[0])
