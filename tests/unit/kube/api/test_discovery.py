"""What a server serves is told alike by new servers and old ones."""

from typing import Any

import pytest

from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served, served_by
from kanivete.kube.api.errors import NotFoundError, NotKubernetesError
from tests.unit.kube.server import Answer, FakeServer, status

VERBS = frozenset({"get", "list"})
PODS = Resource("", "v1", "pods", "Pod", True, VERBS, ("pod", "po"))
DEPLOYMENTS = Resource("apps", "v1", "deployments", "Deployment", True, VERBS, ("deployment", "deploy"))
OLD_DEPLOYMENTS = Resource("apps", "v1beta1", "deployments", "Deployment", True, VERBS, ("deployment", "deploy"))


def aggregated(name: str, *versions: tuple[str, str, Resource]) -> dict[str, Any]:
    """A group as aggregated discovery has it: each version with its freshness and one resource."""
    return {
        "metadata": {"name": name},
        "versions": [
            {"version": version, "freshness": freshness, "resources": [_aggregated(one)]}
            for version, freshness, one in versions
        ],
    }


def _aggregated(one: Resource) -> dict[str, Any]:
    singular, *short = one.short
    return {
        "resource": one.plural,
        "responseKind": {"kind": one.kind},
        "scope": "Namespaced" if one.namespaced else "Cluster",
        "singularResource": singular,
        "shortNames": short,
        "verbs": sorted(one.verbs),
    }


def listed(*found: Resource) -> Answer:
    """The list of one version, with a subresource of each."""
    whole = [
        {
            "name": one.plural,
            "kind": one.kind,
            "namespaced": one.namespaced,
            "singularName": one.short[0],
            "shortNames": list(one.short[1:]),
            "verbs": sorted(one.verbs),
        }
        for one in found
    ]
    return Answer({"kind": "APIResourceList", "resources": [*whole, *({"name": f"{one.plural}/x"} for one in found)]})


def groups(*items: dict[str, Any]) -> Answer:
    return Answer({"kind": "APIGroupDiscoveryList", "items": list(items)})


def test_all_in_two_requests(server: FakeServer, api: Api) -> None:
    server.on("/api", groups(aggregated("", ("v1", "Current", PODS))))
    server.on("/apis", groups(aggregated("apps", ("v1", "Current", DEPLOYMENTS), ("v1beta1", "", OLD_DEPLOYMENTS))))
    assert list(served(api)) == [PODS, DEPLOYMENTS, OLD_DEPLOYMENTS]
    assert [asked.path for asked in server.asked] == ["/api", "/apis"]


def test_what_an_extension_server_serves_that_is_away_is_stale(server: FakeServer, api: Api) -> None:
    server.on("/api", groups())
    server.on("/apis", groups(aggregated("apps", ("v1", "Stale", DEPLOYMENTS))))
    assert [one.stale for one in served(api)] == [True]


def test_an_old_server_is_asked_for_each_version(server: FakeServer, api: Api) -> None:
    server.on("/api", Answer({"kind": "APIVersions", "versions": ["v1"]}))
    server.on("/api/v1", listed(PODS))
    versions = [{"groupVersion": "apps/v1"}, {"groupVersion": "apps/v1beta1"}]
    server.on("/apis", Answer({"groups": [{"versions": versions}, {"versions": [{"groupVersion": "away/v1"}]}]}))
    server.on("/apis/apps/v1", listed(DEPLOYMENTS))
    server.on("/apis/apps/v1beta1", listed(OLD_DEPLOYMENTS))
    server.on("/apis/away/v1", status(503, "away"))
    assert list(served(api)) == [PODS, DEPLOYMENTS, OLD_DEPLOYMENTS]


def test_one_version(server: FakeServer, api: Api) -> None:
    server.on("/apis/apps/v1", listed(DEPLOYMENTS))
    server.on("/api/v1", listed(PODS))
    server.on("/apis/none/v1", status(404, "the server could not find the requested resource"))
    assert served_by(api, "apps/v1") == (DEPLOYMENTS,)
    assert served_by(api, "v1") == (PODS,)
    with pytest.raises(NotFoundError):
        served_by(api, "none/v1")


@pytest.mark.parametrize("answer", [{"items": None}, {"kind": "APIGroupDiscoveryList", "items": [None, 3, {}]}, {}])
def test_an_odd_answer_has_nothing(server: FakeServer, api: Api, answer: dict[str, Any]) -> None:
    server.on("/api", Answer(answer))
    server.on("/apis", Answer(answer))
    assert list(served(api)) == []


def test_another_server_is_told(server: FakeServer, api: Api) -> None:
    server.on("/api", Answer(b"<html>"))
    with pytest.raises(NotKubernetesError):
        list(served(api))


def test_paths_and_words() -> None:
    assert PODS.path() == "/api/v1/pods"
    assert DEPLOYMENTS.path("shop", "a/b") == "/apis/apps/v1/namespaces/shop/deployments/a%2Fb"
    assert Resource("", "v1", "nodes", "Node", False).path("shop", "node-1") == "/api/v1/nodes/node-1"
    assert {"deploy", "deployment", "deployments.apps", "deployment.apps", "deployments.v1.apps"} <= DEPLOYMENTS.words
