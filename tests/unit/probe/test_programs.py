"""The same servers, tried with each program that an image may have: they tell the same story, or say what they lack."""

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from kanivete.probe.remote import probe_from, probe_many_from
from kanivete.probe.steps import Fault, Outcome, Probed, StepName, Target
from tests.rig.pki import Authority
from tests.unit.probe import servers
from tests.unit.probe.shells import Restricted, restricted
from tests.unit.probe.test_here import PAST

HOST = "127.0.0.1"
OK, FAILED, UNKNOWN, SKIPPED = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN, Outcome.SKIPPED
TOOLS: Mapping[str, Mapping[str, str]] = {
    "python3": {"python3": "python3"},
    "perl": {"perl": "perl"},
    "bash": {"bash": "bash"},
    "nc.openbsd": {"nc": "nc.openbsd"},
    "nc.traditional": {"nc": "nc.traditional"},
    "busybox": {"nc": "busybox", "wget": "busybox"},
    "curl": {"curl": "curl"},
    "wget": {"wget": "wget"},
    "openssl": {"openssl": "openssl", "perl": "perl"},
}
TLS = ("python3", "curl", "openssl")
PLAIN = tuple(TOOLS)


@dataclass(frozen=True)
class Servers:
    """Ports of servers, by what is wrong with them."""

    fine: int
    failing: int
    moved: int
    closed: int
    trusted: int
    expired: int
    misnamed: int
    not_tls: int
    resetting: int


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    authority = Authority.create(tmp_path_factory.mktemp("pki"), "ca", "test authority")
    http = servers.answering(servers.OK)
    failing = servers.answering(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
    moved = servers.answering(b"HTTP/1.1 301 Moved\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n")
    with (
        servers.serving(http) as fine,
        servers.serving(failing) as bad,
        servers.serving(moved) as elsewhere,
        servers.serving(servers.over_tls(authority, http)) as trusted,
        servers.serving(servers.over_tls(authority, http, valid=PAST)) as expired,
        servers.serving(servers.over_tls(authority, http, hosts=("shop.example",))) as misnamed,
        servers.serving(servers.greeting) as not_tls,
        servers.serving(servers.resetting) as reset,
    ):
        yield Servers(fine, bad, elsewhere, servers.closed_port(), trusted, expired, misnamed, not_tls, reset)


@pytest.fixture
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Restricted:
    name: str = request.param
    return restricted(tmp_path / name, TOOLS[name])


def outcomes(probed: Probed) -> dict[str, Outcome]:
    return {step.name.value: step.outcome for step in probed.steps if step.name is not StepName.ROUTE}


@pytest.mark.parametrize("shell", PLAIN, indirect=True)
def test_plain_connections_and_http(shell: Restricted, ports: Servers) -> None:
    targets = [
        Target(HOST, ports.fine),
        Target(HOST, ports.closed),
        Target(HOST, ports.fine, http_path="/a?b=c'd"),
        Target(HOST, ports.failing, http_path="/"),
        Target(HOST, ports.closed, http_path="/"),
    ]
    probed = probe_many_from(shell, targets, seconds=3)
    assert [outcomes(one) for one in probed] == [
        {"tcp": OK},
        {"tcp": Outcome.REFUSED},
        {"tcp": OK, "http": OK},
        {"tcp": OK, "http": FAILED},
        {"tcp": Outcome.REFUSED, "http": SKIPPED},
    ]
    answers = [one.answered and one.answered.status for one in probed]
    assert answers == [None, None, 200, 503, None]
    assert probed[3].steps[-1].fault is Fault.SERVER_ERROR
    assert shell.calls == 1


@pytest.mark.parametrize("shell", [name for name in PLAIN if name != "busybox"], indirect=True)
def test_a_redirect_is_not_followed(shell: Restricted, ports: Servers) -> None:
    probed = probe_from(shell, Target(HOST, ports.moved, http_path="/"), seconds=3)
    assert probed.answered
    assert (probed.answered.status, probed.answered.location) == (301, "http://192.0.2.1/")


@pytest.mark.parametrize("shell", TLS, indirect=True)
def test_certificates(shell: Restricted, ports: Servers) -> None:
    targets = [
        Target(HOST, ports.trusted, tls=True),
        Target(HOST, ports.trusted, tls=True, http_path="/", verify=False),
        Target(HOST, ports.expired, tls=True),
        Target(HOST, ports.misnamed, tls=True, http_path="/"),
        Target(HOST, ports.misnamed, tls=True, verify=False, server_name="shop.example"),
    ]
    probed = probe_many_from(shell, targets, seconds=5)
    assert [outcomes(one) for one in probed] == [
        {"tcp": OK, "tls": FAILED},
        {"tcp": OK, "tls": OK, "http": OK},
        {"tcp": OK, "tls": FAILED},
        {"tcp": OK, "tls": FAILED, "http": SKIPPED},
        {"tcp": OK, "tls": OK},
    ]
    faults = [set(one.presented.faults) if one.presented else None for one in probed]
    unknown = Fault.UNKNOWN_AUTHORITY
    assert faults == [{unknown}, {unknown}, {unknown, Fault.EXPIRED}, {unknown, Fault.WRONG_NAME}, {unknown}]
    shown = probed[2].presented
    assert shown
    assert shown.chain[0].not_after == PAST[1]
    assert shown.version.startswith("TLSv1.")


@pytest.mark.parametrize("sh", ["dash", "bash", "busybox"])
def test_more_authorities_than_a_word_of_a_command_may_hold(sh: str, tmp_path: Path) -> None:
    authority = Authority.create(tmp_path / "pki", "ca", "test authority")
    many = f"{'# another authority' * 20_000}\n{servers.pem(authority)}"
    shell = restricted(tmp_path / "bin", ("python3",), sh=sh)
    with servers.serving(servers.over_tls(authority, servers.answering(servers.OK))) as port:
        probed = probe_from(shell, Target(HOST, port, tls=True, ca=many), seconds=5)
    assert outcomes(probed) == {"tcp": OK, "tls": OK}


@pytest.mark.parametrize("shell", TLS, indirect=True)
def test_no_handshake(shell: Restricted, ports: Servers) -> None:
    targets = [Target(HOST, ports.not_tls, tls=True), Target(HOST, ports.resetting, tls=True)]
    not_tls, reset = probe_many_from(shell, targets, seconds=3)
    assert not_tls.failed
    assert (not_tls.failed.name, not_tls.failed.fault) == (StepName.TLS, Fault.NO_TLS)
    assert reset.failed
    assert (reset.failed.name, reset.failed.outcome) == (StepName.TLS, Outcome.RESET)


@pytest.mark.parametrize("shell", ["bash", "perl", "nc.openbsd", "busybox"], indirect=True)
def test_tls_without_a_program_for_it_is_unknown(shell: Restricted, ports: Servers) -> None:
    probed = probe_from(shell, Target(HOST, ports.trusted, tls=True), seconds=3)
    assert outcomes(probed) == {"tcp": OK, "tls": UNKNOWN}
    assert "python3, openssl, curl" in probed.steps[-1].said
    assert probed.reached is None


@pytest.mark.parametrize("shell", ["python3", "perl", "bash", "curl"], indirect=True)
def test_a_name_of_the_hosts_file(shell: Restricted, ports: Servers) -> None:
    probed = probe_from(shell, Target("localhost", ports.fine, http_path="/"), seconds=3)
    assert probed.answered, probed
    assert probed.resolved
    assert HOST in probed.resolved.addresses


@pytest.mark.parametrize("programs", [("bash", "getent"), ("perl", "getent"), ("curl",), ("python3",)])
def test_a_name_that_does_not_exist(programs: tuple[str, ...], tmp_path: Path) -> None:
    probed = probe_from(restricted(tmp_path / "bin", programs), Target("no-such.invalid", 80), seconds=2)
    assert probed.failed
    assert probed.failed.name is StepName.NAME
    assert probed.steps[-1].outcome is SKIPPED


@pytest.mark.parametrize("shell", ["python3", "perl", "bash"], indirect=True)
def test_datagrams(shell: Restricted) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind((HOST, 0))
        silent, closed = one.getsockname()[1], servers.closed_port()
        probed = probe_many_from(shell, [Target(HOST, silent, "udp"), Target(HOST, closed, "udp")], seconds=1)
    assert [one.steps[-1].outcome for one in probed] == [UNKNOWN, Outcome.REFUSED]


def test_nothing_to_try_it_with(tmp_path: Path, ports: Servers) -> None:
    probed = probe_from(restricted(tmp_path / "bin", ()), Target(HOST, ports.fine), seconds=1)
    assert outcomes(probed) == {"tcp": UNKNOWN}
    assert "python3, perl, bash, nc, curl, wget" in probed.steps[-1].said
    assert probed.failed is None
    assert probed.reached is None


def test_python_without_a_shell(tmp_path: Path, ports: Servers) -> None:
    shell = restricted(tmp_path / "bin", ("python3",))
    (shell.folder / "sh").unlink()
    probed = probe_from(shell, Target(HOST, ports.fine, http_path="/"), seconds=2)
    assert probed.reached
    assert probed.program == "python3"


def test_neither_python_nor_a_shell(tmp_path: Path, ports: Servers) -> None:
    shell = restricted(tmp_path / "bin", ())
    (shell.folder / "sh").unlink()
    probed = probe_from(shell, Target(HOST, ports.fine), seconds=2)
    assert outcomes(probed) == {"tcp": UNKNOWN}
    assert "neither a shell nor Python" in probed.steps[-1].said


@pytest.mark.parametrize("sh", ["dash", "bash", "busybox"])
def test_more_targets_than_are_tried_at_once(sh: str, tmp_path: Path, ports: Servers) -> None:
    shell = restricted(tmp_path / "bin", ("bash",), sh=sh)
    targets = [Target(HOST, ports.fine if at % 3 else ports.closed) for at in range(40)]
    probed = probe_many_from(shell, targets, seconds=3)
    assert [one.reached for one in probed] == [bool(at % 3) for at in range(40)]
    assert shell.calls == 1


@pytest.mark.parametrize("word", ["a b", "$(touch oops)", "'; exit 1; '", "`id`", "-v", "\\", "*"])
@pytest.mark.parametrize("programs", [("bash",), ("python3",)])
def test_no_word_is_ever_a_command(word: str, programs: tuple[str, ...], tmp_path: Path, ports: Servers) -> None:
    shell = restricted(tmp_path / "bin", programs)
    odd = Target(HOST, ports.fine, http_path=f"/{word}", server_name=word)
    strange, sane = probe_many_from(shell, [odd, Target(HOST, ports.fine, http_path="/")], seconds=2)
    assert sane.reached
    assert strange.steps[0].outcome is not None
    assert not Path("oops").exists()


def test_curl_without_authorities(tmp_path: Path, ports: Servers) -> None:
    shell = restricted(tmp_path / "bin", ("curl",))
    script = shell.folder / "curl"
    curl = script.resolve()
    script.unlink()
    script.write_text(f'#!/bin/sh\nCURL_CA_BUNDLE=/nowhere exec {curl} "$@"\n')
    script.chmod(0o755)
    probed = probe_from(shell, Target(HOST, ports.trusted, tls=True), seconds=3)
    assert probed.failed
    assert probed.failed.fault is Fault.UNKNOWN_AUTHORITY
    assert "there are no CA certificates" in probed.failed.said
