"""Namespaces that do not go away, and those that are about to."""

from typing import Any

import pytest

from kanivete.kube.aggregation import ApiService
from kanivete.kube.config import Namespace
from kanivete.kube.pods import Pod
from kanivete.model import Scope
from tests.unit.diagnose.fakes import ago
from tests.unit.diagnose.objects.making import condition, findings, made

FINALIZERS = condition(
    "NamespaceFinalizersRemaining",
    "True",
    "SomeFinalizersRemain",
    "Some content in the namespace has finalizers remaining: example.com/cleanup in 1 resource instances",
)
CONTENT = condition(
    "NamespaceContentRemaining",
    "True",
    "SomeResourcesRemain",
    "Some resources are remaining: configmaps. has 1 resource instances",
)
PODS_LEFT = CONTENT | {"message": "Some resources are remaining: pods. has 1 resource instances"}
DISCOVERY = condition(
    "NamespaceDeletionDiscoveryFailure",
    "True",
    "DiscoveryFailed",
    "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs:"
    " metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1",
)
DELETION = condition(
    "NamespaceDeletionContentFailure", "True", "ContentDeletionFailed", "Failed to delete all resource types"
)


def namespace(*conditions: dict[str, str], minutes: float = 30, **fields: Any) -> Namespace:
    meta = {"deletionTimestamp": ago(minutes=minutes)} if minutes else {}
    status = {"phase": "Terminating", "conditions": list(conditions)}
    fields = {"spec": {"finalizers": ["kubernetes"]}, "status": status, **fields}
    metadata = meta | fields.pop("metadata", {})
    return made(Namespace, "Namespace", "old", namespace="", metadata=metadata, **fields)


def test_the_finalizer_and_what_it_is_on_are_named() -> None:
    (found,) = findings(namespace(FINALIZERS, CONTENT))
    assert (found.cause, found.subject.kind, found.subject.name) == ("namespace.finalizers-remain", "Namespace", "old")
    assert found.title == "Namespace old cannot go away: finalizer example.com/cleanup waits on configmaps"
    assert [one.field for one in found.evidence] == [
        "status.conditions[NamespaceFinalizersRemaining]",
        "status.conditions[NamespaceContentRemaining]",
    ]
    assert found.since == ago(minutes=30)
    assert any(one.command.startswith("kubectl patch -n old configmaps ") for one in found.remedies)


@pytest.mark.parametrize(
    ("found", "cause"),
    [
        (namespace(CONTENT), "namespace.content-remains"),
        (namespace(DELETION, CONTENT, FINALIZERS), "namespace.deletion-failed"),
        (namespace(DISCOVERY, CONTENT), "namespace.discovery-failed"),
        (namespace(metadata={"finalizers": ["example.com/keep"]}), "namespace.held"),
        (namespace(spec={"finalizers": ["kubernetes", "example.com/keep"]}), "namespace.held"),
    ],
    ids=["content", "refused", "an API that was not seen", "held by metadata", "held by its specification"],
)
def test_what_the_conditions_say(found: Namespace, cause: str) -> None:
    (one,) = findings(found)
    assert one.cause == cause
    assert "<" not in one.title


def test_an_api_that_does_not_answer_is_the_root_of_all_namespaces_that_wait_for_it() -> None:
    down = made(
        ApiService,
        "APIService",
        "v1beta1.metrics.k8s.io",
        namespace="",
        spec={"group": "metrics.k8s.io", "version": "v1beta1", "service": {"namespace": "kube-system", "name": "ms"}},
        status={"conditions": [condition("Available", "False", "ServiceNotFound", "it is not there")]},
    )
    (found,) = findings(down, namespace(DISCOVERY))
    assert (found.cause, found.subject.kind) == ("api.service-missing", "APIService")
    assert [(one.subject.name, one.symptom) for one in found.consequences] == [("old", "Terminating")]
    (named,) = findings(down, namespace(DISCOVERY), scope=Scope(names=(("ns", "old"),)))
    assert (named.cause, named.subject.kind) == ("api.service-missing", "Namespace")
    assert "stale GroupVersion" in named.evidence[0].text


@pytest.mark.parametrize(
    "silent",
    [
        namespace(FINALIZERS, minutes=1),
        namespace(minutes=0, status={"phase": "Active"}),
        namespace(minutes=0, metadata={"finalizers": ["example.com/keep"]}, status={"phase": "Active"}),
        namespace(FINALIZERS | {"status": "False"}, CONTENT | {"status": "False"}),
        namespace(),
    ],
    ids=["just deleted", "active", "active, with a finalizer", "empty by now", "about to go"],
)
def test_others_are_silent(silent: Namespace) -> None:
    assert findings(silent) == ()


def test_pods_that_do_not_end_are_the_finding() -> None:
    meta = {"deletionTimestamp": ago(minutes=30)}
    pod = made(Pod, "Pod", "stuck", namespace="old", metadata=meta, status={"phase": "Running"})
    assert not [one for one in findings(namespace(PODS_LEFT), pod) if one.subject.kind == "Namespace"]


def test_in_another_namespace_it_is_nobodys_business() -> None:
    assert findings(namespace(FINALIZERS), scope=Scope(namespaces=("shop",))) == ()
