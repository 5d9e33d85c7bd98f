"""What a pod listens on, from the kernel's tables."""

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.check.tried.listening import TABLES, Listener, listeners, read
from kanivete.probe.shell.local import LocalShell

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
LINE = "   0: {address}:{port:04X} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 1 1\n"


def table(address: str, port: int, state: str = "0A") -> str:
    return HEAD + LINE.format(address=address, port=port, state=state)


@pytest.mark.parametrize(
    ("raw", "address", "loopback", "reached"),
    [
        ("0100007F", "127.0.0.1", True, False),
        ("00000000", "0.0.0.0", False, True),
        ("0901F40A", "10.244.1.9", False, True),
        ("00000000000000000000000000000000", "::", False, True),
        ("00000000000000000000000001000000", "::1", True, False),
        ("0000000000000000FFFF00000100007F", "::ffff:7f00:1", True, False),
    ],
)
def test_addresses(raw: str, address: str, loopback: bool, reached: bool) -> None:
    (found,) = read(table(raw, 8080))
    assert found.port == 8080
    assert found.is_loopback is loopback
    assert found.takes("10.244.1.9") is reached
    assert found == Listener(8080, str(address)) or loopback


def test_connections_that_are_not_listening_are_passed_over() -> None:
    assert list(read(table("0100007F", 8080, "01"))) == []


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    list(read(text))


@pytest.mark.skipif(not Path(TABLES[0]).exists(), reason="no Linux")
def test_a_real_listener_is_found_where_it_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = listeners(LocalShell())
        assert not isinstance(found, str)
        assert Listener(server.getsockname()[1], "127.0.0.1") in found
