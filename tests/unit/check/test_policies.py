"""NetworkPolicies, rule by rule, as the API's documentation has them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.check.policies.evaluate import End, Side, in_block, policy_types, ruling
from kanivete.kube.policies import IpBlock, NetworkPolicy
from kanivete.kube.typed import converted
from tests.unit.check.things import cause, pod, service, slice_of, source_of, walked

WEB = End("10.0.0.1", "shop", {"app": "web"}, {"team": "shop"}, ports={"http": (8080, "TCP")})
CLIENT = End("10.0.0.2", "shop", {"app": "client"}, {"team": "shop"})
STRANGER = End("10.0.0.3", "other", {"app": "client"}, {"team": "other"})
OUTSIDE = End("203.0.113.9", is_pod=False)


def policy(spec: dict[str, Any], name: str = "p") -> NetworkPolicy:
    return converted({"metadata": {"name": name, "namespace": "shop"}, "spec": spec}, NetworkPolicy)


def admits(spec: dict[str, Any], peer: End, port: int = 8080, protocol: str = "TCP") -> bool:
    """Whether the policy, for app=web, lets the peer in."""
    whole = {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"], **spec}
    return ruling(Side.INGRESS, [policy(whole)], WEB, peer, port, protocol).allowed


def test_without_a_policy_that_selects_it_a_pod_is_open() -> None:
    other = policy({"podSelector": {"matchLabels": {"app": "db"}}, "policyTypes": ["Ingress"]})
    found = ruling(Side.INGRESS, [other], WEB, CLIENT, 80)
    assert found.allowed
    assert found.isolating == ()


def test_a_policy_of_another_namespace_is_not_about_it() -> None:
    foreign = converted({"metadata": {"name": "p", "namespace": "other"}, "spec": {"podSelector": {}}}, NetworkPolicy)
    assert ruling(Side.INGRESS, [foreign], WEB, CLIENT, 80).allowed


@pytest.mark.parametrize(
    ("rules", "peer", "expected"),
    [
        ([], CLIENT, False),
        ([{}], CLIENT, True),
        ([{"from": []}], OUTSIDE, True),
        ([{"from": [{"podSelector": {}}]}], CLIENT, True),
        ([{"from": [{"podSelector": {}}]}], STRANGER, False),
        ([{"from": [{"podSelector": {}}]}], OUTSIDE, False),
        ([{"from": [{"namespaceSelector": {}}]}], STRANGER, True),
        ([{"from": [{"namespaceSelector": {"matchLabels": {"team": "shop"}}}]}], STRANGER, False),
        ([{"from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "x"}}}]}], STRANGER, False),
        ([{"from": [{"namespaceSelector": {}}, {"podSelector": {"matchLabels": {"app": "x"}}}]}], STRANGER, True),
        ([{"from": [{"ipBlock": {"cidr": "203.0.113.0/24"}}]}], OUTSIDE, True),
        ([{"from": [{"ipBlock": {"cidr": "203.0.113.0/24", "except": ["203.0.113.8/30"]}}]}], OUTSIDE, False),
        ([{"from": [{}]}], CLIENT, False),
        ([{"from": [{"podSelector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]}}]}], CLIENT, True),
        (
            [
                {
                    "from": [
                        {
                            "podSelector": {
                                "matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["client"]}]
                            }
                        }
                    ]
                }
            ],
            CLIENT,
            False,
        ),
    ],
)
def test_peers(rules: list[dict[str, Any]], peer: End, expected: bool) -> None:
    assert admits({"ingress": rules}, peer) is expected


@pytest.mark.parametrize(
    ("ports", "port", "protocol", "expected"),
    [
        ([], 9, "UDP", True),
        ([{"port": 8080}], 8080, "TCP", True),
        ([{"port": 8080}], 8080, "UDP", False),
        ([{"port": 80}], 8080, "TCP", False),
        ([{"port": "http"}], 8080, "TCP", True),
        ([{"port": "http"}], 8081, "TCP", False),
        ([{"port": "nosuch"}], 8080, "TCP", False),
        ([{"port": "8080"}], 8080, "TCP", True),
        ([{"port": "²"}], 8080, "TCP", False),
        ([{"port": 8000, "endPort": 9000}], 8080, "TCP", True),
        ([{"port": 8000, "endPort": 8079}], 8080, "TCP", False),
        ([{"protocol": "UDP"}], 53, "UDP", True),
        ([{"protocol": "UDP"}], 53, "TCP", False),
    ],
)
def test_ports(ports: list[dict[str, Any]], port: int, protocol: str, expected: bool) -> None:
    assert admits({"ingress": [{"ports": ports}]}, CLIENT, port, protocol) is expected


def test_several_policies_allow_what_any_of_them_allows() -> None:
    closed = policy({"podSelector": {}, "policyTypes": ["Ingress"]}, "closed")
    opened = policy({"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]}, "opened")
    found = ruling(Side.INGRESS, [closed, opened], WEB, CLIENT, 80)
    assert found.allowing is opened
    assert not ruling(Side.INGRESS, [closed, opened], WEB, STRANGER, 80).allowed


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, ("Ingress",)),
        ({"egress": [{}]}, ("Ingress", "Egress")),
        ({"policyTypes": ["Egress"]}, ("Egress",)),
    ],
)
def test_a_policy_that_does_not_say_its_directions(spec: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert policy_types(policy({"podSelector": {}, **spec})) == expected


def test_egress_to_a_named_port_means_the_peers_port() -> None:
    named = policy({"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": "http"}]}]})
    assert ruling(Side.EGRESS, [named], CLIENT, WEB, 8080).allowed
    assert not ruling(Side.EGRESS, [named], WEB, CLIENT, 8080).allowed


def test_pods_in_their_nodes_network_and_a_pod_and_itself_are_not_held() -> None:
    closed = policy({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
    assert ruling(Side.EGRESS, [closed], End("10.89.0.1", "shop", is_pod=False), WEB, 80).allowed
    assert ruling(Side.INGRESS, [closed], WEB, WEB, 80).allowed


@given(st.text(max_size=20), st.text(max_size=20))
def test_an_odd_block_or_address_holds_nothing(cidr: str, address: str) -> None:
    assert in_block(IpBlock(cidr=cidr), address) in (True, False)


_LABELS = st.dictionaries(st.sampled_from(["app", "tier"]), st.sampled_from(["a", "b"]), max_size=2)
_PEERS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "podSelector": st.fixed_dictionaries({}, optional={"matchLabels": _LABELS}),
            "namespaceSelector": st.just({}),
        },
    ),
    max_size=2,
)
_RULES = st.lists(st.fixed_dictionaries({}, optional={"from": _PEERS}), max_size=3)


@given(_RULES, _RULES, _LABELS, _LABELS)
def test_another_policy_for_a_pod_that_is_isolated_already_never_takes_away(
    rules: list[dict[str, Any]], more: list[dict[str, Any]], own: dict[str, str], peers: dict[str, str]
) -> None:
    subject, peer = End("10.0.0.1", "shop", own), End("10.0.0.2", "shop", peers)
    one, other = (policy({"podSelector": {}, "ingress": rule}) for rule in (rules, more))
    before = ruling(Side.INGRESS, [one], subject, peer, 80).allowed
    assert ruling(Side.INGRESS, [one, other], subject, peer, 80).allowed >= before


def netpol(name: str, **spec: Any) -> dict[str, Any]:
    return {"kind": "NetworkPolicy", "metadata": {"name": name}, "spec": {"podSelector": {}, **spec}}


DNS = {
    **pod("coredns-1", {"k8s-app": "kube-dns"}, "10.244.2.2"),
    "metadata": {"name": "coredns-1", "namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}},
}
API = (pod("api-1", {"app": "api"}, "10.244.1.7"), service("api", {"app": "api"}), slice_of("api", "10.244.1.7"))


def test_egress_that_forgets_dns_is_said() -> None:
    caged = netpol("caged", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}])
    assert cause(walked(source_of(*API, DNS, caged), "http://api/")) == "network.policy-denies-dns"


def test_egress_that_remembers_dns_is_not() -> None:
    to_dns = {"to": [{"namespaceSelector": {}}], "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53}]}
    caged = netpol("caged", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}, to_dns])
    assert cause(walked(source_of(*API, DNS, caged), "http://api/")) is None


def test_dns_over_udp_alone_is_a_hint() -> None:
    to_dns = {"to": [{"namespaceSelector": {}}], "ports": [{"port": 53, "protocol": "UDP"}]}
    caged = netpol("caged", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}, to_dns])
    way = walked(source_of(*API, DNS, caged), "http://api/")
    assert cause(way) is None
    assert [step.mark.value for step in way.steps if step.topic.value == "dns"] == ["hint"]


@pytest.mark.parametrize(("port", "expected"), [(5353, None), (53, "network.policy-denies-dns")])
def test_the_port_of_dns_is_the_one_that_its_servers_listen_on(port: int, expected: str | None) -> None:
    """OpenShift's listen on 5353."""
    labels = {"dns.operator.openshift.io/daemonset-dns": "default"}
    server = pod("dns-x", labels, "10.128.0.4", ports=[{"name": "dns", "containerPort": 5353, "protocol": "UDP"}])
    behind = service("dns-default", labels, 53, "dns")
    for one in (server, behind):
        one["metadata"]["namespace"] = "openshift-dns"
    to_dns = {"ports": [{"port": port, "protocol": "UDP"}, {"port": port}]}
    caged = netpol("caged", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}, to_dns])
    assert cause(walked(source_of(*API, server, behind, caged), "http://api/")) == expected


def test_an_address_needs_no_dns() -> None:
    caged = netpol("caged", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}])
    assert cause(walked(source_of(*API, DNS, caged), "pod/api-1:8080")) is None


def test_the_policies_port_is_the_pods_and_not_the_services() -> None:
    services_port = netpol("p", policyTypes=["Ingress"], ingress=[{"ports": [{"port": 80}]}])
    assert cause(walked(source_of(*API, services_port), "http://api/")) == "network.policy-denies"
    pods_port = netpol("p", policyTypes=["Ingress"], ingress=[{"ports": [{"port": 8080}]}])
    assert cause(walked(source_of(*API, pods_port), "http://api/")) is None
