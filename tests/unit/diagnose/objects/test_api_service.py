"""APIs that nobody serves, and what they hold up."""

from typing import Any

import pytest

from kanivete.kube.aggregation import ApiService
from kanivete.kube.kinds import API_SERVICES
from kanivete.kube.network import Service
from kanivete.kube.pods import Pod
from kanivete.model import Scope
from tests.unit.diagnose.fakes import FakeSource, ago
from tests.unit.diagnose.objects.making import CALM, condition, findings, made

NAME = "v1beta1.metrics.k8s.io"


def api_service(reason: str = "ServiceNotFound", *, minutes: float = 30, **fields: Any) -> ApiService:
    spec = {
        "group": "metrics.k8s.io",
        "version": "v1beta1",
        "service": {"namespace": "kube-system", "name": "metrics-server"},
    }
    said = condition("Available", "False", reason, "it is not there", minutes=minutes)
    fields = {"spec": spec, "status": {"conditions": [said]}, **fields}
    return made(ApiService, "APIService", NAME, namespace="", **fields)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("ServiceNotFound", "api.service-missing"),
        ("ServicePortError", "api.service-missing"),
        ("EndpointsNotFound", "api.no-endpoints"),
        ("MissingEndpoints", "api.no-endpoints"),
        ("FailedDiscoveryCheck", "api.discovery-failed"),
        ("ServiceAccessError", "api.unavailable"),
        ("SomethingOfTomorrow", "api.unavailable"),
    ],
)
def test_the_reason_of_the_condition_names_the_cause(reason: str, cause: str) -> None:
    (found,) = findings(api_service(reason))
    assert (found.cause, found.subject.kind, found.subject.name) == (cause, "APIService", NAME)
    assert found.evidence[0].text == f"Available=False {reason}: it is not there"
    assert "<" not in found.title


@pytest.mark.parametrize(
    "silent",
    [
        api_service(minutes=0.5),
        api_service(status={"conditions": [condition("Available", "True", "Passed")]}),
        api_service(status={"conditions": [condition("Available", "Unknown", "")]}),
        api_service(status={}),
        api_service(spec={"group": "apps", "version": "v1"}),
    ],
    ids=["a moment ago", "available", "not known", "says nothing", "of the API server itself"],
)
def test_others_are_silent(silent: ApiService) -> None:
    assert findings(silent) == ()


def test_in_a_namespace_nobody_asks_for_them() -> None:
    from kanivete.diagnose.engine import diagnose

    source = FakeSource([CALM], [api_service()])
    assert diagnose(source, Scope(namespaces=("shop",)))[0] == ()
    assert not [asked for asked in source.asked if asked[1] == API_SERVICES.resource]
    (found,) = findings(api_service(), scope=Scope(names=(("apiservice", NAME),)))
    assert found.cause == "api.service-missing"


def test_the_pods_that_should_serve_it_are_the_root() -> None:
    meta = {"labels": {"app": "metrics"}}
    waiting = {"reason": "CrashLoopBackOff", "message": "back-off"}
    last = {"terminated": {"exitCode": 3, "reason": "Error", "finishedAt": ago(minutes=2)}}
    status = {"name": "main", "restartCount": 9, "state": {"waiting": waiting}, "lastState": last}
    pod = made(
        Pod,
        "Pod",
        "metrics-server",
        namespace="kube-system",
        metadata=meta,
        spec={"nodeName": "node1", "containers": [{"name": "main", "image": "metrics"}]},
        status={"phase": "Running", "containerStatuses": [status]},
    )
    service = made(Service, "Service", "metrics-server", namespace="kube-system", spec={"selector": meta["labels"]})
    (found,) = findings(api_service("MissingEndpoints"), pod, service)
    assert found.cause.startswith("crash.")
    assert ("APIService", NAME) in [(one.subject.kind, one.subject.name) for one in found.consequences]
