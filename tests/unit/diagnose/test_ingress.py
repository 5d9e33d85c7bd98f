"""Ingresses that lead nowhere; each fault has a twin that looks like it and must stay silent."""

from typing import Any

import pytest

from kanivete.diagnose.engine import diagnose
from kanivete.kube.kinds import INGRESS_CLASSES, SECRETS, SERVICES, Kind
from kanivete.model import Finding, Scope
from tests.unit.diagnose.fakes import ago
from tests.unit.diagnose.test_service import Manifest, cluster, crashing, pod, service, slice_of

CLASS = {"kind": "IngressClass", "metadata": {"name": "nginx"}}
DEFAULT = {
    "kind": "IngressClass",
    "metadata": {"name": "main", "annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}},
}
SECRET = {"kind": "Secret", "metadata": {"name": "shop-tls"}, "type": "kubernetes.io/tls"}


def backend(of: str = "web", **port: Any) -> Manifest:
    return {"service": {"name": of, "port": port or {"number": 80}}}


def ingress(to: Manifest | None = None, *, class_name: str = "nginx", age: float = 30, **more: Any) -> Manifest:
    path = {"path": "/cart", "backend": to or backend()}
    meta = {"name": "front", "creationTimestamp": ago(minutes=age), "annotations": more.pop("annotations", {})}
    status = more.pop("status", {})
    spec = {"ingressClassName": class_name, "rules": [{"host": "shop.example.com", "http": {"paths": [path]}}], **more}
    return {"kind": "Ingress", "metadata": meta, "spec": spec, "status": status}


def findings(*manifests: Manifest, unseen: tuple[Kind[Any], ...] = (), named: str = "") -> tuple[Finding, ...]:
    whole = (pod(), service(), slice_of("web", True), CLASS, *manifests)
    names = ((named.split("/")[0], named.split("/")[1]),) if named else ()
    return diagnose(cluster(*whole, unseen=unseen), Scope(namespaces=("shop",), names=names))[0]


def causes(*manifests: Manifest, **more: Any) -> list[str]:
    return [finding.cause for finding in findings(*manifests, **more)]


@pytest.mark.parametrize(
    "twin",
    [
        pytest.param(ingress(), id="whole"),
        pytest.param(ingress(backend("web", name="main")), id="a port by its name"),
        pytest.param(ingress({"resource": {"kind": "StorageBucket", "name": "static"}}), id="no Service at all"),
        pytest.param(ingress(backend("redirect", name="use-annotation")), id="an action of the AWS controller"),
        pytest.param(ingress(backend("wbe"), age=0.5), id="young"),
        pytest.param(ingress(tls=[{"hosts": ["shop.example.com"]}]), id="the controller's own certificate"),
        pytest.param(ingress(tls=[{"secretName": "shop-tls"}]), id="its Secret"),
        pytest.param(ingress(class_name="", annotations={"kubernetes.io/ingress.class": "gce"}), id="former class"),
        pytest.param(
            ingress(class_name="", status={"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}), id="taken, no class"
        ),
        pytest.param(
            ingress(class_name="gce", status={"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}),
            id="taken, its class",
        ),
    ],
)
def test_what_leads_somewhere_is_silent(twin: Manifest) -> None:
    assert causes(twin, SECRET) == []


def test_a_service_that_does_not_exist_is_named_with_the_one_that_was_meant() -> None:
    [found] = findings(ingress(backend("wbe")))
    assert found.cause == "ingress.service-not-found"
    assert found.title == "Ingress front sends shop.example.com/cart to Service wbe, which does not exist"
    assert "did you mean web?" in found.evidence[1].text


@pytest.mark.parametrize("port", [{"number": 8080}, {"name": "http"}])
def test_a_port_that_the_service_has_not(port: Manifest) -> None:
    [found] = findings(ingress(backend("web", **port)))
    assert found.cause == "ingress.wrong-port"
    assert found.evidence[1].text == "80 (main)"


def test_a_name_for_a_host_outside_has_whatever_port_that_has() -> None:
    outside = service("out", type="ExternalName", externalName="db.example.com", ports=[])
    assert causes(ingress(backend("out", number=443)), outside) == []


def test_a_certificate_that_is_not_there() -> None:
    with_tls = ingress(tls=[{"hosts": ["shop.example.com"], "secretName": "shop-tls"}])
    assert causes(with_tls) == ["ingress.tls-secret-missing"]
    assert causes(with_tls, unseen=(SECRETS,)) == []
    by_program = ingress(tls=[{"secretName": "shop-tls"}], annotations={"cert-manager.io/cluster-issuer": "main"})
    assert "kubectl get certificates -n shop" in findings(by_program)[0].explanation


def test_a_class_that_nobody_serves() -> None:
    assert causes(ingress(class_name="nginxx")) == ["ingress.class-not-found"]
    assert causes(ingress(class_name="nginxx"), unseen=(INGRESS_CLASSES,)) == []
    assert causes(ingress(class_name="")) == ["ingress.no-class"]
    assert causes(ingress(class_name=""), DEFAULT) == []


def test_services_that_cannot_be_seen_may_be_there() -> None:
    assert causes(ingress(backend("wbe")), unseen=(SERVICES,)) == []


def test_an_ingress_in_front_of_pods_that_crash_is_a_consequence_of_the_crash() -> None:
    whole = (crashing(), service(), slice_of("web", False), CLASS, ingress())
    [found] = diagnose(cluster(*whole), Scope(namespaces=("shop",)))[0]
    assert found.cause.startswith("crash.")
    assert {one.subject.kind for one in found.consequences} == {"Ingress", "Service"}


def test_who_names_an_ingress_hears_of_the_services_and_pods_behind_it() -> None:
    broken = service("api", {"app": "nobody"})
    two = ingress(defaultBackend=backend("api"))
    assert causes(two, broken, slice_of("api"), named="ingress/front") == ["service.selector-matches-nothing"]
    assert causes(ingress(), broken, slice_of("api"), named="ingress/front") == []
    whole = (crashing(), service(), slice_of("web", False), CLASS, ingress())
    [found] = diagnose(cluster(*whole), Scope(namespaces=("shop",), names=(("ing", "front"),)))[0]
    assert found.cause.startswith("crash.")
