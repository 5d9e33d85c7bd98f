"""The registry that scenarios bring along, as a process of this machine: what it shows over TLS, and of its images."""

import base64
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from kanivete.simulate.brought.registry import addresses, registry, script

Start = Callable[[str], tuple[int, str]]


def environment(fault: str) -> dict[str, str]:
    """Of its container."""
    pod = registry("abc123", "shop", {"app": fault})[1]["spec"]["template"]["spec"]
    return {one["name"]: one["value"] for one in pod["containers"][0]["env"]}


def free_port() -> int:
    """One with a free one beside it, of the half that the kernel gives to nobody by itself."""
    for port in random.sample(range(10_000, 32_000, 2), 50):
        with socket.socket() as first, socket.socket() as second, suppress(OSError):
            first.bind(("0.0.0.0", port))
            second.bind(("0.0.0.0", port + 1))
            return port
    raise AssertionError("no two free ports side by side")


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts it with a fault; returns its port and its certificate."""
    with ExitStack() as stack:

        def started(fault: str) -> tuple[int, str]:
            port, env = free_port(), environment(fault)
            process = subprocess.Popen(
                [sys.executable, "-c", script()],
                env={**os.environ, **env, "PORT": str(port)},
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            ends = time.monotonic() + 20
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                    return port, env.get("CERTIFICATE", "")
                except OSError:
                    assert time.monotonic() < ends
                    time.sleep(0.05)

        yield started


def shake_hands(port: int, trusted: str) -> None:
    context = ssl.create_default_context(cadata=trusted)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    with socket.create_connection(("127.0.0.1", port), 5) as plain:
        context.wrap_socket(plain, server_hostname="0.0.0.0").close()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("tls-expired", "certificate has expired"),
        ("tls-not-yet-valid", "not yet valid"),
        ("tls-name-mismatch", "not valid for '0.0.0.0'"),
    ],
)
def test_a_certificate_has_one_fault_alone(start: Start, fault: str, words: str) -> None:
    port, certificate = start(fault)
    with pytest.raises(ssl.SSLCertVerificationError, match=words):
        shake_hands(port + 1, certificate)


def test_an_unknown_authority_is_all_that_is_wrong_with_the_last(start: Start) -> None:
    port, certificate = start("tls-unknown-authority")
    shake_hands(port + 1, certificate)
    with pytest.raises(ssl.SSLCertVerificationError, match=r"self-signed|self signed"):
        shake_hands(port + 1, environment("tls-expired")["CERTIFICATE"])


def test_an_old_protocol_is_refused_by_its_version(start: Start) -> None:
    port, certificate = start("tls-old")
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol.version|unsupported protocol"):
        shake_hands(port + 1, certificate)


def test_towards_tls_the_plain_port_answers_in_http(start: Start) -> None:
    port, _none = start("none")
    with socket.create_connection(("127.0.0.1", port), 5) as plain:
        plain.sendall(b"\x16\x03\x01\x00\x05hello\r\n\r\n")
        assert plain.recv(5) == b"HTTP/"


def test_an_image_may_run_as_somebody_who_is_not_in_it(start: Start) -> None:
    port, _none = start("user")
    index = _json(port, "manifests/1.0")
    manifest = _json(port, f"manifests/{index['manifests'][0]['digest']}")
    assert _json(port, f"blobs/{manifest['config']['digest']}")["config"]["User"] == "nobody-such"


def test_nodes_find_it_by_two_names() -> None:
    service = {"spec": {"ports": [{"nodePort": 30001}, {"nodePort": 30002}]}}
    assert addresses(service) == {"registry": "localhost:30001", "registry.over-tls": "0.0.0.0:30002"}
    assert json.loads(base64.b64decode(environment("none")["FAULTS"])) == {"app": "none"}


def _json(port: int, what: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/team/app/{what}", timeout=5) as answer:
        return json.load(answer)
