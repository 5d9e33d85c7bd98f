"""Budgets that will never allow an eviction, where that matters: a node is cordoned, or somebody asks about them.

Source of the conditions: kubernetes/pkg/controller/disruption/disruption.go.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from kanivete.diagnose.context import Context, object_evidence, reference, status_evidence
from kanivete.diagnose.examiners.budget import several
from kanivete.diagnose.examiners.budget.drained import Kept, kept
from kanivete.diagnose.examiners.listing import condition_evidence, has_lasted, listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.i18n import ngettext
from kanivete.kube.disruption import PodDisruptionBudget
from kanivete.kube.kinds import BUDGETS, NODES, Kind
from kanivete.kube.meta import condition, moment
from kanivete.model import Certainty, Evidence, ObjectRef, Severity

KINDS: tuple[Kind[Any], ...] = (BUDGETS,)

SYMPTOM = "DisruptionNotAllowed"
CORDONED = "SchedulingDisabled"
_NEVER = "disruption.budget-allows-none"
_FAILED = "disruption.budget-not-computed"
_SYNC_FAILED = "SyncFailed"
_FIRST_COUNT = timedelta(seconds=30)
"""A budget may be there before what makes its pods."""


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """At most one hypothesis per budget, and one for each pod that has several.

    That a budget allows nothing while one of its pods is down is what it is for; and one that never allows anything
    may be meant so, until a node is to be drained.
    """
    if not wanted.may_include(BUDGETS, NODES):
        return
    budgets = [one for one in listed(BUDGETS, wanted, context) if not one.metadata.deletion_timestamp]
    yield from several.examine(budgets, wanted, context)
    for found in budgets:
        is_named = wanted.has_named(BUDGETS) and wanted.includes_object(BUDGETS, found)
        if (is_named or _is_in_scope(found, wanted)) and (told := _told(found, is_named, wanted, context)):
            yield told


def _is_in_scope(found: PodDisruptionBudget, wanted: Wanted) -> bool:
    """Whether nothing was named; or a node, which whoever drains it asks about."""
    return wanted.has_named(NODES) or (not wanted.has_names and wanted.includes_object(BUDGETS, found))


def _told(found: PodDisruptionBudget, is_named: bool, wanted: Wanted, context: Context) -> Hypothesis | None:
    failed = condition(found.status.conditions, "DisruptionAllowed", "False")
    if failed and failed.reason == _SYNC_FAILED:
        if not has_lasted(failed.last_transition_time, _FIRST_COUNT, context):
            return None
        if wanted.has_named(NODES) and not is_named and not kept(found, wanted, context):
            return None
        about = reference(found, BUDGETS.kind, BUDGETS.api_version)
        return _hypothesis(found, _FAILED, (condition_evidence(about, failed),), since=failed.last_transition_time)
    if not allows_none(found):
        return None
    held = kept(found, wanted, context)
    if not (held or is_named):
        return None
    evidence = (*_asked_and_got(found), *(one.evidence for one in held))
    since = failed.last_transition_time if failed else ""
    return _hypothesis(found, _NEVER, evidence, held, since=since)


def allows_none(found: PodDisruptionBudget) -> bool:
    """Whether it allows no disruption although all its pods are well, so that waiting helps nobody."""
    status = found.status
    if status.observed_generation != found.metadata.generation or status.disruptions_allowed:
        return False
    return 0 < status.expected_pods <= min(status.desired_healthy, status.current_healthy)


def _asked_and_got(found: PodDisruptionBudget) -> tuple[Evidence, ...]:
    about = reference(found, BUDGETS.kind, BUDGETS.api_version)
    field, value = _rule(found)
    status = found.status
    counts = (
        f"disruptionsAllowed: {status.disruptions_allowed}, currentHealthy: {status.current_healthy},"
        f" desiredHealthy: {status.desired_healthy}, expectedPods: {status.expected_pods}"
    )
    return object_evidence(about, f"spec.{field}", value), status_evidence(about, "status.disruptionsAllowed", counts)


def _rule(found: PodDisruptionBudget) -> tuple[str, str]:
    """What the budget asks for, as its specification words it."""
    spec = found.spec
    if spec.max_unavailable is not None:
        return "maxUnavailable", str(spec.max_unavailable)
    return "minAvailable", "1" if spec.min_available is None else str(spec.min_available)


def _hypothesis(
    found: PodDisruptionBudget, cause: str, evidence: tuple[Evidence, ...], held: tuple[Kept, ...] = (), *, since: str
) -> Hypothesis:
    about = reference(found, BUDGETS.kind, BUDGETS.api_version)
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom=SYMPTOM,
        certainty=Certainty.PROVEN,
        evidence=evidence,
        facts={
            "namespace": about.namespace,
            "budget": about.name,
            "rule": ": ".join(_rule(found)),
            "count": str(found.status.expected_pods),
            "node": held[0].node if held else "",
        },
        severity=None if held or cause == _FAILED else Severity.INFO,
        note=" ".join(_note(one) for one in held),
        since=moment(since),
        consequences={ObjectRef(api_version="v1", kind=NODES.kind, name=one.node): CORDONED for one in held},
    )


def _note(one: Kept) -> str:
    return ngettext(
        "Node {node} is cordoned, and {count} pod of the budget is still on it: draining the node waits for ever.",
        "Node {node} is cordoned, and {count} pods of the budget are still on it: draining the node waits for ever.",
        len(one.pods),
    ).format(node=one.node, count=len(one.pods))
