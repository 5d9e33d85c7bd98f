"""The parts that `facts.sh` prints, as facts. Every one may be missing, cut or nonsense."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from kanivete.kube.numbers import whole_number
from kanivete.node.facts.model import Disk, Kubelet, Unit
from kanivete.node.facts.script import Part
from kanivete.probe.steps import Certificate
from kanivete.probe.tls.certificate import of_pem
from kanivete.redact import clean

_SYSTEMD_TIME = "%a %Y-%m-%d %H:%M:%S %Z"


def units(part: Part) -> tuple[Unit, ...]:
    """The units that exist, of what `systemctl show` prints of many."""
    return tuple(unit for block in part.text.split("\n\n") if (unit := _unit(_pairs(block))))


def _pairs(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _unit(fields: Mapping[str, str]) -> Unit | None:
    name = clean(fields.get("Id", "")).removesuffix(".service")
    if not name or fields.get("LoadState") not in ("loaded", "masked"):
        return None
    return Unit(
        name=name,
        active=clean(fields.get("ActiveState", "")),
        sub=clean(fields.get("SubState", "")),
        result=clean(fields.get("Result", "")),
        exit_status=whole_number(fields.get("ExecMainStatus", "")),
        restarts=whole_number(fields.get("NRestarts", "")),
        since=_systemd_time(fields.get("StateChangeTimestamp", "")),
        enabled=clean(fields.get("UnitFileState", "")),
    )


def _systemd_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _SYSTEMD_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def kubelet(part: Part, balancer: Part | None) -> Kubelet:
    """Where the kubelet's kubeconfig points to, and how long its certificate is good for."""
    fields = {key: clean(value) for key, value in _words(part.text)}
    certificate = _certificate(part.text, fields.get("client-certificate-data", ""))
    return Kubelet(
        running="pid" in fields,
        kubeconfig=fields.get("path", ""),
        server=fields.get("server", ""),
        balanced=_balanced(balancer.text if balancer else ""),
        not_before=certificate.not_before if certificate else None,
        not_after=certificate.not_after if certificate else None,
    )


def _words(text: str) -> Iterator[tuple[str, str]]:
    """The first value of each key; a certificate's lines are none."""
    seen: set[str] = set()
    for line in text.splitlines():
        key, blank, value = line.partition(" ")
        if blank and key in ("pid", "path", "server", "client-certificate-data") and key not in seen:
            seen.add(key)
            yield key, value.strip()


def _certificate(text: str, data: str) -> Certificate | None:
    start = text.find("-----BEGIN CERTIFICATE-----")
    pem = text[start:] if start >= 0 else ""
    if not pem and data:
        try:
            pem = base64.b64decode(data).decode("ascii", "replace")
        except (binascii.Error, ValueError):
            return None
    try:
        return next(iter(of_pem(pem)), None)
    except ValueError:
        return None


def _balanced(text: str) -> tuple[str, ...]:
    try:
        addresses = json.loads(text)["ServerAddresses"]
        return tuple(clean(str(address)) for address in addresses)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def disks(part: Part, read_only: Part | None) -> tuple[Disk, ...]:
    """The file systems below the kubelet's and the runtime's folders, each once, under its first folder."""
    locked = set(read_only.text.splitlines()) if read_only else set()
    space: dict[str, list[str]] = {}
    inodes: dict[str, list[str]] = {}
    for line in part.text.splitlines():
        kind, folder, *fields = line.split() if len(line.split()) > 1 else ("", "")
        if len(fields) >= 6 and kind in ("space", "inodes"):
            (space if kind == "space" else inodes)[folder] = fields
    seen: dict[str, Disk] = {}
    for folder, fields in space.items():
        place = clean(" ".join(fields[5:]))
        free = whole_number(fields[3])
        seen.setdefault(
            place,
            Disk(
                folder=clean(folder),
                mounted_on=place,
                used_percent=whole_number(fields[4].rstrip("%")),
                inodes_percent=whole_number(inodes.get(folder, [""] * 5)[4].rstrip("%")),
                free_bytes=free * 1024 if free is not None else None,
                read_only=place in locked,
            ),
        )
    return tuple(seen.values())


def swaps(part: Part) -> tuple[str, ...]:
    """What is swapped to, of /proc/swaps."""
    return tuple(clean(line.split()[0]) for line in part.text.splitlines()[1:] if line.strip())


def route(part: Part) -> str:
    """The line of `ip route get` that names the way."""
    first = next((line for line in part.text.splitlines() if line.strip()), "")
    return clean(re.sub(r"\s+uid \d+\s*$", "", first)).strip()


def up_seconds(part: Part) -> float | None:
    """The first number of /proc/uptime."""
    try:
        return float(part.text.split()[0])
    except (ValueError, IndexError):
        return None
