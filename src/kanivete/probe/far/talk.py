"""TLS and HTTP on a connection, as plain facts.

Sent to other machines too: it needs Python 3.7 with its library, and the modules beside it.
"""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import time
import warnings
from typing import Any

from kanivete.probe.far.connect import failure, tcp


def tls(
    connection: socket.socket, place: tuple[str, int], wanted: dict[str, Any], seconds: float
) -> tuple[dict[str, Any], Any]:
    """A handshake that verifies; where that fails for the certificate, another one that looks at it."""
    try:
        import ssl
    except ImportError:
        return {"missing": "ssl"}, None
    start = time.monotonic()
    context = _context(ssl, wanted["ca"])
    found, talking = _handshake(ssl, context, connection, wanted, seconds)
    found["seconds"] = time.monotonic() - start
    if not wanted["ca"]:
        found["authorities"] = _has_authorities(ssl)
    if talking or found.get("timeout"):
        return found, talking
    reason = found.get("reason", "")
    if reason in ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
    elif "verify" not in found:
        found["plain"] = plain(place, wanted, seconds)
        return found, None
    context.verify_mode = ssl.CERT_NONE
    again: list[dict[str, Any]] = []
    second = tcp(place[0], place[1], seconds, again)
    if second:
        seen, talking = _handshake(ssl, context, second, wanted, seconds)
        found.update({name: value for name, value in seen.items() if name in ("version", "cipher", "chain")})
    return found, talking


def _context(ssl: Any, ca: str) -> Any:
    context = ssl.create_default_context(cadata=ca or None)
    context.check_hostname = False
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    return context


def _has_authorities(ssl: Any) -> bool:
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or (paths.capath and os.listdir(paths.capath)))


def _handshake(
    ssl: Any, context: Any, connection: socket.socket, wanted: dict[str, Any], seconds: float
) -> tuple[dict[str, Any], Any]:
    connection.settimeout(seconds)
    name = wanted["server_name"] or wanted["host"].rstrip(".")
    try:
        talking = context.wrap_socket(connection, server_hostname=name)
    except ssl.SSLCertVerificationError as error:
        return {"verify": error.verify_code, "said": error.verify_message}, None
    except ssl.SSLError as error:
        return {"reason": getattr(error, "reason", "") or type(error).__name__, "said": str(error)[:300]}, None
    except (OSError, ValueError) as error:
        return failure(error), None
    raw = _chain(talking) or [talking.getpeercert(True)]
    chain = [base64.b64encode(one).decode("ascii") for one in raw if one]
    return {"version": talking.version(), "cipher": (talking.cipher() or [""])[0], "chain": chain}, talking


def _chain(talking: Any) -> list[bytes]:
    """The whole chain: Python 3.13 has it, before that only the first certificate is to be had."""
    ask_for = getattr(talking, "get_unverified_chain", None)
    return [bytes(one) for one in ask_for() or ()][:10] if ask_for else []


def plain(place: tuple[str, int], wanted: dict[str, Any], seconds: float) -> str:
    """What is said there to somebody who does not speak TLS; a server may greet first."""
    try:
        with socket.create_connection(place, min(seconds, 2)) as made:
            made.sendall(request(wanted, "/"))
            return made.recv(200).decode("latin-1")
    except OSError:
        return ""


def request(wanted: dict[str, Any], path: str) -> bytes:
    host = wanted["server_name"] or wanted["host"]
    host = f"[{host}]" if ":" in host else host
    usual = wanted["port"] == (443 if wanted["tls"] else 80)
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host if usual else host + ':' + str(wanted['port'])}",
        "User-Agent: kanivete",
        "Accept: */*",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def http(talking: Any, wanted: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The beginning of the answer, as far as it comes in time."""
    start = time.monotonic()
    found: dict[str, Any] = {}
    received = b""
    try:
        talking.settimeout(seconds)
        with contextlib.suppress(ConnectionError):
            # what the other side said before it closed can still be read
            talking.sendall(request(wanted, "/" + wanted["http_path"].lstrip("/")))
        while len(received) < 16384 and time.monotonic() - start < seconds:
            piece = talking.recv(4096)
            if not piece:
                break
            found.setdefault("first_byte", time.monotonic() - start)
            received += piece
            if b"\r\n\r\n" in received[:-1]:
                break
    except OSError as error:
        found.update(failure(error), reason=getattr(error, "reason", "") or "")
    found.update(answer=received.decode("latin-1"), seconds=time.monotonic() - start)
    return found
