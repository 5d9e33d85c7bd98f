"""The words of programs that not every machine has, as they printed them: versions, variants, C libraries."""

from datetime import UTC, datetime

import pytest

from kanivete.probe.reading.read import read
from kanivete.probe.remote.lines import facts_of
from kanivete.probe.steps import Fault, Outcome, Probed, StepName, Target

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ADDRESS = "10.0.0.1"


def told(target: Target, *runs: tuple[str, str, int], conf: str = "", address: str = ADDRESS) -> Probed:
    """`runs`: step and program, what it printed, its exit code."""
    lines = [f"KV 0 conf {line}" for line in conf.splitlines()]
    for what, printed, status in runs:
        lines.append(f"KV 0 run {what} {address}")
        lines += [f"KV 0 out {line}" for line in printed.splitlines()]
        lines.append(f"KV 0 end {status} 10.00 10.05")
    (facts,) = facts_of("\n".join(lines).encode(), 1)
    assert facts
    return read("there", target, facts, NOW)


@pytest.mark.parametrize(
    ("program", "printed", "status", "outcome"),
    [
        ("nc", "Connection to 10.0.0.1 80 port [tcp/http] succeeded!", 0, Outcome.OK),
        ("nc", "nc: connect to 10.0.0.1 port 80 (tcp) failed: Connection refused", 1, Outcome.REFUSED),
        ("nc", "nc: connect to 10.0.0.1 port 80 (tcp) timed out: Operation now in progress", 1, Outcome.DROPPED),
        ("nc", "nc: connect to 10.0.0.1 port 80 (tcp) failed: No route to host", 1, Outcome.REJECTED),
        ("nc", "(UNKNOWN) [10.0.0.1] 80 (http) open", 0, Outcome.OK),
        ("nc", "(UNKNOWN) [10.0.0.1] 80 (http) : Connection refused", 1, Outcome.REFUSED),
        ("nc", "(UNKNOWN) [10.0.0.1] 80 (http) : Connection timed out", 1, Outcome.DROPPED),
        ("nc", "Ncat: Connected to 10.0.0.1:80.\nNcat: 0 bytes sent, 0 bytes received in 0.01 seconds.", 0, Outcome.OK),
        ("nc", "Ncat: Connection refused.", 1, Outcome.REFUSED),
        ("nc", "Ncat: TIMEOUT.", 1, Outcome.DROPPED),
        ("nc", "nc: 10.0.0.1 (10.0.0.1:80): Connection refused", 1, Outcome.REFUSED),
        ("nc", "nc: 10.0.0.1 (10.0.0.1:80): Host is unreachable", 1, Outcome.REJECTED),
        ("nc", "nc: timed out", 1, Outcome.DROPPED),
        ("nc", "nc: 10.0.0.1 (10.0.0.1:80): Operation timed out", 1, Outcome.DROPPED),
        ("nc", "", 143, Outcome.UNKNOWN),
        ("nc", "nc: invalid option -- 'z'", 1, Outcome.UNKNOWN),
        (
            "bash",
            "bash: connect: Connection refused\nbash: /dev/tcp/10.0.0.1/80: Connection refused",
            1,
            Outcome.REFUSED,
        ),
        ("bash", "bash: connect: Network is unreachable", 1, Outcome.REJECTED),
        ("bash", "bash: /dev/tcp/10.0.0.1/80: No such file or directory", 1, Outcome.UNKNOWN),
        ("bash", "", 143, Outcome.DROPPED),
        ("curl", "*   Trying 10.0.0.1:80...\n* Connected to 10.0.0.1 (10.0.0.1) port 80 (#0)", 143, Outcome.OK),
        ("curl", "curl: (7) Failed to connect to 10.0.0.1 port 80: Connection refused", 7, Outcome.REFUSED),
        ("curl", "* connect to 10.0.0.1 port 80 failed: No route to host", 7, Outcome.REJECTED),
        ("curl", "curl: (28) Connection timed out after 3001 milliseconds", 28, Outcome.DROPPED),
        (
            "wget",
            "Connecting to 10.0.0.1:80 (10.0.0.1:80)\nwget: server returned error: HTTP/1.1 404 Not Found",
            1,
            Outcome.OK,
        ),
        ("wget", "wget: can't connect to remote host (10.0.0.1): Connection refused", 1, Outcome.REFUSED),
        ("wget", "Connecting to 10.0.0.1:80... failed: Connection timed out.", 4, Outcome.DROPPED),
        ("wget", "Connecting to 10.0.0.1:80 (10.0.0.1:80)", 143, Outcome.UNKNOWN),
        ("perl", "errno EHOSTUNREACH No route to host", 1, Outcome.REJECTED),
        ("perl", "Can't locate strict.pm in @INC", 2, Outcome.UNKNOWN),
    ],
)
def test_connections(program: str, printed: str, status: int, outcome: Outcome) -> None:
    step = told(Target(ADDRESS, 80), (f"tcp {program}", printed, status)).step(StepName.TCP)
    assert step
    assert step.outcome is outcome


CONF = "search shop.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5"
BIND = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tdb.shop.svc.cluster.local\nAddress: 10.96.4.2"
BUSYBOX = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tdb.shop.svc.cluster.local\nAddress: 10.96.4.2"
OLD_BUSYBOX = (
    "Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n"
    "Name:      db\nAddress 1: 10.96.4.2 db.shop.svc.cluster.local"
)


NEW_BUSYBOX = BUSYBOX.replace("\n\nName:", "\n\nNon-authoritative answer:\nName:")
NAMELESS = "nslookup: can't resolve '(null)': Name does not resolve\n\n"


@pytest.mark.parametrize("printed", [BIND, BUSYBOX, NEW_BUSYBOX, OLD_BUSYBOX, NAMELESS + OLD_BUSYBOX.split("\n\n")[1]])
def test_addresses_are_not_those_of_the_server(printed: str) -> None:
    probed = told(Target("db", 80), ("dns nslookup", printed, 0), conf=CONF, address="db.shop.svc.cluster.local.")
    assert probed.resolved
    assert probed.resolved.addresses == ("10.96.4.2",)
    assert probed.resolved.ndots == 5
    assert probed.resolved.queries[0].code == "NOERROR"
    assert probed.resolved.queries[0].server == "10.96.0.10"


@pytest.mark.parametrize(
    ("printed", "status", "outcome", "fault"),
    [
        ("** server can't find db.: NXDOMAIN", 1, Outcome.FAILED, Fault.NO_SUCH_NAME),
        ("nslookup: can't resolve 'db.': Name does not resolve", 1, Outcome.FAILED, Fault.NO_SUCH_NAME),
        ("** server can't find db.: SERVFAIL", 1, Outcome.FAILED, Fault.RESOLVER_FAILED),
        ("** server can't find db.: REFUSED", 1, Outcome.FAILED, Fault.RESOLVER_REFUSED),
        (";; connection timed out; no servers could be reached", 1, Outcome.DROPPED, Fault.RESOLVER_SILENT),
        ("", 143, Outcome.DROPPED, Fault.RESOLVER_SILENT),
        (
            "nslookup: write to '10.96.0.10': Connection refused\n;; connection timed out",
            1,
            Outcome.REFUSED,
            Fault.RESOLVER_REFUSED,
        ),
        (f"{NAMELESS}nslookup: can't resolve 'db.': Try again", 1, Outcome.FAILED, Fault.RESOLVER_FAILED),
        (f"{NAMELESS}nslookup: can't resolve 'db.': Name does not resolve", 1, Outcome.FAILED, Fault.NO_SUCH_NAME),
        ("*** Can't find db.: No answer", 1, Outcome.FAILED, Fault.NO_ADDRESS),
    ],
)
def test_names_that_are_not_found(printed: str, status: int, outcome: Outcome, fault: Fault) -> None:
    probed = told(Target("db", 80), ("dns nslookup", printed, status), conf=CONF, address="db.")
    assert probed.failed
    assert (probed.failed.name, probed.failed.outcome, probed.failed.fault) == (StepName.NAME, outcome, fault)


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ("wget", "wget: bad address 'db'"),
        ("curl", "curl: (6) Could not resolve host: db"),
        ("nc", "nc: bad address 'db'"),
    ],
)
def test_programs_that_look_up_names_themselves(program: str, printed: str) -> None:
    probed = told(Target("db", 80), (f"tcp {program}", printed, 1), conf=CONF, address="db")
    assert probed.failed
    assert (probed.failed.name, probed.failed.fault) == (StepName.NAME, Fault.NO_SUCH_NAME)
    assert probed.steps[-1].outcome is Outcome.SKIPPED


OLD_CURL = """\
* Connected to 10.0.0.1 (10.0.0.1) port 443 (#0)
* SSL connection using TLSv1.2 / ECDHE-RSA-AES256-GCM-SHA384
* Server certificate:
*  subject: CN=shop
*  start date: Nov  1 12:00:00 2024 GMT
*  expire date: Nov  1 12:00:00 2025 GMT
*  issuer: CN=Shop CA
*  SSL certificate verify result: certificate has expired (10), continuing anyway."""


def test_a_curl_that_cannot_print_certificates() -> None:
    """Before 7.88."""
    refused = "curl: (60) SSL certificate problem: certificate has expired"
    tls = Target(ADDRESS, 443, tls=True)
    probed = told(tls, ("tcp bash", "connected", 0), ("tls curl", refused, 60), ("look curl", OLD_CURL, 0))
    assert probed.failed
    assert probed.failed.fault is Fault.EXPIRED
    assert "2025-11-01 12:00" in probed.failed.said
    assert probed.presented
    assert probed.presented.chain[0].issuer == "CN=Shop CA"
    assert probed.presented.faults == (Fault.EXPIRED,), "its names are not known, and so not wrong"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("self signed certificate", Fault.SELF_SIGNED),
        ("self-signed certificate in certificate chain", Fault.UNKNOWN_AUTHORITY),
        ("unable to get local issuer certificate", Fault.UNKNOWN_AUTHORITY),
        ("certificate is not yet valid", Fault.NOT_YET_VALID),
        ("no alternative certificate subject name matches target host name '10.0.0.1'", Fault.WRONG_NAME),
    ],
)
def test_what_curl_does_not_trust(words: str, fault: Fault) -> None:
    good = OLD_CURL.replace("2025", "2029")
    tls = Target(ADDRESS, 443, tls=True)
    printed = f"curl: (60) SSL: {words}"
    probed = told(tls, ("tcp bash", "connected", 0), ("tls curl", printed, 60), ("look curl", good, 0))
    assert probed.failed
    assert probed.failed.fault is fault


@pytest.mark.parametrize(
    ("printed", "status", "outcome", "fault"),
    [
        (
            "CONNECTED(00000003)\n40E:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../x.c:354:",
            1,
            Outcome.FAILED,
            Fault.NO_TLS,
        ),
        ("CONNECTED(00000003)\nwrite:errno=104\n---\nno peer certificate available", 1, Outcome.RESET, None),
        (
            "CONNECTED(00000003)\n40E:error:0A000126:SSL routines:ssl3_read_n:unexpected eof while reading:../x.c:308:",
            1,
            Outcome.RESET,
            None,
        ),
        (
            "40E:error:0A000102:SSL routines:ssl_choose_client_version:unsupported protocol:../x.c:1:",
            1,
            Outcome.FAILED,
            Fault.OLD_PROTOCOL,
        ),
        (
            "40E:error:0A00045C:SSL routines:x:tlsv13 alert certificate required:../x.c:1:SSL alert number 116",
            1,
            Outcome.FAILED,
            Fault.CLIENT_CERTIFICATE,
        ),
        (
            "40E:error:0A000410:SSL routines:x:sslv3 alert handshake failure:../x.c:1:",
            1,
            Outcome.FAILED,
            Fault.HANDSHAKE,
        ),
        ("CONNECTED(00000003)", 143, Outcome.DROPPED, None),
    ],
)
def test_handshakes_of_openssl(printed: str, status: int, outcome: Outcome, fault: Fault | None) -> None:
    tls = Target(ADDRESS, 443, tls=True)
    probed = told(tls, ("tcp perl", "connected", 0), ("tls openssl", printed, status))
    assert probed.failed
    assert (probed.failed.name, probed.failed.outcome, probed.failed.fault) == (StepName.TLS, outcome, fault)


def test_busyboxes_own_tls_is_not_the_servers_fault() -> None:
    printed = "wget: TLS error from peer (alert code 40): handshake failure\nwget: error getting response"
    probed = told(Target(ADDRESS, 443, tls=True, http_path="/"), ("tcp nc", "", 0), ("http wget", printed, 1))
    assert probed.failed is None
    assert probed.reached is None
