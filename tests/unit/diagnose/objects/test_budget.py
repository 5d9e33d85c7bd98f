"""Budgets that let no pod go, and those that only do so for the moment, or of which nobody wants anything."""

from typing import Any

import pytest

from kanivete.kube.disruption import PodDisruptionBudget
from kanivete.kube.nodes import Node
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Finding, Scope, Severity
from tests.unit.diagnose.objects.making import condition, findings, made

NAMED = Scope(namespaces=("shop",), names=(("pdb", "web"),))
SHOP = Scope(namespaces=("shop",))
NO_SCALE = "jobs.batch does not implement the scale subresource"


def budget(name: str = "web", *, selector: Any = None, conditions: Any = (), **fields: Any) -> PodDisruptionBudget:
    """One that wants all of its two pods, which are well."""
    spec = {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}} if selector is None else selector}
    status: dict[str, Any] = {"expectedPods": 2, "desiredHealthy": 2, "currentHealthy": 2, "disruptionsAllowed": 0}
    status |= {"observedGeneration": 1, "conditions": list(conditions), **fields.pop("status", {})}
    spec |= fields.pop("spec", {})
    metadata = {"generation": 1, **fields.pop("metadata", {})}
    return made(PodDisruptionBudget, "PodDisruptionBudget", name, metadata=metadata, spec=spec, status=status)


def pod(name: str = "web-1", node: str = "node1", owner: str = "ReplicaSet", **fields: Any) -> Pod:
    owners = [{"kind": owner, "name": "web", "controller": True}]
    metadata = {"labels": {"app": "web", "part": "shop"}, "ownerReferences": owners, **fields.pop("metadata", {})}
    status = {"phase": "Running", **fields.pop("status", {})}
    return made(Pod, "Pod", name, metadata=metadata, spec={"nodeName": node}, status=status)


def node(name: str = "node1", *, cordoned: bool = True) -> Node:
    ready = condition("Ready", "True", "KubeletReady")
    return made(Node, "Node", name, namespace="", spec={"unschedulable": cordoned}, status={"conditions": [ready]})


def causes(found: tuple[Finding, ...]) -> list[str]:
    return [one.cause for one in found]


@pytest.mark.parametrize("scope", [Scope(), SHOP, Scope(names=(("node", "node1"),))])
def test_a_cordoned_node_cannot_be_drained_of_its_pods(scope: Scope) -> None:
    (found,) = findings(budget(), pod(), pod("web-2"), node(), scope=scope)
    assert (found.cause, found.severity, found.certainty) == (
        "disruption.budget-allows-none",
        Severity.WARNING,
        Certainty.PROVEN,
    )
    assert str(found.subject) == "PodDisruptionBudget shop/web"
    assert [(one.field, one.text) for one in found.evidence] == [
        ("spec.minAvailable", "2"),
        ("status.disruptionsAllowed", "disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2"),
        ("spec.unschedulable", "true"),
    ]
    assert "Node node1 is cordoned, and 2 pods of the budget are still on it" in found.explanation
    assert [(one.subject.name, one.symptom) for one in found.consequences] == [("node1", "SchedulingDisabled")]


def test_asked_about_it_is_told_even_if_nobody_drains_anything() -> None:
    (found,) = findings(budget(), pod(), node(cordoned=False), scope=NAMED)
    assert (found.cause, found.severity) == ("disruption.budget-allows-none", Severity.INFO)


@pytest.mark.parametrize(
    "objects",
    [
        (budget(), pod(), node(cordoned=False)),
        (budget(), pod(node="node2"), node(), node("node2", cordoned=False)),
        (budget(), pod(owner="DaemonSet"), node()),
        (budget(), pod(owner="Node"), node()),
        (budget(), pod(metadata={"deletionTimestamp": "2026-11-22T07:59:55Z"}), node()),
        (budget(), pod(status={"phase": "Succeeded"}), node()),
        (budget(selector={"matchLabels": {"app": "other"}}), pod(), node()),
    ],
    ids=["no-cordon", "elsewhere", "daemon-set", "static", "going", "over", "others"],
)
def test_it_is_silent_where_it_keeps_nobody(objects: tuple[Any, ...]) -> None:
    assert findings(*objects) == ()


@pytest.mark.parametrize("scope", [Scope(), NAMED])
@pytest.mark.parametrize(
    "status",
    [
        {"disruptionsAllowed": 1, "desiredHealthy": 1},
        {"currentHealthy": 1, "desiredHealthy": 1},
        {"currentHealthy": 1},
        {"expectedPods": 0, "desiredHealthy": 0, "currentHealthy": 0},
        {"observedGeneration": 0},
    ],
    ids=["allows-one", "one-is-down", "all-wanted-one-is-down", "no-pods", "not-computed-yet"],
)
def test_a_budget_that_allows_something_or_waits_for_a_pod_is_no_fault(status: dict[str, int], scope: Scope) -> None:
    assert findings(budget(status=status), pod(), node(), scope=scope) == ()


@pytest.mark.parametrize("scope", [Scope(), SHOP, NAMED])
def test_one_that_cannot_be_computed_is_told_in_its_own_words(scope: Scope) -> None:
    failed = condition("DisruptionAllowed", "False", "SyncFailed", NO_SCALE)
    (found,) = findings(budget(conditions=[failed], status={"observedGeneration": 0}), scope=scope)
    assert (found.cause, found.severity) == ("disruption.budget-not-computed", Severity.WARNING)
    assert found.evidence[0].text == f"DisruptionAllowed=False SyncFailed: {NO_SCALE}"


def test_one_that_was_made_a_moment_ago_may_still_be_computed() -> None:
    failed = condition("DisruptionAllowed", "False", "SyncFailed", NO_SCALE, minutes=0.2)
    assert findings(budget(conditions=[failed])) == ()


def test_too_few_pods_is_no_failure_to_compute() -> None:
    few = condition("DisruptionAllowed", "False", "InsufficientPods")
    assert findings(budget(conditions=[few], status={"currentHealthy": 1})) == ()


PART = {"matchExpressions": [{"key": "part", "operator": "In", "values": ["shop"]}]}
ALLOWS = {"disruptionsAllowed": 1, "desiredHealthy": 1}


@pytest.mark.parametrize("scope", [SHOP, NAMED, Scope(names=(("node", "node1"),))])
def test_a_pod_with_two_budgets_cannot_be_evicted(scope: Scope) -> None:
    two = (budget(status=ALLOWS), budget("shop", selector=PART, status=ALLOWS))
    (found,) = findings(*two, pod(), pod("web-2"), node(cordoned=False), scope=scope)
    assert (found.cause, found.certainty) == ("disruption.several-budgets", Certainty.PROVEN)
    assert found.affected.total == 2
    assert {one.text for one in found.evidence} == {"app=web,part=shop", "app=web", "part In shop"}


@pytest.mark.parametrize(
    "second",
    [
        budget("shop", selector={"matchLabels": {"app": "other"}}, status=ALLOWS),
        budget("shop", selector={"matchLabels": {"app": "web"}}, status=ALLOWS, metadata={"namespace": "blog"}),
        budget("shop", status=ALLOWS, metadata={"deletionTimestamp": "2026-11-22T07:59:55Z"}),
    ],
    ids=["other-pods", "other-namespace", "going"],
)
def test_two_budgets_for_different_pods_are_fine(second: PodDisruptionBudget) -> None:
    assert findings(budget(status=ALLOWS), second, pod(), scope=SHOP) == ()


def test_a_budget_without_a_selector_picks_nothing() -> None:
    bare = made(PodDisruptionBudget, "PodDisruptionBudget", "bare", spec={"maxUnavailable": 0})
    assert findings(bare, budget(status=ALLOWS), pod(), node(), scope=SHOP) == ()


def test_what_may_not_be_seen_is_not_guessed() -> None:
    from kanivete.kube.kinds import BUDGETS, NODES, PODS

    for kind in (BUDGETS, NODES, PODS):
        assert causes(findings(budget(), pod(), node(), scope=SHOP, unseen=[kind])) == []
