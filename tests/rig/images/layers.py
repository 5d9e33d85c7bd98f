"""What is in each layer. A layer is a function of the same name."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .debs import Packages
from .layer import LayerWriter, read_package

_FILES = Path(__file__).parent / "files"
_BASE = ("libc6", "libcrypt1", "libgcc-s1", "libssl3", "libstdc++6", "zlib1g")
_ICU = ("libicu72",)
_PASSWD = """\
root:x:0:0:root:/root:/bin/sh
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
app:x:1000:1000:app:/home/app:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""
_GROUP = "root:x:0:\nwww-data:x:33:\napp:x:1000:\nnogroup:x:65534:\n"
_ALPINE_RELEASE = """\
NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.20.3
PRETTY_NAME="Alpine Linux v3.20"
"""


@dataclass(frozen=True)
class Ingredients:
    """What layers are made of. ``programs`` are Go programs by name; ``coredns`` may be missing."""

    packages: Packages
    programs: dict[str, Path]
    coredns: Path | None

    def busybox(self) -> bytes:
        package = self.packages.files(["busybox-static"])["busybox-static"]
        return next(data.read() for entry, data in read_package(package) if entry.name.endswith("/busybox") and data)


LayerMaker = Callable[[LayerWriter, Ingredients], None]


def busybox(layer: LayerWriter, have: Ingredients) -> None:
    """A root file system of busybox alone: every applet is a link to it."""
    _system(layer)
    program = have.busybox()
    layer.file("bin/busybox", program, 0o755)
    for path in _applets(program):
        layer.link(path, "/bin/busybox")


def alpine(layer: LayerWriter, _have: Ingredients) -> None:
    """What makes busybox look like Alpine; its package manager is not there."""
    layer.file("etc/alpine-release", "3.20.3\n")
    layer.file("etc/os-release", _ALPINE_RELEASE)


def debian(layer: LayerWriter, have: Ingredients) -> None:
    """The libraries that all Debian images share; the tools are busybox's."""
    for name in ("bin", "sbin", "lib", "lib64"):
        layer.link(name, f"usr/{name}")
    _system(layer)
    program = have.busybox()
    layer.file("usr/bin/busybox", program, 0o755)
    for path in _applets(program):
        layer.link(f"usr/bin/{path.rsplit('/', 1)[-1]}", "busybox")
    _packages(layer, have, _BASE, without=())


def icu(layer: LayerWriter, have: Ingredients) -> None:
    _packages(layer, have, _ICU)


def python(layer: LayerWriter, have: Ingredients) -> None:
    layer.link("usr/local/bin/python", "/usr/bin/python3")
    layer.link("usr/local/bin/python3", "/usr/bin/python3")
    _packages(layer, have, ["python3"])


def nginx(layer: LayerWriter, have: Ingredients) -> None:
    layer.file("etc/nginx/nginx.conf", (_FILES / "nginx" / "nginx.conf").read_bytes())
    layer.file("etc/nginx/conf.d/default.conf", (_FILES / "nginx" / "default.conf").read_bytes())
    layer.file("usr/share/nginx/html/index.html", "<!DOCTYPE html>\n<title>nginx</title>\n<h1>It works</h1>\n")
    for stream, log in (("stdout", "access"), ("stderr", "error")):
        layer.link(f"var/log/nginx/{log}.log", f"/dev/{stream}")
    layer.folder("var/lib/nginx")
    _packages(layer, have, ["nginx"], without=("iproute2",))


def curl(layer: LayerWriter, have: Ingredients) -> None:
    _packages(layer, have, ["curl"])


def netshoot(layer: LayerWriter, have: Ingredients) -> None:
    layer.link("usr/bin/nc", "nc.openbsd")
    for name in ("iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save"):
        layer.link(f"usr/sbin/{name}", "xtables-nft-multi")
    wanted = ["curl", "iproute2", "iptables", "netcat-openbsd", "bind9-dnsutils", "tcpdump"]
    _packages(layer, have, wanted, without=_ICU)


def node(layer: LayerWriter, have: Ingredients) -> None:
    _packages(layer, have, ["nodejs"], without=_ICU)


def redis(layer: LayerWriter, have: Ingredients) -> None:
    _packages(layer, have, ["redis-server"])


def pause(layer: LayerWriter, have: Ingredients) -> None:
    layer.file("pause", have.programs["pause"].read_bytes(), 0o755)


def foreign(layer: LayerWriter, have: Ingredients) -> None:
    """A program for arm64."""
    layer.file("app", have.programs["pause-arm64"].read_bytes(), 0o755)


def web(layer: LayerWriter, have: Ingredients) -> None:
    """A static program and the few files without which a distroless image is none."""
    layer.file("etc/passwd", _PASSWD)
    layer.file("etc/group", _GROUP)
    layer.file("web", have.programs["web"].read_bytes(), 0o755)


def crasher(layer: LayerWriter, have: Ingredients) -> None:
    layer.file("crasher", have.programs["crasher"].read_bytes(), 0o755)


def java(layer: LayerWriter, _have: Ingredients) -> None:
    """No Java: what OpenJDK 17 once printed, printed again, with the exit code that it had."""
    layer.file("usr/bin/java", '#!/bin/sh\ncat "/traces/$1.txt" >&2\nexit 1\n', 0o755)
    for trace in sorted((_FILES / "java").iterdir()):
        layer.file(f"traces/{trace.name}", trace.read_bytes())


def crlf(layer: LayerWriter, _have: Ingredients) -> None:
    """A script that was saved on Windows."""
    layer.file("entrypoint.sh", '#!/bin/sh\r\necho "starting"\r\nexec sleep 3600\r\n', 0o755)


def no_interpreter(layer: LayerWriter, _have: Ingredients) -> None:
    """A script for a shell that the image lacks."""
    layer.file("entrypoint.sh", '#!/bin/bash\necho "starting"\nexec sleep 3600\n', 0o755)


def env_interpreter(layer: LayerWriter, _have: Ingredients) -> None:
    layer.file("entrypoint.sh", '#!/usr/bin/env bash\necho "starting"\nexec sleep 3600\n', 0o755)


def no_shebang(layer: LayerWriter, _have: Ingredients) -> None:
    """Text that nothing says how to run."""
    layer.file("entrypoint.sh", 'echo "starting"\nexec sleep 3600\n', 0o755)


def not_executable(layer: LayerWriter, _have: Ingredients) -> None:
    layer.file("entrypoint.sh", '#!/bin/sh\necho "starting"\nexec sleep 3600\n', 0o644)


def no_loader(layer: LayerWriter, have: Ingredients) -> None:
    """A program for glibc, in an image without glibc."""
    package = have.packages.files(["curl"])["curl"]
    program = next(data.read() for entry, data in read_package(package) if entry.name == "usr/bin/curl" and data)
    layer.file("app", program, 0o755)


def coredns(layer: LayerWriter, have: Ingredients) -> None:
    if have.coredns is None:
        raise ValueError("no CoreDNS binary was given")
    layer.file("coredns", have.coredns.read_bytes(), 0o755)
    layer.folder("etc")


def _system(layer: LayerWriter) -> None:
    layer.folder("tmp", 0o1777)
    layer.folder("var/tmp", 0o1777)
    for name in ("root", "home/app", "proc", "sys", "dev", "run", "var/log"):
        layer.folder(name)
    layer.file("etc/passwd", _PASSWD)
    layer.file("etc/group", _GROUP)
    layer.file("etc/nsswitch.conf", "hosts: files dns\n")


def _packages(
    layer: LayerWriter, have: Ingredients, names: list[str] | tuple[str, ...], without: tuple[str, ...] | None = None
) -> None:
    base = () if without == () else tuple(have.packages.files(_BASE))
    for file in have.packages.files(names, without=(*base, *(without or ()))).values():
        layer.package(file)


def _applets(program: bytes) -> list[str]:
    """The paths of busybox's applets, without a leading slash."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "busybox")
        path.write_bytes(program)
        path.chmod(0o755)
        listed = subprocess.run([path, "--list-full"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if not line.endswith("/busybox")]
