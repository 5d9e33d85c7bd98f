"""Where a way breaks by the objects alone; each break has a twin that must stay silent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.check.lookup import NothingFoundError
from kanivete.check.tried.plan import plan
from kanivete.kube.kinds import ENDPOINT_SLICES, NETWORK_POLICIES, PODS, SERVICES
from kanivete.sources.base import SourceError
from tests.unit.check.things import cause, node, pod, service, slice_of, source_of, walked

POD = pod(
    "api-1", {"app": "api", "pod-template-hash": "x"}, "10.244.1.7", ports=[{"name": "http", "containerPort": 8080}]
)
SERVICE = service("api", {"app": "api"})
SLICE = slice_of("api", "10.244.1.7")


def test_a_way_that_is_whole_is_silent() -> None:
    way = walked(source_of(POD, SERVICE, SLICE), "http://api/")
    assert cause(way) is None
    assert {step.mark.value for step in way.steps} == {"ok"}
    assert [(one.address, one.port) for one in way.ready] == [("10.244.1.7", 8080)]


@pytest.mark.parametrize(
    "target", ["api", "api:80", "api:main", "api.shop", "api.shop.svc.cluster.local:80", "svc/api", "10.96.0.7:80"]
)
def test_a_service_may_be_written_in_many_ways(target: str) -> None:
    way = walked(source_of(POD, SERVICE, SLICE), target)
    assert cause(way) is None
    assert way.destination.service is not None


def test_no_such_service_names_the_nearest_and_the_workload_without_one() -> None:
    way = walked(source_of(SERVICE, POD), "apii")
    assert cause(way) == "service.not-found"
    assert "did you mean api?" in way.broken.text if way.broken else False


def test_a_service_of_that_name_elsewhere() -> None:
    there = {**SERVICE, "metadata": {"name": "db", "namespace": "data"}}
    way = walked(source_of(there), "db:5432")
    assert cause(way) == "service.name-in-other-namespace"
    assert way.broken
    assert way.broken.facts["elsewhere"] == "data"


def test_a_name_of_two_labels_is_a_service_only_where_its_namespace_exists() -> None:
    assert cause(walked(source_of(), "example.com:443")) is None
    assert cause(walked(source_of(), "nosuch.shop:443")) == "service.not-found"


def test_a_selector_that_matches_nothing_names_what_was_meant_and_mends_it() -> None:
    way = walked(source_of(POD, service("api", {"app": "apii"})), "api")
    assert cause(way) == "service.selector-matches-nothing"
    assert way.broken
    assert "nearest is Pod shop/api-1 with app=api" in way.broken.text
    assert way.broken.remedies[0].command == "kubectl set selector -n shop service/api app=api"


def test_pods_that_are_nothing_like_it_are_not_proposed() -> None:
    way = walked(source_of(service("api", {"app": "billing", "tier": "back"})), "api")
    assert way.broken
    assert "nearest" not in way.broken.text
    assert way.broken.remedies == ()


def test_a_workload_without_replicas_is_the_reason() -> None:
    idle: dict[str, Any] = {
        "kind": "Deployment",
        "metadata": {"name": "api"},
        "spec": {"replicas": 0, "selector": {"matchLabels": {"app": "api"}}},
    }
    assert cause(walked(source_of(SERVICE, idle), "api")) == "service.scaled-to-zero"


def test_no_pod_is_ready() -> None:
    sick = pod("api-1", {"app": "api"}, "10.244.1.7", ready=False)
    way = walked(source_of(sick, SERVICE, slice_of("api", "10.244.1.7", ready=False)), "api")
    assert cause(way) == "service.no-ready-endpoints"
    assert way.broken
    assert way.broken.evidence[0].field == "status.conditions[Ready]"


def test_one_of_two_not_ready_is_a_hint() -> None:
    sick = pod("api-2", {"app": "api"}, "10.244.1.8", ready=False)
    assert cause(walked(source_of(POD, sick, SERVICE, SLICE), "api")) is None


def test_a_ready_pod_that_no_slice_lists() -> None:
    assert cause(walked(source_of(POD, SERVICE), "api")) == "service.endpoints-stale"


def test_a_service_without_selector_needs_endpoints_of_somebody() -> None:
    by_hand = service("api", {})
    assert cause(walked(source_of(by_hand), "api")) == "service.no-endpoints"
    assert cause(walked(source_of(by_hand, slice_of("api", "192.0.2.7")), "api")) is None


def test_a_named_port_that_no_container_has() -> None:
    named = service("api", {"app": "api"}, target="web")
    empty = {**slice_of("api", "10.244.1.7"), "ports": []}
    way = walked(source_of(POD, named, empty), "api")
    assert cause(way) == "service.wrong-target-port"
    assert way.broken
    assert '"value":8080' in way.broken.remedies[0].command
    assert cause(walked(source_of(POD, service("api", {"app": "api"}, target="http"), SLICE), "api")) is None


def test_a_number_that_no_container_declares_is_a_hint_only() -> None:
    way = walked(
        source_of(POD, service("api", {"app": "api"}, target=9000), slice_of("api", "10.244.1.7", port=9000)), "api"
    )
    assert cause(way) is None
    assert [step.mark.value for step in way.steps if step.topic.value == "target-port"] == ["hint"]


def test_a_port_that_the_service_does_not_have() -> None:
    way = walked(source_of(POD, SERVICE, SLICE), "api:8080")
    assert cause(way) == "service.wrong-port"
    assert way.broken
    assert "80 (main)" in way.broken.text
    assert way.broken.facts["target"] == "Service shop/api"


def test_a_headless_service_turns_no_port_into_another() -> None:
    headless = service("api", {"app": "api"}, clusterIP="None")
    assert cause(walked(source_of(POD, headless, SLICE), "api:80")) == "service.wrong-port"
    same = service("api", {"app": "api"}, port=8080, clusterIP="None")
    assert cause(walked(source_of(POD, same, SLICE), "api:8080")) is None


def test_an_external_name_has_to_be_a_name() -> None:
    outside: dict[str, Any] = {"type": "ExternalName", "clusterIP": "", "ports": []}
    assert (
        cause(walked(source_of(service("x", {}, externalName="192.0.2.1", **outside)), "x")) == "service.external-name"
    )
    assert cause(walked(source_of(service("x", {}, externalName="example.com", **outside)), "x")) is None


def test_local_traffic_only_without_a_local_endpoint() -> None:
    local = service("api", {"app": "api"}, internalTrafficPolicy="Local")
    away = slice_of("api", "10.244.2.7")
    away["endpoints"][0]["nodeName"] = "node2"
    assert cause(walked(source_of(POD, local, away), "api")) == "service.no-local-endpoints"
    assert cause(walked(source_of(POD, local, SLICE), "api")) is None


def test_a_node_that_is_not_well_is_a_hint() -> None:
    far = pod("far", {"app": "far"}, "10.244.2.7", node="node2")
    way = walked(source_of(far, node("node2", ready=False)), "pod/far:80")
    assert [step.mark.value for step in way.steps if step.topic.value == "node"] == ["hint"]


def test_without_slices_the_selectors_pods_stand_for_the_endpoints() -> None:
    way = walked(source_of(POD, SERVICE, unseen=[ENDPOINT_SLICES]), "api")
    assert cause(way) is None
    assert [(one.address, one.port) for one in way.ready] == [("10.244.1.7", 8080)]


def test_what_cannot_be_seen_is_said_and_is_no_break() -> None:
    way = walked(source_of(POD, unseen=[SERVICES, NETWORK_POLICIES]), "api")
    assert cause(way) is None
    assert "unseen" in {step.mark.value for step in way.steps}


def test_a_pod_in_two_slices_counts_once() -> None:
    twice = {**SLICE, "metadata": {**SLICE["metadata"], "name": "api-y"}}
    assert len(walked(source_of(POD, SERVICE, SLICE, twice), "api").behind) == 1


def test_from_has_to_exist_and_the_nearest_is_named() -> None:
    with pytest.raises(NothingFoundError, match=r"did you mean client\?"):
        walked(source_of(SERVICE), "api", "clientt")


def test_sparse_objects_are_no_trouble() -> None:
    bare: dict[str, Any] = {"kind": "Service", "metadata": {"name": "api"}}
    empty = {"kind": "EndpointSlice", "metadata": {"name": "x", "labels": {"kubernetes.io/service-name": "api"}}}
    walked(source_of(bare, empty, {"kind": "Pod", "metadata": {"name": "api-1"}}), "api")


def test_a_nodes_port_may_be_a_services_or_a_pods() -> None:
    ports = [{"name": "main", "port": 80, "targetPort": 8080, "nodePort": 30080}]
    way = walked(source_of(POD, service("api", {"app": "api"}, ports=ports), SLICE), "node/node1:30080")
    assert cause(way) is None
    assert [(one.address, one.port) for one in way.behind] == [("10.244.1.7", 8080)]
    hosted = pod("hosted", {"app": "x"}, "10.244.1.8", ports=[{"containerPort": 8080, "hostPort": 80}])
    way = walked(source_of(hosted), "node/node1:80")
    assert [(one.address, one.port) for one in way.behind] == [("10.244.1.8", 8080)]


def test_a_node_port_that_only_other_nodes_answer() -> None:
    ports = [{"name": "main", "port": 80, "targetPort": 8080, "nodePort": 30080}]
    source = source_of(
        POD, service("api", {"app": "api"}, ports=ports, externalTrafficPolicy="Local"), SLICE, node("node2")
    )
    assert cause(walked(source, "node/node2:30080")) == "service.no-local-endpoints"
    assert cause(walked(source, "node/node1:30080")) is None


def test_pods_that_cannot_be_seen_are_not_taken_for_none() -> None:
    hidden = [PODS]
    assert cause(walked(source_of(POD, SERVICE, SLICE, unseen=hidden), "api", "node/node1")) is None
    nobody = slice_of("api", "10.244.1.7", ready=False)
    assert cause(walked(source_of(SERVICE, nobody, unseen=hidden), "api", "node/node1")) == "service.no-ready-endpoints"
    deployment: dict[str, Any] = {"kind": "Deployment", "metadata": {"name": "api"}, "spec": {"replicas": 2}}
    with pytest.raises(SourceError, match="cannot be seen"):
        walked(source_of(deployment, unseen=hidden), "deploy/api:80", "node/node1")


def test_from_that_cannot_be_seen_is_not_taken_for_absent() -> None:
    with pytest.raises(SourceError, match="cannot be seen"):
        walked(source_of(SERVICE, unseen=[PODS]), "api")


_LABELS = st.dictionaries(st.sampled_from(["app", "tier"]), st.sampled_from(["api", "web", ""]), max_size=2)
_PORTS = st.lists(
    st.fixed_dictionaries(
        {"port": st.sampled_from([0, 80, 8080])},
        optional={
            "name": st.sampled_from(["", "http"]),
            "targetPort": st.sampled_from([0, 8080, "http", "", "99999", "²"]),
            "protocol": st.sampled_from(["TCP", "UDP", "SCTP"]),
        },
    ),
    max_size=3,
)


@given(
    _LABELS,
    _PORTS,
    _LABELS,
    st.booleans(),
    st.sampled_from(["", "None", "10.96.0.7", "odd"]),
    st.sampled_from(["api", "api:80", "api:http", "http://api/", "svc/api"]),
)
def test_whatever_a_service_says_the_way_is_walked_and_planned(
    selector: dict[str, str], ports: list[dict[str, Any]], labels: dict[str, str], ready: bool, ip: str, target: str
) -> None:
    objects = (
        pod("api-1", labels, "10.244.1.7", ready=ready, ports=[{"name": "http", "containerPort": 8080}]),
        service("api", selector, ports=ports, clusterIP=ip),
        slice_of("api", "10.244.1.7", ready=ready),
    )
    way = walked(source_of(*objects), target)
    assert all(step.text for step in way.steps)
    assert all(one.target.host for one in plan(way))
    if way.broken:
        assert way.broken.owner
