"""What the rig runs to have the registries."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from . import certificates
from .sites import DROPPED, HUB, MIRROR, PRIVATE, SITES

# bcrypt, the only scheme that docker-registry reads, of sites.USER and sites.PASSWORD
_HTPASSWD = "lab:$2y$05$215OhZ9.8bkMiF8YEkj1qOjiwnvQawhTK/pAc.FU80.kJupeEngEq\n"


def prepare(state_dir: Path, pki_dir: Path) -> None:
    """Write certificates to ``pki_dir``, configurations to ``state_dir/registry``. Existing keys are kept."""
    certificates.create(pki_dir)
    home = state_dir / "registry"
    home.mkdir(parents=True, exist_ok=True)
    (home / "htpasswd").write_text(_HTPASSWD)
    certificate, key = certificates.server_files(pki_dir, "trusted")
    _configure(home, "mirror", MIRROR)
    _configure(
        home,
        "private",
        PRIVATE,
        {"tls": {"certificate": str(certificate), "key": str(key)}},
        {"auth": {"htpasswd": {"realm": "Team Registry", "path": str(home / "htpasswd")}}},
    )


def commands(state_dir: Path, pki_dir: Path) -> list[tuple[str, list[str]]]:
    """Names and command lines of the long-running processes."""
    home = state_dir / "registry"
    repository = Path(__file__).resolve().parents[3]
    faulty = [sys.executable, "-u", "-m", "tests.rig.registries.faulty", str(pki_dir)]
    return [
        ("registry-mirror", ["docker-registry", "serve", str(home / "mirror.yml")]),
        ("registry-private", ["docker-registry", "serve", str(home / "private.yml")]),
        ("registry-faulty", ["env", f"PYTHONPATH={repository}", *faulty]),
    ]


def firewall(netns: str) -> list[list[str]]:
    """Commands that make the network namespace swallow what is sent to the black hole; repeating them is harmless."""
    rule = f"INPUT -d {DROPPED} -j DROP"
    return [["ip", "netns", "exec", netns, "sh", "-c", f"iptables -C {rule} 2>/dev/null || iptables -A {rule}"]]


def ready_urls() -> list[str]:
    """URLs that answer, with any status, once the registries run. Certificates are not to be checked."""
    return [
        f"http://{MIRROR[0]}:{MIRROR[1]}/v2/",
        f"https://{PRIVATE[0]}:{PRIVATE[1]}/v2/",
        f"http://{HUB[0]}:{HUB[1]}/v2/",
        f"https://{SITES[0].address}/v2/",
        f"https://{SITES[-1].address}/v2/",
    ]


def _configure(home: Path, name: str, address: tuple[str, int], http: Any = None, more: Any = None) -> None:
    settings = {
        "version": 0.1,
        "log": {"level": "warn", "accesslog": {"disabled": True}},
        "storage": {
            "filesystem": {"rootdirectory": str(home / name)},
            "maintenance": {"uploadpurging": {"enabled": False}},
        },
        "http": {"addr": f"{address[0]}:{address[1]}", **(http or {})},
        **(more or {}),
    }
    # JSON is YAML
    (home / f"{name}.yml").write_text(json.dumps(settings, indent=2) + "\n")
