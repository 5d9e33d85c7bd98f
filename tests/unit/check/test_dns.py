"""The cluster's DNS by its objects, and what was tried."""

from typing import Any

import pytest

from kanivete.check.dns import run as dns
from kanivete.check.dns.run import check_dns
from kanivete.check.places import Origin
from kanivete.check.result import Check, Tried
from kanivete.i18n import use
from kanivete.kube.kinds import SERVICES
from kanivete.kube.pods import Pod
from kanivete.probe.steps import Fault, Outcome, Probed, Step, StepName
from tests.unit.check.things import made, pod, service, slice_of, source_of
from tests.unit.diagnose.fakes import FakeSource

LABELS = {"k8s-app": "kube-dns"}


def _system(manifest: dict[str, Any]) -> dict[str, Any]:
    return {**manifest, "metadata": {**manifest["metadata"], "namespace": "kube-system"}}


SERVICE = _system(service("kube-dns", LABELS, 53, 53, clusterIP="10.96.0.10"))
SERVER = _system(pod("coredns-1", LABELS, "10.244.2.2"))
SLICE = _system(
    {
        "kind": "EndpointSlice",
        "metadata": {"name": "kube-dns-x", "labels": {"kubernetes.io/service-name": "kube-dns"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["10.244.2.2"], "conditions": {"ready": True}}],
        "ports": [{"name": "main", "port": 53, "protocol": "TCP"}],
    }
)
WHOLE = (SERVICE, SERVER, SLICE)
COREFILE = ".:53 {\n kubernetes cluster.local\n forward . %s\n}\n"


def cause(found: Check) -> str | None:
    return found.verdict.broken.cause if found.verdict.broken else None


def test_whole_by_the_objects() -> None:
    found = check_dns(None, source_of(*WHOLE), configuration=COREFILE % "/etc/resolv.conf")
    assert (found.verdict.reached, cause(found)) == (None, None)
    assert any("serves cluster.local and forwards other names to /etc/resolv.conf" in s.text for s in found.objects)


@pytest.mark.parametrize("to", ["127.0.0.53", "10.96.0.10", "10.96.0.10:53"])
def test_forwarding_to_itself(to: str) -> None:
    assert cause(check_dns(None, source_of(*WHOLE), configuration=COREFILE % to)) == "dns.forwarding-loop"


def test_no_server_is_ready() -> None:
    sick = _system(pod("coredns-1", LABELS, "10.244.2.2", ready=False))
    assert cause(check_dns(None, source_of(SERVICE, sick, {**SLICE, "endpoints": []}))) == "dns.no-server"


OWNED = {"dns.operator.openshift.io/daemonset-dns": "default"}


def _of(namespace: str, *manifests: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**one, "metadata": {**one["metadata"], "namespace": namespace}} for one in manifests]


def elsewhere(namespace: str, name: str, *, ready: bool = True, **meta: Any) -> list[dict[str, Any]]:
    """DNS as OpenShift has it: a Service and pods of other names, that listen on another port."""
    ports = [{"name": "dns", "containerPort": 5353, "protocol": "UDP"}]
    one = service(name, OWNED, 53, "dns", clusterIP="172.30.0.10")
    one["metadata"].update(meta)
    addresses = ("10.128.0.4",) if ready else ()
    server = pod(f"{name}-x", OWNED, "10.128.0.4", ports=ports, ready=ready)
    return _of(namespace, one, server, slice_of(name, *addresses, port=5353))


PLACES = [("openshift-dns", "dns-default", {}), ("dns-system", "names", {"labels": LABELS})]


@pytest.mark.parametrize(("namespace", "name", "meta"), PLACES)
def test_dns_servers_are_found_where_distributions_put_them(namespace: str, name: str, meta: dict[str, Any]) -> None:
    found = check_dns(None, source_of(*elsewhere(namespace, name, **meta)), configuration=COREFILE % "172.30.0.10")
    assert str(found.target_ref) == f"Service {namespace}/{name}"
    assert cause(found) == "dns.forwarding-loop"


@pytest.mark.parametrize(("namespace", "name", "meta"), PLACES)
def test_dns_servers_elsewhere_that_are_not_ready(namespace: str, name: str, meta: dict[str, Any]) -> None:
    assert cause(check_dns(None, source_of(*elsewhere(namespace, name, ready=False, **meta)))) == "dns.no-server"


def test_a_service_elsewhere_that_only_looks_like_it_is_not_taken_for_dns() -> None:
    assert cause(check_dns(None, source_of(*elsewhere("shop", "kube-dns")))) == "dns.no-server"


def test_no_service_at_all_and_one_that_cannot_be_seen() -> None:
    assert cause(check_dns(None, source_of())) == "dns.no-server"
    hidden = check_dns(None, source_of(*WHOLE, unseen=[SERVICES]))
    assert (cause(hidden), hidden.objects[0].mark.value) == (None, "unseen")


def tried(monkeypatch: pytest.MonkeyPatch, *ends: tuple[str, str, Step], names: tuple[str, ...] = dns.OUTSIDE) -> Check:
    """The check where targets end well, but for those that are named by role and protocol."""

    def attempt(planned: Any, *_more: Any) -> tuple[tuple[Tried, ...], str]:
        return tuple(_end(one) for one in planned), ""

    def _end(one: Any) -> Tried:
        ok = Step(StepName.NAME if one.target.port is None else StepName.TCP, Outcome.OK, 0.002)
        step = next((end for role, protocol, end in ends if (role, protocol) == (one.role, one.target.protocol)), ok)
        return Tried(one.role, Probed("a test", one.target, (step,)), one.subject)

    monkeypatch.setattr(dns, "attempt", attempt)
    source: FakeSource = source_of(*WHOLE)
    (client,) = (one for one in made(pod("client", {}, "10.244.1.9")) if isinstance(one, Pod))
    access: Any = object()
    return check_dns(Origin("pod/client", "shop", client), source, access, names=names)


UNKNOWN_NAME = Step(StepName.NAME, Outcome.FAILED, 0.01, "NXDOMAIN", Fault.NO_SUCH_NAME)
SILENT = Step(StepName.NAME, Outcome.DROPPED, 5.0, "silence", Fault.RESOLVER_SILENT)
FAILED = Step(StepName.NAME, Outcome.FAILED, 5.0, "SERVFAIL", Fault.RESOLVER_FAILED)
DENIED = Step(StepName.NAME, Outcome.FAILED, 0.01, "REFUSED", Fault.RESOLVER_REFUSED)
NOBODY = Step(StepName.NAME, Outcome.REFUSED, 0.01, "connection refused", Fault.RESOLVER_REFUSED)
LOST = Step(StepName.TCP, Outcome.DROPPED, 5.0)


def test_all_well(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(monkeypatch)
    assert (found.verdict.reached, cause(found)) == (True, None)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([("cluster", "tcp", SILENT), ("service", "udp", LOST)], (False, "service.proxy-not-forwarding")),
        (
            [("cluster", "tcp", SILENT), ("service", "udp", LOST), ("endpoint", "udp", LOST)],
            (False, "dns.server-unreachable"),
        ),
        ([("cluster", "tcp", UNKNOWN_NAME)], (False, "dns.record-missing")),
        ([("cluster", "tcp", FAILED)], (False, "dns.server-failing")),
        ([("outside", "tcp", FAILED)], (True, "dns.server-failing")),
        ([("outside", "tcp", UNKNOWN_NAME)], (True, None)),
        ([("outside", "tcp", DENIED)], (True, None)),
        ([("outside", "tcp", NOBODY)], (True, "dns.server-failing")),
        ([("outside", "tcp", SILENT)], (True, "dns.server-failing")),
        ([("service", "tcp", LOST)], (True, "dns.server-unreachable")),
    ],
)
def test_what_fails_tells_where(
    monkeypatch: pytest.MonkeyPatch, ends: list[tuple[str, str, Step]], expected: tuple[bool, str | None]
) -> None:
    found = tried(monkeypatch, *ends)
    assert (found.verdict.reached, cause(found)) == expected


def test_a_name_that_a_person_asked_about_has_to_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(monkeypatch, ("outside", "tcp", UNKNOWN_NAME), names=("nosuch.example",))
    assert (found.verdict.reached, cause(found)) == (True, "dns.name-not-found")


@pytest.mark.parametrize("step", [UNKNOWN_NAME, DENIED])
def test_a_cluster_without_names_outside_is_told_so_and_not_called_fine(
    monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    use("en")
    found = tried(monkeypatch, ("outside", "tcp", step))
    said = f"names of the cluster are resolved; example.com outside of it is not: {step.said}"
    assert found.verdict.text == said
    assert [note for note in found.notes if "example.com is not resolved is right where" in note]


def test_with_names_outside_there_is_no_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    use("en")
    found = tried(monkeypatch)
    assert (found.verdict.text, found.notes) == ("fine: kubernetes.default.svc 2 ms, example.com 2 ms", ())


def test_a_refused_name_that_a_person_asked_about_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(monkeypatch, ("outside", "tcp", DENIED), names=("registry.example",))
    assert (found.verdict.reached, cause(found), found.notes) == (True, "dns.server-failing", ())


def test_a_server_that_fails_besides_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(monkeypatch, ("outside", "tcp", UNKNOWN_NAME), ("service", "tcp", LOST))
    assert (cause(found), len(found.notes)) == ("dns.server-unreachable", 1)
