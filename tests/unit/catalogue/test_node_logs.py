"""Real kubelet logs: a healthy node names nothing that ails it, one that was cut off names just that."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from kanivete.catalogue.entry import Where
from kanivete.diagnose.explain import answer

DATA = Path(__file__).parent / "data"
STARTING = (DATA / "starting.kubelet.log").read_text().splitlines()


def _log(name: str) -> list[str]:
    return gzip.decompress((DATA / f"{name}.kubelet.log.gz").read_bytes()).decode().splitlines()


def _causes(lines: list[str]) -> Counter[str]:
    found = (answer(line, Where.KUBELET_LOG).cause for line in lines)
    return Counter(cause for cause in found if cause)


def test_a_healthy_node_full_of_failing_pods_says_nothing_about_itself() -> None:
    lines = _log("node1")
    assert len(lines) > 1000
    assert not _causes(lines)


@pytest.mark.parametrize("line", STARTING)
def test_the_usual_warnings_of_a_start_name_nothing(line: str) -> None:
    assert answer(line, Where.KUBELET_LOG).cause is None


def test_a_node_cut_off_by_a_firewall_says_that_the_api_server_is_unreachable() -> None:
    lines = _log("node2")
    assert set(_causes(lines)) == {"node.apiserver-unreachable"}
    assert _causes(lines)["node.apiserver-unreachable"] > 20
    assert answer("\n".join(lines), Where.KUBELET_LOG).cause == "node.apiserver-unreachable"


def test_the_network_error_and_the_address_are_facts() -> None:
    facts = next(one.facts for line in _log("node2") if (one := answer(line, Where.KUBELET_LOG)).cause)
    assert facts["address"] == "10.89.0.10"
    assert facts["port"] == "6443"
    assert facts["error"].startswith("net/http: request canceled")


ERRORS = {
    "dial tcp 10.0.0.10:6443: i/o timeout": "node.apiserver-unreachable",
    "dial tcp 10.0.0.10:6443: connect: connection refused": "node.apiserver-unreachable",
    "dial tcp 10.0.0.10:6443: connect: no route to host": "node.apiserver-unreachable",
    "dial tcp 10.0.0.10:6443: connect: network is unreachable": "node.apiserver-unreachable",
    "read tcp 10.0.0.5:3456->10.0.0.10:6443: read: connection reset by peer": "node.apiserver-unreachable",
    "write tcp 10.0.0.5:3456->10.0.0.10:6443: write: broken pipe": "node.apiserver-unreachable",
    "dial tcp: lookup cp.example on 10.0.0.2:53: no such host": "node.apiserver-unreachable",
    "dial tcp: lookup cp.example on 127.0.0.53:53: server misbehaving": "node.apiserver-unreachable",
    "dial tcp: lookup cp.example on 10.0.0.2:53: read udp 10.0.0.5:1->10.0.0.2:53: i/o"
    " timeout": "node.apiserver-unreachable",
    "net/http: TLS handshake timeout": "node.apiserver-unreachable",
    "context deadline exceeded": "node.apiserver-unreachable",
    "context deadline exceeded (Client.Timeout exceeded while awaiting headers)": "node.apiserver-unreachable",
    "EOF": "node.apiserver-unreachable",
    "unexpected EOF": "node.apiserver-unreachable",
    "http2: client connection lost": "node.apiserver-unreachable",
    "proxyconnect tcp: dial tcp 10.0.0.3:3128: connect: connection refused": "node.apiserver-unreachable",
    "tls: failed to verify certificate: x509: certificate signed by unknown"
    " authority": "node.certificate-unknown-authority",
    "x509: certificate has expired or is not yet valid: current time 2026-11-22T10:00:00Z is after"
    " 2026-11-21T00:00:00Z": "node.certificate-expired",
    "x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before"
    " 2026-11-21T00:00:00Z": "node.clock-skew",
    "tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, not 10.0.0.10": "node.wrong-endpoint",
    "http: server gave HTTP response to HTTPS client": "node.wrong-endpoint",
}
LINES = {
    "lease": '"Failed to ensure lease exists, will retry" err="Get'
    ' \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
    '/w1?timeout=10s\\": {}" interval="7s"',
    "status": '"Error updating node status, will retry" err="error getting node \\"w1\\": Get'
    ' \\"https://10.0.0.10:6443/api/v1/nodes/w1?timeout=10s\\": {}"',
    "watch": '"Failed to watch" err="failed to list *v1.Pod: Get'
    ' \\"https://10.0.0.10:6443/api/v1/pods?fieldSelector=spec.nodeName%3Dw1\\": {}" type="*v1.Pod"',
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
@pytest.mark.parametrize(("error", "cause"), ERRORS.items(), ids=ERRORS)
def test_each_error_on_the_way_to_the_api_server_has_its_cause(line: str, error: str, cause: str) -> None:
    found = answer(f"E1122 10:00:00.100000     912 x.go:1] {line.format(error)}", Where.KUBELET_LOG)
    assert found.cause == cause
    if cause == "node.apiserver-unreachable":
        assert found.facts["error"] in error
        assert (found.facts["address"], found.facts["port"]) == ("10.0.0.10", "6443")


def test_of_several_reasons_of_the_scheduler_the_others_are_rivals() -> None:
    found = answer(
        "0/3 nodes are available: 1 node(s) didn't match pod anti-affinity rules, 2 node(s) didn't match Pod's node"
        " affinity/selector.",
        Where.EVENT,
    )
    assert {found.cause, *found.rivals} == {"scheduling.affinity", "scheduling.node-selector"}
