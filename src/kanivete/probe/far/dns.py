"""How a name becomes addresses, as plain facts.

Sent to other machines too: it needs Python 3.7 with its library, and the modules beside it.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Any

from kanivete.probe.far.connect import failure

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_QUERIES = 32
_PATIENCE = 1.0
"""Seconds that the DNS servers are given where the name is known without them, from /etc/hosts for instance."""
_TYPES = {"A": 1, "AAAA": 28}


def look_up(host: str, seconds: float) -> dict[str, Any]:
    """What the machine's own resolver says, and at the same time what its DNS servers answer."""
    start = time.monotonic()
    found: dict[str, Any] = {"addresses": [], **_resolv_conf()}
    queries: list[dict[str, Any]] = []
    servers, names = found["servers"], candidates(host, found["search"], found["ndots"])
    asking = threading.Thread(target=_ask_all, args=(names, servers, seconds, queries), daemon=True)
    asking.start()
    answer: dict[str, Any] = {}
    looking = threading.Thread(target=_system, args=(host, answer), daemon=True)
    looking.start()
    looking.join(seconds)
    found.update(dict(answer) or {"timeout": True})
    found["seconds"] = answer.get("seconds", time.monotonic() - start)
    wait = min(_PATIENCE, seconds) if found["addresses"] else seconds
    asking.join(max(wait - (time.monotonic() - start), 0.0))
    found["queries"] = list(queries)
    return found


def _system(host: str, answer: dict[str, Any]) -> None:
    """The machine's own resolver, which cannot be given a time limit."""
    start = time.monotonic()
    found: dict[str, Any] = {}
    try:
        entries = socket.getaddrinfo(host, None, 0, socket.SOCK_STREAM)
        found["addresses"] = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    except socket.gaierror as error:
        codes = [name for name in dir(socket) if name.startswith("EAI_") and getattr(socket, name) == error.errno]
        found.update(code="".join(codes[:1]), said=str(error.strerror)[:300])
    except (OSError, UnicodeError) as error:
        found["said"] = str(error)[:300]
    answer.update(found, seconds=time.monotonic() - start)


def _resolv_conf() -> dict[str, Any]:
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as file:
            lines = file.read(65536).splitlines()
    except OSError:
        lines = []
    servers, search, ndots = resolver_of(lines)
    return {"servers": servers, "search": search, "ndots": ndots}


def resolver_of(lines: Iterable[str]) -> tuple[list[str], list[str], int]:
    """Servers, search list and ndots of a resolv.conf."""
    servers: list[str] = []
    search: list[str] = []
    ndots = 1
    for line in lines:
        word, *rest = line.split() or [""]
        if word == "nameserver" and rest:
            servers.append(rest[0])
        elif word in ("search", "domain"):
            search = rest
        elif word == "options":
            given = [option[6:] for option in rest if option.startswith("ndots:")]
            ndots = next((int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 4), ndots)
    return servers[:3], search[:32], min(ndots, 15)


def candidates(host: str, search: list[str], ndots: int) -> list[str]:
    """The names that are asked for, in the resolver's order, each with its final dot."""
    if host.endswith("."):
        return [host]
    whole, searched = [f"{host}."], [f"{host}.{domain.rstrip('.')}." for domain in search if domain.rstrip(".")]
    return whole + searched if host.count(".") >= ndots else searched + whole


def _ask_all(names: list[str], servers: list[str], seconds: float, queries: list[dict[str, Any]]) -> None:
    """Ask as the resolver does, until a name has an address."""
    end = time.monotonic() + seconds
    for name in names:
        asked: list[dict[str, Any]] = []
        for server in servers:
            left = end - time.monotonic()
            if left <= 0 or len(queries) >= MOST_QUERIES:
                return
            asked = [ask(name, kind, server, min(left, seconds / 2)) for kind in _TYPES]
            queries.extend(asked)
            if all(one["code"] in ("NOERROR", "NXDOMAIN") for one in asked):
                break
        if any(one["addresses"] for one in asked):
            return


def ask(name: str, kind: str, server: str, seconds: float, port: int = 53) -> dict[str, Any]:
    """One question to one DNS server over UDP."""
    start = time.monotonic()
    query: dict[str, Any] = {"name": name, "type": kind, "server": server, "code": "", "addresses": []}
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    number = random.getrandbits(16)
    try:
        question = b"".join(bytes([len(label)]) + label for label in name.rstrip(".").encode("idna").split(b"."))
        packet = struct.pack(">6H", number, 0x0100, 1, 0, 0, 0) + question + struct.pack(">BHH", 0, _TYPES[kind], 1)
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.settimeout(seconds)
            asking.connect((server, port))
            asking.send(packet)
            answer = asking.recv(4096)
            while answer[:2] != packet[:2]:
                answer = asking.recv(4096)
        query.update(dns_answer(answer))
    except (OSError, ValueError) as error:
        query.update(failure(error))
    query["seconds"] = time.monotonic() - start
    return query


def dns_answer(answer: bytes) -> dict[str, Any]:
    """The code and the addresses of a DNS answer; anything that is none has the code MALFORMED."""
    try:
        flags, questions, answers = struct.unpack_from(">2x3H", answer)
        at, addresses = 12, []
        for _ in range(questions):
            at = _past_name(answer, at) + 4
        for _ in range(answers):
            at = _past_name(answer, at)
            kind, size = struct.unpack_from(">H6xH", answer, at)
            data = answer[at + 10 : at + 10 + size]
            at += 10 + size
            if (kind, len(data)) in ((1, 4), (28, 16)):
                addresses.append(socket.inet_ntop(socket.AF_INET if kind == 1 else socket.AF_INET6, data))
    except (struct.error, IndexError):
        return {"code": "MALFORMED"}
    codes = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}
    return {"code": codes.get(flags & 15, f"RCODE{flags & 15}"), "addresses": addresses}


def _past_name(packet: bytes, at: int) -> int:
    while packet[at]:
        if packet[at] >= 192:
            return at + 2
        at += packet[at] + 1
    return at + 1
