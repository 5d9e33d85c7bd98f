"""One verdict of what the objects say and what was tried."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest

from kanivete.check.objects.way import Way
from kanivete.check.result import Tried, Verdict
from kanivete.check.tried.inside import Inside
from kanivete.check.tried.plan import plan
from kanivete.check.tried.verdict import conclude
from kanivete.kube.pods import Pod
from kanivete.model import Certainty
from kanivete.probe.shell.base import Ran, Shell
from kanivete.probe.steps import Certificate, Fault, Outcome, Presented, Probed, Resolved, Step, StepName, Target
from tests.unit.check.test_listening import table
from tests.unit.check.things import node, pod, service, slice_of, source_of, walked

POD = pod("api-1", {"app": "api"}, "10.244.1.7", ports=[{"containerPort": 8080}])
WHOLE: tuple[dict[str, Any], ...] = (POD, service("api", {"app": "api"}), slice_of("api", "10.244.1.7"))
OK = Step(StepName.TCP, Outcome.OK, 0.002)


class Table(Shell):
    """A place where only the kernel's table of listeners can be read."""

    description = "a test"

    def __init__(self, text: str) -> None:
        self._text = text

    def run(self, argv: Sequence[str], **_more: Any) -> Ran:
        return Ran(0, self._text.encode()) if argv[0] == "cat" else Ran(127)

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Any:
        raise NotImplementedError


def verdict(way: Way, *outcomes: Outcome | Step, inside: Inside | None = None, **more: Any) -> Verdict:
    """The verdict where the planned targets end like that, each at TCP unless it is a step."""
    steps = [one if isinstance(one, Step) else Step(StepName.TCP, one, 0.002, one.value) for one in outcomes]
    tried = [
        Tried(one.role, Probed("a test", one.target, (step,), **(more if at == 0 else {})), one.subject)
        for at, (one, step) in enumerate(zip(plan(way), steps, strict=False))
    ]
    return conclude(way, tuple(tried), inside or Inside())


def listening(text: str) -> Inside:
    def shells(_pod: Pod) -> tuple[Shell, ...]:
        return (Table(text),)

    return Inside(shells)


def test_what_is_tried_is_the_name_the_services_address_and_each_endpoint() -> None:
    planned = plan(walked(source_of(*WHOLE), "http://api/x"))
    assert [(one.role, str(one.target)) for one in planned] == [
        ("name", "http://api:80/x"),
        ("service", "tcp 10.96.0.7:80"),
        ("endpoint", "tcp 10.244.1.7:8080"),
    ]


def test_fine_comes_with_times() -> None:
    found = verdict(walked(source_of(*WHOLE), "api"), OK, OK, OK)
    assert (found.reached, found.broken, found.text) == (True, None, "fine: TCP 2 ms")


@pytest.mark.parametrize(
    ("listens", "cause"),
    [
        (table("0100007F", 8080), "service.listens-on-loopback"),
        (table("00000000", 9000), "service.wrong-target-port"),
        (table("00000000", 8080), "network.rejected"),
        (table("0100007F", 9000), "service.not-listening"),
        (table("00000000", 8080, "01"), "service.not-listening"),
    ],
)
def test_a_refusal_is_explained_by_what_listens_inside(listens: str, cause: str) -> None:
    way = walked(source_of(*WHOLE), "api")
    found = verdict(way, Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED, inside=listening(listens))
    assert found.broken
    assert found.broken.cause == cause


def test_a_refusal_whose_pod_cannot_be_looked_into_is_likely_only() -> None:
    way = walked(source_of(*WHOLE), "api")
    found = verdict(way, Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED)
    assert found.broken
    assert (found.broken.cause, found.broken.certainty) == ("service.not-listening", Certainty.LIKELY)


def test_endpoints_that_answer_behind_an_address_that_does_not_point_to_the_proxy() -> None:
    found = verdict(walked(source_of(*WHOLE), "api"), Outcome.DROPPED, Outcome.DROPPED, OK)
    assert found.broken
    assert found.broken.cause == "service.proxy-not-forwarding"


def test_one_dead_endpoint_of_two_is_told_although_it_was_reached() -> None:
    two = (POD, pod("api-2", {"app": "api"}, "10.244.1.8"), WHOLE[1], slice_of("api", "10.244.1.7", "10.244.1.8"))
    found = verdict(walked(source_of(*two), "api"), OK, OK, OK, Outcome.DROPPED)
    assert found.reached is True
    assert found.broken
    assert "1 of 2" in found.text


def test_packets_lost_where_a_policy_denies_are_likely_its_work() -> None:
    closed = {"kind": "NetworkPolicy", "metadata": {"name": "closed"}, "spec": {"podSelector": {}}}
    way = walked(source_of(*WHOLE, closed), "api")
    found = verdict(way, Outcome.DROPPED, Outcome.DROPPED, Outcome.DROPPED)
    assert found.broken
    assert (found.broken.cause, found.broken.certainty) == ("network.policy-denies", Certainty.LIKELY)


def test_packets_lost_for_no_reason_are_lost_and_a_sick_node_is_quoted() -> None:
    far = pod("far", {"app": "far"}, "10.244.2.7", node="node2")
    found = verdict(walked(source_of(far, node("node2", ready=False)), "pod/far:80"), Outcome.DROPPED)
    assert found.broken
    assert found.broken.cause == "network.no-answer"
    assert found.broken.evidence[-1].field == "status.conditions[Ready]"


@pytest.mark.parametrize(
    ("outcome", "cause"),
    [
        (Outcome.DROPPED, "network.no-answer"),
        (Outcome.REJECTED, "network.rejected"),
        (Outcome.REFUSED, "network.refused"),
        (Outcome.RESET, "network.reset"),
    ],
)
def test_a_host_outside(outcome: Outcome, cause: str) -> None:
    found = verdict(walked(source_of(), "192.0.2.1:5432"), outcome)
    assert found.broken
    assert (found.reached, found.broken.cause) == (False, cause)


DNS = {
    **service("kube-dns", {"k8s-app": "kube-dns"}, 53, 53, clusterIP="10.96.0.10"),
    "metadata": {"name": "kube-dns", "namespace": "kube-system"},
}


@pytest.mark.parametrize(
    ("fault", "server", "cause"),
    [
        (Fault.RESOLVER_SILENT, "10.96.0.10", "dns.server-unreachable"),
        (Fault.RESOLVER_FAILED, "10.96.0.10", "dns.server-failing"),
        (Fault.NO_SUCH_NAME, "10.96.0.10", "dns.record-missing"),
        (Fault.RESOLVER_SILENT, "192.0.2.53", "dns.foreign-server"),
        (Fault.NO_SUCH_NAME, "192.0.2.53", "dns.foreign-server"),
        (Fault.RESOLVER_SILENT, "169.254.20.10", "dns.server-unreachable"),
    ],
)
def test_a_services_name_that_is_not_resolved(fault: Fault, server: str, cause: str) -> None:
    step = Step(StepName.NAME, Outcome.FAILED, 0.1, "no", fault)
    found = verdict(walked(source_of(*WHOLE, DNS), "api"), step, resolved=Resolved((), (server,)))
    assert found.broken
    assert found.broken.cause == cause


def test_a_service_that_is_not_there_explains_its_name() -> None:
    step = Step(StepName.NAME, Outcome.FAILED, 0.1, "NXDOMAIN", Fault.NO_SUCH_NAME)
    found = verdict(walked(source_of(DNS), "apii:80"), step, resolved=Resolved((), ("10.96.0.10",)))
    assert found.broken
    assert found.broken.cause == "service.not-found"
    assert any("NXDOMAIN" in one.text for one in found.broken.evidence)


@pytest.mark.parametrize(
    ("faults", "cause"),
    [
        ((Fault.EXPIRED,), "tls.expired"),
        ((Fault.UNKNOWN_AUTHORITY, Fault.EXPIRED), "tls.expired"),
        ((Fault.UNKNOWN_AUTHORITY, Fault.WRONG_NAME), "tls.name-mismatch"),
        ((Fault.SELF_SIGNED,), "tls.unknown-authority"),
        ((Fault.NOT_YET_VALID,), "tls.not-yet-valid"),
        ((Fault.OLD_PROTOCOL,), "tls.handshake"),
    ],
)
def test_of_a_certificate_with_several_faults_the_one_that_no_client_can_mend_is_named(
    faults: tuple[Fault, ...], cause: str
) -> None:
    shown = Certificate("CN=x", "CN=y", datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC), ("x",))
    step = Step(StepName.TLS, Outcome.FAILED, 0.1, "bad", faults[0])
    way = walked(source_of(), "https://192.0.2.1/")
    found = verdict(way, step, presented=Presented("TLSv1.3", chain=(shown,), faults=faults))
    assert found.broken
    assert found.broken.cause == cause


def test_http_503_is_the_programs_and_not_the_networks() -> None:
    step = Step(StepName.HTTP, Outcome.FAILED, 0.1, "HTTP 503", Fault.SERVER_ERROR)
    found = verdict(walked(source_of(*WHOLE), "http://api/"), step)
    assert found.broken
    assert (found.broken.cause, found.broken.owner.value) == ("http.server-error", "application")


def test_what_could_not_be_tried_is_not_decided() -> None:
    found = verdict(walked(source_of(*WHOLE), "api"), Step(StepName.NAME, Outcome.UNKNOWN, said="no program"))
    assert (found.reached, found.broken) == (None, None)
    assert "no program" in found.text


@pytest.mark.parametrize("protocol", ["UDP", "SCTP"])
def test_what_is_not_tried_says_why(protocol: str) -> None:
    port = {"name": "main", "port": 514, "targetPort": 514, "protocol": protocol}
    syslog = service("syslog", {"app": "api"}, ports=[port])
    behind = {**slice_of("syslog", "10.244.1.7"), "ports": [{"name": "main", "port": 514, "protocol": protocol}]}
    way = walked(source_of(POD, syslog, behind), "syslog:514")
    found = conclude(way, (), Inside())
    assert (found.reached, plan(way)) == (None, ())
    assert f"no answer over {protocol} would prove nothing" in found.text


def test_without_a_port_only_the_name_is_looked_up() -> None:
    (planned,) = plan(walked(source_of(), "example.com"))
    assert planned.target == Target("example.com", None)


def test_a_look_inside_is_started_where_the_containers_have_nothing() -> None:
    inside = Inside(lambda _pod: (), lambda _pod: nullcontext(Table(table("0100007F", 8080))))
    way = walked(source_of(*WHOLE), "api")
    found = verdict(way, Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED, inside=inside)
    assert found.broken
    assert found.broken.cause == "service.listens-on-loopback"


def test_silence_where_no_dns_server_is_ready_is_theirs() -> None:
    labels = {"k8s-app": "kube-dns"}
    sick = pod("coredns-1", labels, "10.244.2.2", ready=False, node="node2")
    sick = {**sick, "metadata": {**sick["metadata"], "namespace": "kube-system"}}
    step = Step(StepName.NAME, Outcome.DROPPED, 5.0, "silence", Fault.RESOLVER_SILENT)
    source = source_of(*WHOLE, DNS, sick, node("node2", ready=False))
    found = verdict(walked(source, "api"), step, resolved=Resolved((), ("10.96.0.10",)))
    assert found.broken
    assert found.broken.cause == "dns.no-server"
    assert "node2, which is not ready" in found.text
