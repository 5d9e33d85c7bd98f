"""Which ports a node depends on: only those that this cluster uses, each with where it is known from."""

from collections.abc import Mapping

import pytest

from kanivete.kube.config import ConfigMap
from kanivete.kube.kinds import DAEMON_SETS, ENDPOINT_SLICES, NODES
from kanivete.kube.meta import KubeObject, ObjectMeta
from kanivete.kube.network import (
    Endpoint,
    EndpointConditions,
    EndpointPort,
    EndpointSlice,
    Service,
    ServicePort,
    ServiceSpec,
)
from kanivete.kube.nodes import Node, NodeAddress, NodeInfo, NodeSpec, NodeStatus
from kanivete.kube.pods import Container, Pod, PodSpec
from kanivete.kube.workloads import Workload
from kanivete.node import ports
from kanivete.node.ports.extensions import CalledService, ClientConfig, Webhook, WebhookConfiguration
from kanivete.node.ports.model import CONTROL_PLANE, Requirement
from tests.unit.diagnose.fakes import FakeSource

CP = {"node-role.kubernetes.io/control-plane": ""}


def node(name: str, address: str, *, labels: Mapping[str, str] | None = None, version: str = "v1.36.3") -> Node:
    return Node(
        kind="Node",
        metadata=ObjectMeta(name=name, labels=dict(labels or {})),
        spec=NodeSpec(),
        status=NodeStatus(
            addresses=[NodeAddress(type="Hostname", address=name), NodeAddress(type="InternalIP", address=address)],
            node_info=NodeInfo(kubelet_version=version),
        ),
    )


def noted(name: str, address: str, annotations: Mapping[str, str]) -> Node:
    return Node(
        kind="Node",
        metadata=ObjectMeta(name=name, annotations=dict(annotations)),
        status=NodeStatus(addresses=[NodeAddress(type="InternalIP", address=address)]),
    )


def daemon_set(name: str, namespace: str = "kube-system") -> Workload:
    return Workload(kind="DaemonSet", metadata=ObjectMeta(name=name, namespace=namespace))


def config(name: str, namespace: str = "kube-system", **data: str) -> ConfigMap:
    shown: dict[str, object] = {key.replace("_", "-"): value for key, value in data.items()}
    return ConfigMap(kind="ConfigMap", metadata=ObjectMeta(name=name, namespace=namespace), data=shown)


def endpoints(
    service: str, namespace: str, places: Mapping[str, str], port: EndpointPort, ready: bool | None = True
) -> EndpointSlice:
    """`places`: node name by address."""
    return EndpointSlice(
        kind="EndpointSlice",
        metadata=ObjectMeta(name=f"{service}-x", namespace=namespace, labels={"kubernetes.io/service-name": service}),
        address_type="IPv4",
        endpoints=[
            Endpoint(addresses=[address], node_name=name, conditions=EndpointConditions(ready=ready))
            for address, name in places.items()
        ],
        ports=[port],
    )


API = endpoints("kubernetes", "default", {"10.0.0.1": "", "10.0.0.2": ""}, EndpointPort(name="https", port=6443))
DNS = endpoints(
    "kube-dns", "kube-system", {"10.244.1.5": "w1", "10.244.2.5": "w2"}, EndpointPort(name="dns-tcp", port=53)
)
WORKERS = (node("w1", "10.0.0.11"), node("w2", "10.0.0.12"))


def planned(*objects: KubeObject, name: str = "w1", **more: object) -> list[Requirement]:
    return list(ports.plan(FakeSource(objects=objects), name, **more))  # type: ignore[arg-type]


def rows(found: list[Requirement], id_: str = "") -> set[tuple[str, str, str, int | None, str]]:
    return {
        (one.origin, one.destination, one.target.host, one.target.port, one.target.protocol)
        for one in found
        if id_ in ("", one.id)
    }


def test_the_node_reaches_every_api_server() -> None:
    found = planned(API, *WORKERS)
    assert [one.target.host for one in found[:2]] == ["10.0.0.1", "10.0.0.2"]
    assert {one.id for one in found[:2]} == {"apiserver"}
    assert all(one.known_from == "EndpointSlice default/kubernetes-x" and one.required for one in found[:2])
    assert all(one.target.tls and not one.target.verify for one in found[:2])


def test_the_kubelets_own_server_comes_first_and_nothing_twice() -> None:
    found = planned(API, *WORKERS, kubelet_server="https://127.0.0.1:16443")
    assert (found[0].target.host, found[0].target.port) == ("127.0.0.1", 16443)
    found = planned(API, *WORKERS, kubelet_server="https://10.0.0.2:6443/")
    assert [one.target.host for one in found if one.id == "apiserver"] == ["10.0.0.2", "10.0.0.1"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("https://api.example", ("api.example", 443)),
        ("api.example:6443", ("api.example", 6443)),
        ("https://[2001:db8::1]:6443", ("2001:db8::1", 6443)),
        ("http://10.0.0.9", ("10.0.0.9", 80)),
    ],
)
def test_servers_as_they_are_written(text: str, place: tuple[str, int]) -> None:
    found = planned(kubelet_server=text)
    assert (found[0].target.host, found[0].target.port) == place


@pytest.mark.parametrize("text", ["", "https://", "https://api.example:port", "https://[::1", "::"])
def test_servers_that_are_none(text: str) -> None:
    assert not [one for one in planned(kubelet_server=text) if one.id == "apiserver"]


def test_a_persons_own_way_in_need_not_be_reachable_from_a_node() -> None:
    found = planned(*WORKERS, servers=["https://127.0.0.1:16443", "https://localhost:1", "https://lb.example:6443"])
    shown = [one for one in found if one.id == "apiserver"]
    assert [(one.target.host, one.required) for one in shown] == [("lb.example", False)]


def test_the_control_plane_reaches_the_kubelet() -> None:
    assert rows(planned(*WORKERS), "kubelet") == {(CONTROL_PLANE, "w1", "10.0.0.11", 10250, "tcp")}
    master = node("m1", "10.0.0.1", labels=CP)
    assert rows(planned(master, *WORKERS), "kubelet") == {("m1", "w1", "10.0.0.11", 10250, "tcp")}


def test_nodes_reach_the_pods_of_each_other() -> None:
    found = planned(API, DNS, *WORKERS)
    assert rows(found, "pods") == {("w1", "w2", "10.244.2.5", 53, "tcp"), ("w2", "w1", "10.244.1.5", 53, "tcp")}
    assert all(one.any_answer for one in found if one.id == "pods")


def test_no_network_plugin_is_guessed() -> None:
    ids = {one.id for one in planned(API, DNS, *WORKERS)}
    assert ids == {"apiserver", "kubelet", "kubelet-healthz", "kube-proxy-healthz", "pods"}


VXLAN = {"projectcalico.org/IPv4Address": "10.0.0.11/24", "projectcalico.org/IPv4VXLANTunnelAddr": "10.244.1.0"}
IPIP = {"projectcalico.org/IPv4Address": "10.0.0.11/24", "projectcalico.org/IPv4IPIPTunnelAddr": "10.244.1.0"}
PLAIN = {"projectcalico.org/IPv4Address": "10.0.0.11/24"}


@pytest.mark.parametrize(
    ("annotations", "backend", "expected"),
    [
        (VXLAN, "vxlan", {"calico-vxlan": (4789, "udp")}),
        (VXLAN, "bird", {"calico-vxlan": (4789, "udp"), "calico-bgp": (179, "tcp")}),
        (IPIP, "bird", {"calico-bgp": (179, "tcp")}),
        (PLAIN, "", {"calico-bgp": (179, "tcp")}),
        ({}, "", {}),
    ],
)
def test_calico(annotations: dict[str, str], backend: str, expected: dict[str, tuple[int, str]]) -> None:
    more = [config("calico-config", calico__backend=backend)] if backend else []
    settings = [ConfigMap(kind="ConfigMap", metadata=one.metadata, data={"calico_backend": backend}) for one in more]
    found = planned(noted("w1", "10.0.0.11", annotations), WORKERS[1], daemon_set("calico-node"), *settings)
    shown = {one.id: (one.target.port, one.target.protocol) for one in found if one.id.startswith("calico")}
    assert shown == expected
    notes = [one.known_from for one in found if one.id == "calico-bgp"]
    assert all(("IP-in-IP" in note) is (annotations is IPIP) for note in notes)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"routing_mode": "tunnel", "tunnel_protocol": "geneve"}, {"cilium-geneve", "cilium-health"}),
        ({"routing_mode": "native"}, {"cilium-health"}),
        ({"tunnel": "vxlan"}, {"cilium-vxlan", "cilium-health"}),
        ({"tunnel": "disabled"}, {"cilium-health"}),
        ({"routing_mode": "native", "enable_wireguard": "true"}, {"cilium-wireguard", "cilium-health"}),
        ({}, {"cilium-health"}),
    ],
)
def test_cilium(data: dict[str, str], expected: set[str]) -> None:
    settings = [config("cilium-config", **data)] if data else []
    found = planned(*WORKERS, daemon_set("cilium"), *settings)
    assert {one.id for one in found if one.id.startswith("cilium")} == expected


@pytest.mark.parametrize(
    ("backend", "expected"),
    [("vxlan", {("udp", 8472)}), ("udp", {("udp", 8285)}), ("host-gw", set()), ("ipsec", set())],
)
def test_flannel_is_known_from_the_node_itself(backend: str, expected: set[tuple[str, int]]) -> None:
    own = noted("w1", "10.0.0.11", {"flannel.alpha.coreos.com/backend-type": backend})
    found = planned(own, WORKERS[1])
    shown = [one for one in found if one.id.startswith("flannel")]
    assert {(one.target.protocol, one.target.port) for one in shown} == expected
    assert {(one.origin, one.destination) for one in shown} == ({("w1", "w2"), ("w2", "w1")} if expected else set())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("weave-net", {"weave", "weave-data"}),
        ("antrea-agent", {"antrea-geneve", "antrea-agent"}),
        ("ovnkube-node", {"ovn-geneve"}),
        ("kube-router", {"kube-router-bgp"}),
        ("speaker", {"metallb", "metallb-udp"}),
        ("aws-node", set()),
        ("my-log-collector", set()),
    ],
)
def test_other_plugins(name: str, expected: set[str]) -> None:
    usual = {one.id for one in planned(*WORKERS)}
    assert {one.id for one in planned(*WORKERS, daemon_set(name))} - usual == expected


def test_rke2_has_a_supervisor() -> None:
    own = node("w1", "10.0.0.11", version="v1.30.2+rke2r1")
    found = planned(node("m1", "10.0.0.1", labels=CP), own)
    assert rows(found, "rke2-supervisor") == {("w1", "m1", "10.0.0.1", 9345, "tcp")}


def test_webhooks_that_run_on_the_node() -> None:
    hook = WebhookConfiguration(
        kind="ValidatingWebhookConfiguration",
        metadata=ObjectMeta(name="policy"),
        webhooks=[
            Webhook(
                name="deny.shop.example",
                client_config=ClientConfig(service=CalledService(namespace="shop", name="hook", port=443)),
            ),
            Webhook(name="outside.example", client_config=ClientConfig()),
        ],
    )
    called = Service(
        kind="Service",
        metadata=ObjectMeta(name="hook", namespace="shop"),
        spec=ServiceSpec(ports=[ServicePort(name="web", port=443)]),
    )
    behind = endpoints("hook", "shop", {"10.244.1.9": "w1", "10.244.2.9": "w2"}, EndpointPort(name="web", port=9443))
    found = planned(*WORKERS, hook, called, behind)
    assert rows(found, "extension") == {(CONTROL_PLANE, "w1", "10.244.1.9", 9443, "tcp")}
    assert "deny.shop.example" in next(one.why for one in found if one.id == "extension")


def test_etcd_is_where_the_api_server_says() -> None:
    words = ["kube-apiserver", "--etcd-servers=https://10.0.0.5:2379,https://10.0.0.6:2379,nonsense://"]
    server = Pod(
        kind="Pod",
        metadata=ObjectMeta(name="kube-apiserver-m1", namespace="kube-system"),
        spec=PodSpec(containers=[Container(command=words)]),
    )
    found = planned(node("m1", "10.0.0.1", labels=CP), server, name="m1")
    assert {row[2:] for row in rows(found, "etcd")} == {("10.0.0.5", 2379, "tcp"), ("10.0.0.6", 2379, "tcp")}
    assert not rows(planned(*WORKERS, server), "etcd")


def test_a_few_peers_are_enough() -> None:
    many = [node(f"w{at}", f"10.0.1.{at}") for at in range(1, 200)]
    found = planned(*many, daemon_set("weave-net"), name="w7")
    assert len({one.destination for one in found if one.id == "weave"} - {"w7"}) == 3


@pytest.mark.parametrize("unseen", [(NODES,), (DAEMON_SETS, ENDPOINT_SLICES), (NODES, DAEMON_SETS, ENDPOINT_SLICES)])
def test_what_cannot_be_seen_is_left_out(unseen: tuple[object, ...]) -> None:
    source = FakeSource(objects=(API, DNS, *WORKERS), unseen=unseen)  # type: ignore[arg-type]
    found = ports.plan(source, "w1", kubelet_server="https://10.0.0.1:6443")
    assert found[0].target.host == "10.0.0.1"


def test_unready_endpoints_are_nobody_to_reach() -> None:
    dead = endpoints("kube-dns", "kube-system", {"10.244.2.5": "w2"}, EndpointPort(port=53), ready=False)
    assert not rows(planned(dead, *WORKERS), "pods")


@pytest.mark.parametrize(
    ("name", "annotations", "words"),
    [
        ("calico-node", IPIP, "Calico: IP protocol 4"),
        ("calico-node", {}, "Calico: the Node does not say how"),
        ("aws-node", {}, "AWS VPC CNI: pods have addresses of the cloud"),
        ("calico-node", VXLAN, ""),
        ("my-log-collector", {}, ""),
    ],
)
def test_what_has_no_port_is_noted(name: str, annotations: dict[str, str], words: str) -> None:
    found = ports.notes(FakeSource(objects=(noted("w1", "10.0.0.11", annotations), daemon_set(name))), "w1")
    assert len(found) == bool(words)
    assert all(note.startswith(words) for note in found)
