"""The steps of a connection in Python's sockets, as plain facts.

This file and those beside it are also sent to other machines as they are: they need Python 3.7 with its library, and
nothing else of the project. What the facts mean is decided in `kanivete.probe.reading`.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from typing import Any

from kanivete.probe.far.connect import linger, literal, route, tcp, udp
from kanivete.probe.far.dns import ask, look_up
from kanivete.probe.far.talk import http, tls

MOST_ADDRESSES = 4
MOST_AT_ONCE = 16


def attempt(wanted: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Try a target, each step for at most `seconds`; never raises."""
    facts: dict[str, Any] = {}
    try:
        _attempt(wanted, seconds, facts)
    except Exception as error:
        facts["broken"] = f"{type(error).__name__}: {error}"[:300]
    return facts


def _attempt(wanted: dict[str, Any], seconds: float, facts: dict[str, Any]) -> None:
    host, port = wanted["host"], wanted["port"]
    addresses = [host]
    if not literal(host):
        facts["name"] = look_up(host, seconds)
        addresses = facts["name"]["addresses"]
    if not addresses:
        return
    routes = [route(address) for address in addresses[:MOST_ADDRESSES]]
    facts["route"] = next((one for one in routes if "errno" not in one), routes[0])
    if port is None:
        return
    if wanted["protocol"] == "udp":
        facts["udp"] = _datagram(addresses[0], port, seconds)
        return
    facts["tcp"] = []
    for address in addresses[:MOST_ADDRESSES]:
        connection = tcp(address, port, seconds, facts["tcp"])
        if connection:
            _talk(connection, (address, port), wanted, seconds, facts)
            return


def _datagram(address: str, port: int, seconds: float) -> dict[str, Any]:
    """A real question to a DNS server; to others what can be sent without knowing them."""
    if port != 53:
        return udp(address, port, seconds)
    asked = ask(".", "A", address, seconds)
    return {**asked, "address": address, "answered": bool(asked["code"])}


def _talk(
    connection: socket.socket, place: tuple[str, int], wanted: dict[str, Any], seconds: float, facts: dict[str, Any]
) -> None:
    talking: Any = connection
    try:
        if wanted["tls"]:
            facts["tls"], talking = tls(connection, place, wanted, seconds)
        if talking and wanted["http_path"] is not None:
            facts["http"] = http(talking, wanted, seconds)
        elif not wanted["tls"]:
            linger(connection, facts["tcp"][-1])
    finally:
        (talking or connection).close()


def main(given: dict[str, Any]) -> None:
    """Try `{"seconds": 5, "targets": [{…}, …]}` at the same time; for each a line `KV NUMBER python JSON`."""
    places = threading.Semaphore(MOST_AT_ONCE)
    lock = threading.Lock()

    def one(number: int, wanted: dict[str, Any]) -> None:
        with places:
            facts = attempt(wanted, given["seconds"])
        with lock:
            sys.stdout.write(f"KV {number} python {json.dumps(facts)}\n")

    threads = [threading.Thread(target=one, args=entry, daemon=True) for entry in enumerate(given["targets"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.flush()
    os._exit(0)
