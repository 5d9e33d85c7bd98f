"""One HTTP request as plain facts, for any Python 3.7 with its library: this text is sent to other machines."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import socket
import sys
import time
from typing import Any
from urllib.parse import urlsplit

_CHUNK = 65536


def ask(given: dict[str, Any]) -> dict[str, Any]:
    """What came of a request; `failed` where no answer did."""
    begun = time.monotonic()
    try:
        connection = _connected(given)
    except Exception as error:
        failed = _failure(error, "connect")
        shown = _certificate(given) if failed["code"] and failed["kind"] == "tls" else ""
        return {"failed": failed, "certificate": shown, "seconds": time.monotonic() - begun}
    if given["method"] == "HANDSHAKE":
        sock: Any = connection.sock
        with sock:
            return {"version": sock.version(), "certificate": _encoded(sock), "seconds": time.monotonic() - begun}
    try:
        body = base64.b64decode(given["body"]) or None
        connection.request(given["method"], _path(given["url"]), body, given["headers"])
        answer = connection.getresponse()
        return _read(answer, given, begun)
    except Exception as error:
        return {"failed": _failure(error, "answer"), "seconds": time.monotonic() - begun}
    finally:
        connection.close()


def _connected(given: dict[str, Any]) -> http.client.HTTPConnection:
    url = urlsplit(given["url"])
    host = url.hostname or ""
    made: http.client.HTTPConnection
    if url.scheme == "https":
        import ssl

        context = ssl.create_default_context(cadata=given["ca"] or None)
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        made = http.client.HTTPSConnection(host, url.port, timeout=given["connect"], context=context)
    else:
        made = http.client.HTTPConnection(host, url.port, timeout=given["connect"])
    made.connect()
    made.sock.settimeout(given["silence"])
    return made


def _certificate(given: dict[str, Any]) -> str:
    """What was shown and not trusted; only to be looked at."""
    import ssl

    url = urlsplit(given["url"])
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        plain = socket.create_connection((url.hostname or "", url.port or 443), given["connect"])
        with plain, context.wrap_socket(plain, server_hostname=url.hostname) as sock:
            return _encoded(sock)
    except OSError:
        return ""


def _encoded(sock: Any) -> str:
    return base64.b64encode(sock.getpeercert(True) or b"").decode()


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + ("?" + parts.query if parts.query else "")


def _read(answer: http.client.HTTPResponse, given: dict[str, Any], begun: float) -> dict[str, Any]:
    started = time.monotonic()
    kept, digest, received, ended = b"", hashlib.sha256(), 0, "complete"
    try:
        while True:
            chunk = answer.read1(min(_CHUNK, given["most"] - received))
            if not chunk:
                # http.client ends quietly where the connection does
                ended = "cut" if answer.length and given["method"] != "HEAD" else "complete"
                break
            digest.update(chunk)
            received += len(chunk)
            kept += chunk[: max(given["keep"] - len(kept), 0)]
            if received >= given["most"]:
                ended = "enough" if answer.length is None or answer.length else "complete"
                break
            if time.monotonic() - begun > given["seconds"]:
                ended = "time"
                break
    except socket.timeout:  # noqa: UP041 (it is another one before Python 3.10)
        ended = "silent"
    except (OSError, http.client.HTTPException):
        ended = "cut"
    return {
        "status": answer.status,
        "headers": answer.getheaders(),
        "body": base64.b64encode(kept).decode(),
        "ended": ended,
        "received": received,
        "sha256": digest.hexdigest(),
        "seconds": time.monotonic() - begun,
        "bodySeconds": time.monotonic() - started,
    }


def _failure(error: Exception, phase: str) -> dict[str, Any]:
    """The kind of an error, with its number where it has one."""
    found: dict[str, Any] = {"phase": phase, "said": str(error)[:300], "kind": "other", "code": 0, "reason": ""}
    if isinstance(error, socket.timeout):
        found["kind"] = "timeout"
    elif isinstance(error, socket.gaierror):
        found.update(kind="name", absent=error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)))
    elif type(error).__module__ == "ssl":
        found.update(kind="tls", code=getattr(error, "verify_code", 0) or 0, reason=getattr(error, "reason", "") or "")
    elif isinstance(error, OSError):
        found.update(kind="system", code=error.errno or 0)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(ask(json.load(sys.stdin))))
