"""Autoscalers that cannot scale, and those that rest."""

from typing import Any

import pytest

from kanivete.kube.aggregation import ApiService
from kanivete.kube.autoscaling import HorizontalPodAutoscaler
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Scope, Severity
from tests.unit.diagnose.objects.making import condition, crashed, findings, made

NO_API = (
    "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource"
    " cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get"
    " pods.metrics.k8s.io)"
)
NO_ANSWER = NO_API.replace(
    "the server could not find the requested resource", "the server is currently unable to handle the request"
)
NO_REQUEST = "failed to get cpu utilization: missing request for cpu in container proxy of Pod web-1"
GONE = 'the HPA controller was unable to get the target\'s current scale: deployments.apps "web" not found'
WEB = made(Workload, "Deployment", "web", spec={"replicas": 1}, status={"replicas": 1})


def autoscaler(*conditions: dict[str, str], name: str = "web", **status: Any) -> HorizontalPodAutoscaler:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 5}
    status = {"currentReplicas": 1, **status, "conditions": list(conditions)}
    return made(HorizontalPodAutoscaler, "HorizontalPodAutoscaler", name, spec=spec, status=status)


def inactive(reason: str, message: str = "", **fields: Any) -> HorizontalPodAutoscaler:
    return autoscaler(condition("ScalingActive", "False", reason, message), **fields)


def test_a_target_that_does_not_exist_is_proven_by_looking_it_up() -> None:
    (found,) = findings(autoscaler(condition("AbleToScale", "False", "FailedGetScale", GONE)))
    assert (found.cause, found.severity) == ("autoscaling.target-missing", Severity.WARNING)
    assert [one.text for one in found.evidence] == [
        f"AbleToScale=False FailedGetScale: {GONE}",
        "apps/v1 Deployment web",
    ]
    assert "deployment/web" in found.title


def test_one_that_exists_refuses() -> None:
    (found,) = findings(WEB, autoscaler(condition("AbleToScale", "False", "FailedGetScale", "forbidden")))
    assert found.cause == "autoscaling.scale-refused"


def test_what_may_not_be_seen_is_not_said_to_be_missing() -> None:
    from kanivete.kube.kinds import DEPLOYMENTS

    cannot = autoscaler(condition("AbleToScale", "False", "FailedGetScale", GONE))
    (found,) = findings(cannot, unseen=[DEPLOYMENTS])
    assert found.cause == "autoscaling.scale-refused"


@pytest.mark.parametrize(
    ("reason", "message", "cause"),
    [
        ("FailedGetResourceMetric", NO_API, "autoscaling.metrics-api-missing"),
        ("FailedGetResourceMetric", NO_ANSWER, "autoscaling.metrics-api-unavailable"),
        ("FailedGetResourceMetric", NO_REQUEST, "autoscaling.request-missing"),
        ("FailedGetResourceMetric", "no metrics returned from resource metrics API", "autoscaling.metrics-unavailable"),
        ("FailedGetExternalMetric", "no such metric", "autoscaling.metrics-unavailable"),
        ("AmbiguousSelector", "pods by selector app=web are controlled by multiple", "autoscaling.selector-unusable"),
        ("InvalidSelector", "the HPA target's scale is missing a selector", "autoscaling.selector-unusable"),
    ],
)
def test_why_scaling_is_not_active(reason: str, message: str, cause: str) -> None:
    (found,) = findings(WEB, inactive(reason, message))
    assert (found.cause, found.certainty) == (cause, Certainty.PROVEN)
    assert message in found.evidence[0].text
    assert "<" not in found.title


def test_a_missing_request_names_the_container() -> None:
    (found,) = findings(WEB, inactive("FailedGetResourceMetric", NO_REQUEST))
    assert found.title.startswith("A container of deployment/web requests no cpu")
    assert "kubectl set resources -n shop deployment/web -c proxy --requests=cpu=<amount>" in [
        one.command for one in found.remedies
    ]


def test_all_that_lack_one_api_are_one_finding() -> None:
    many = [inactive("FailedGetResourceMetric", NO_API, name=name) for name in ("api", "web", "worker")]
    (found,) = findings(WEB, *many)
    assert (found.subject.kind, found.subject.name) == ("APIService", "v1beta1.metrics.k8s.io")
    assert {one.subject.name for one in found.consequences} == {"api", "web", "worker"}


def test_an_api_that_is_down_is_the_finding_and_the_autoscalers_its_consequence() -> None:
    down = made(
        ApiService,
        "APIService",
        "v1beta1.metrics.k8s.io",
        namespace="",
        spec={"group": "metrics.k8s.io", "version": "v1beta1", "service": {"namespace": "kube-system", "name": "ms"}},
        status={"conditions": [condition("Available", "False", "ServiceNotFound", "service/ms is not present")]},
    )
    (found,) = findings(WEB, down, inactive("FailedGetResourceMetric", NO_ANSWER))
    assert (found.cause, found.subject.kind) == ("api.service-missing", "APIService")
    assert [(one.subject.kind, one.symptom) for one in found.consequences] == [
        ("HorizontalPodAutoscaler", "FailedGetResourceMetric")
    ]
    # In a namespace nobody looks at the APIs themselves, and still the autoscaler's is named.
    (alone,) = findings(WEB, down, inactive("FailedGetResourceMetric", NO_ANSWER), scope=Scope(namespaces=("shop",)))
    assert (alone.cause, alone.subject.kind) == ("api.service-missing", "HorizontalPodAutoscaler")


@pytest.mark.parametrize(
    "silent",
    [
        autoscaler(),
        autoscaler(condition("AbleToScale", "True", "BackoffDownscale"), condition("ScalingActive", "True", "Valid")),
        inactive("ScalingDisabled", "scaling is disabled since the replica count of the target is zero"),
        inactive("SomethingOfTomorrow", "well"),
        autoscaler(condition("ScalingActive", "False", "FailedGetResourceMetric", "no metrics returned", minutes=1)),
        autoscaler(condition("ScalingActive", "Unknown", "FailedGetResourceMetric", NO_API)),
        autoscaler(condition("ScalingLimited", "True", "TooFewReplicas")),
        autoscaler(condition("ScalingLimited", "True", "TooManyReplicas", minutes=5), currentReplicas=5),
        autoscaler(condition("ScalingLimited", "True", "TooManyReplicas"), currentReplicas=4),
    ],
    ids=[
        "new",
        "rests between two steps",
        "scaled to zero",
        "a reason nobody knows",
        "pods that have no metrics yet",
        "not known",
        "at its minimum",
        "at its maximum for a moment",
        "on its way to the maximum",
    ],
)
def test_others_are_silent(silent: HorizontalPodAutoscaler) -> None:
    assert findings(WEB, silent) == ()


def test_pods_in_trouble_have_no_metrics_and_are_the_finding() -> None:
    no_value = inactive("FailedGetResourceMetric", "did not receive metrics for targeted pods (pods might be unready)")
    found = findings(WEB, no_value, crashed("web-x2k4p", ("Deployment", "web")))
    assert [one.subject.kind for one in found] == ["Deployment"]
    found = findings(WEB, no_value, crashed("other-x2k4p", ("Deployment", "other")))
    assert "autoscaling.metrics-unavailable" in [one.cause for one in found]


def test_to_be_at_the_maximum_for_long_is_worth_a_word() -> None:
    limited = condition(
        "ScalingLimited", "True", "TooManyReplicas", "the desired replica count is more than the maximum"
    )
    (found,) = findings(WEB, autoscaler(limited, currentReplicas=5))
    assert (found.cause, found.severity) == ("autoscaling.at-maximum", Severity.INFO)
    assert "5" in found.title


@pytest.mark.parametrize(("name", "count"), [(("hpa", "web"), 1), (("deploy", "web"), 1), (("deploy", "other"), 0)])
def test_it_is_found_by_its_name_and_by_its_targets(name: tuple[str, str], count: int) -> None:
    other = made(Workload, "Deployment", "other")
    scope = Scope(namespaces=("shop",), names=(name,))
    assert len(findings(WEB, other, inactive("FailedGetResourceMetric", NO_API), scope=scope)) == count
