"""Pods whose nodes are cordoned or tainted: what the scheduler says of the others is not why."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners import pending
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.kinds import NODES, Kind
from kanivete.kube.nodes import Node
from kanivete.kube.pods import Pod
from kanivete.model import Origin
from tests.unit.diagnose.fakes import NOW, FakeSource, ago

SELECTOR = "1 node(s) didn't match Pod's node affinity/selector"
CORDON_AND_SELECTOR = f"0/2 nodes are available: 1 node(s) were unschedulable, {SELECTOR}."
TAINT_AND_SELECTOR = f"0/2 nodes are available: 1 node(s) had untolerated taint(s), {SELECTOR}."
TEAM = {"key": "team", "value": "a", "effect": "NoSchedule"}


def node(name: str, *taints: dict[str, str], cordoned: bool = False, **labels: str) -> Node:
    fields = {
        "kind": "Node",
        "apiVersion": "v1",
        "metadata": {"name": name, "labels": {"host": name, **labels}},
        "spec": {"unschedulable": cordoned, "taints": list(taints)},
    }
    return msgspec.convert(fields, Node)


def required(*expressions: dict[str, Any], fields: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A spec whose node affinity demands all of these."""
    term = {"matchExpressions": list(expressions), "matchFields": list(fields)}
    wanted = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    return {"affinity": {"nodeAffinity": wanted}}


def found(message: str, spec: dict[str, Any], *nodes: Node, unseen: Iterable[Kind[Any]] = ()) -> Hypothesis:
    value = {
        "metadata": {"name": "web", "namespace": "shop", "uid": "u", "creationTimestamp": ago(hours=1)},
        "spec": spec,
        "status": {
            "phase": "Pending",
            "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}],
        },
    }
    pod = msgspec.convert(value, Pod)
    (symptom,) = symptoms_of(pod, NOW)
    source = FakeSource([pod], nodes, unseen=unseen)
    (hypothesis,) = pending.examine(symptom, Context(source))
    return hypothesis


HOST = {"nodeSelector": {"host": "n1"}}
OTHER = node("n2")


@pytest.mark.parametrize(
    "spec",
    [
        HOST,
        required({"key": "host", "operator": "In", "values": ["n0", "n1"]}),
        required({"key": "host", "operator": "NotIn", "values": ["n2"]}),
        required(fields=({"key": "metadata.name", "operator": "In", "values": ["n1"]},)),
        required({"key": "cores", "operator": "Gt", "values": ["4"]}),
        required({"key": "cores", "operator": "Exists"}, {"key": "gpu", "operator": "DoesNotExist"}),
    ],
)
def test_a_cordon_on_the_only_node_that_matches_is_why(spec: dict[str, Any]) -> None:
    told = found(CORDON_AND_SELECTOR, spec, node("n1", cordoned=True, cores="8"), OTHER)
    assert (told.cause, told.facts["node"]) == ("scheduling.cordoned", "n1")
    assert [(one.origin, one.text) for one in told.evidence][1:] == [(Origin.OBJECT, "unschedulable: true")]
    assert told.evidence[1].object is not None
    assert told.evidence[1].object.name == "n1"
    assert told.ruled_out[0].cause == "scheduling.node-selector"
    assert "n1" in told.ruled_out[0].because
    assert "n1" in told.note


def test_a_taint_on_the_only_node_that_matches_is_why() -> None:
    told = found(TAINT_AND_SELECTOR, HOST, node("n1", TEAM), OTHER)
    assert (told.cause, told.facts["node"], told.facts["key"]) == ("scheduling.taint", "n1", "team")
    assert told.evidence[1].text == "team=a:NoSchedule"


def test_a_selector_that_no_node_matches_stays_the_cause() -> None:
    told = found(CORDON_AND_SELECTOR, {"nodeSelector": {"gpu": "h100"}}, node("n1", cordoned=True), OTHER)
    assert (told.cause, len(told.evidence), told.note) == ("scheduling.node-selector", 1, "")


def test_a_term_that_demands_nothing_matches_no_node() -> None:
    told = found(CORDON_AND_SELECTOR, required(), node("n1", cordoned=True), OTHER)
    assert told.cause == "scheduling.node-selector"


def test_where_another_node_would_do_the_cordon_is_not_all() -> None:
    told = found(CORDON_AND_SELECTOR, {"nodeSelector": {"disk": "ssd"}}, node("n1", cordoned=True, disk="ssd"))
    assert told.cause == "scheduling.cordoned"
    free = node("n2", disk="ssd")
    told = found(CORDON_AND_SELECTOR, {"nodeSelector": {"disk": "ssd"}}, node("n1", cordoned=True, disk="ssd"), free)
    assert told.cause == "scheduling.node-selector"


@pytest.mark.parametrize(
    "toleration",
    [
        {"operator": "Exists"},
        {"key": "team", "operator": "Exists"},
        {"key": "team", "value": "a"},
        {"key": "team", "operator": "Equal", "value": "a", "effect": "NoSchedule"},
    ],
)
def test_a_taint_that_is_tolerated_keeps_nobody_off(toleration: dict[str, str]) -> None:
    told = found(TAINT_AND_SELECTOR, {**HOST, "tolerations": [toleration]}, node("n1", TEAM), OTHER)
    assert told.cause == "scheduling.node-selector"


@pytest.mark.parametrize(
    "toleration",
    [
        {"key": "team", "value": "b"},
        {"key": "other", "operator": "Exists"},
        {"operator": "Exists", "effect": "NoExecute"},
    ],
)
def test_a_toleration_of_something_else_does_not_help(toleration: dict[str, str]) -> None:
    told = found(TAINT_AND_SELECTOR, {**HOST, "tolerations": [toleration]}, node("n1", TEAM), OTHER)
    assert told.cause == "scheduling.taint"


def test_a_taint_that_only_discourages_is_none() -> None:
    mild = {**TEAM, "effect": "PreferNoSchedule"}
    assert found(TAINT_AND_SELECTOR, HOST, node("n1", mild), OTHER).cause == "scheduling.node-selector"


def test_a_cordon_of_which_the_scheduler_said_nothing_came_later() -> None:
    told = found(f"0/2 nodes are available: {SELECTOR}.", HOST, node("n1", cordoned=True), OTHER)
    assert (told.cause, len(told.evidence)) == ("scheduling.node-selector", 1)


def test_too_few_resources_stay_the_cause() -> None:
    message = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."
    assert found(message, HOST, node("n1", cordoned=True)).cause == "scheduling.insufficient-resources"


def test_nodes_that_nobody_may_see_change_nothing() -> None:
    told = found(CORDON_AND_SELECTOR, HOST, unseen=[NODES])
    assert (told.cause, len(told.evidence)) == ("scheduling.node-selector", 1)
