"""What an autoscaler's conditions say, and the metrics API behind it.

Source of the conditions and reasons: kubernetes/pkg/controller/podautoscaler/horizontal.go.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, object_evidence, reference
from kanivete.diagnose.examiners.api import unserved
from kanivete.diagnose.examiners.listing import condition_evidence, has_lasted, listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.autoscaling import HorizontalPodAutoscaler
from kanivete.kube.kinds import (
    API_SERVICES,
    AUTOSCALERS,
    DEPLOYMENTS,
    REPLICA_SETS,
    REPLICATION_CONTROLLERS,
    STATEFUL_SETS,
    Kind,
    kind_named,
)
from kanivete.kube.meta import Condition, condition, moment
from kanivete.model import Certainty, ObjectRef
from kanivete.recognise import by_reason, recognise
from kanivete.sources.base import Missing

KINDS: tuple[Kind[Any], ...] = (AUTOSCALERS,)
_SCALED = (DEPLOYMENTS, STATEFUL_SETS, REPLICA_SETS, REPLICATION_CONTROLLERS)
"""Who asks about one of these also means its autoscaler."""

_FAMILY = "autoscaling"
_NO_VALUE = "autoscaling.metrics-unavailable"
_NO_API = "autoscaling.metrics-api-missing"
_NO_ANSWER = "autoscaling.metrics-api-unavailable"
_FIRST_VALUES = timedelta(minutes=3)
"""New pods have no metrics at first, and none while they are not ready."""
_LONG = timedelta(minutes=15)
"""That an autoscaler is at its maximum for shorter is what it is for."""
_NOT_MEANT_TO = frozenset({"ScalingDisabled"})
"""Scaled to 0 by somebody, which turns an autoscaler off."""
_ASKED = re.compile(r"\(get [^\s)]*?((?:custom\.|external\.)?metrics\.k8s\.io)\b")
_VERSIONS = {"custom.metrics.k8s.io": "v1beta2"}
_USUAL_VERSION = "v1beta1"


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """At most one hypothesis per autoscaler."""
    if not wanted.may_include(*KINDS, *_SCALED):
        return
    for found in listed(AUTOSCALERS, wanted, context):
        about = reference(found, AUTOSCALERS.kind, AUTOSCALERS.api_version)
        target = found.spec.scale_target_ref
        lineage = (about, ObjectRef(kind=target.kind, name=target.name))
        if found.metadata.deletion_timestamp or not wanted.includes_workload(lineage, found.metadata.labels):
            continue
        if told := _told(found, about, context):
            yield told


def _told(found: HorizontalPodAutoscaler, about: ObjectRef, context: Context) -> Hypothesis | None:
    conditions = found.status.conditions
    if said := condition(conditions, "AbleToScale", "False"):
        return _not_able(found, about, said, context)
    if said := condition(conditions, "ScalingActive", "False"):
        return None if said.reason in _NOT_MEANT_TO else _not_active(found, about, said, context)
    if said := condition(conditions, "ScalingLimited", "True"):
        return _limited(found, about, said, context)
    return None


def _not_able(found: HorizontalPodAutoscaler, about: ObjectRef, said: Condition, context: Context) -> Hypothesis | None:
    """The target is not there, or refuses; what Kubernetes words as a pause is True."""
    target = found.spec.scale_target_ref
    kind = kind_named(target.kind)
    looked_up = context.source.get(kind, about.namespace, target.name) if kind else Missing.UNSEEN
    if said.reason == "FailedGetScale" and looked_up is Missing.ABSENT:
        told = _hypothesis(found, about, "autoscaling.target-missing", said)
        named = object_evidence(about, "spec.scaleTargetRef", f"{target.api_version} {target.kind} {target.name}")
        return replace(told, evidence=(*told.evidence, named))
    cause = by_reason(said.reason)
    return _hypothesis(found, about, cause.id, said) if cause and cause.family == _FAMILY else None


def _not_active(
    found: HorizontalPodAutoscaler, about: ObjectRef, said: Condition, context: Context
) -> Hypothesis | None:
    recognised = recognise(said.message, Where.EVENT)
    known = recognised if recognised and recognised.cause.startswith(f"{_FAMILY}.") else None
    named = by_reason(said.reason)
    cause = known.cause if known else named.id if named and named.family == _FAMILY else ""
    if not cause or (cause == _NO_VALUE and _is_nothing_new(found, said, context)):
        return None
    told = _hypothesis(found, about, cause, said, **(known.facts if known else {}))
    return _behind_the_api(told, said, context) if cause in (_NO_API, _NO_ANSWER) else told


def _is_nothing_new(found: HorizontalPodAutoscaler, said: Condition, context: Context) -> bool:
    """Whether there are no values yet, or none because the pods are in trouble, which is a finding of theirs."""
    if not has_lasted(said.last_transition_time, _FIRST_VALUES, context):
        return True
    target = (found.metadata.namespace, found.spec.scale_target_ref.kind, found.spec.scale_target_ref.name)
    suspects = (pod for pod in context.pods if pod.metadata.namespace == found.metadata.namespace)
    above = ((pod, context.workload(pod)) for pod in suspects)
    return any((ref.namespace, ref.kind, ref.name) == target and symptoms_of(pod, context.now) for pod, ref in above)


def _behind_the_api(told: Hypothesis, said: Condition, context: Context) -> Hypothesis:
    """All autoscalers that lack one API lack it for one reason."""
    asked = _ASKED.search(said.message)
    if asked is None:
        return told
    api = f"{_VERSIONS.get(asked[1], _USUAL_VERSION)}.{asked[1]}"
    if told.cause == _NO_ANSWER and (root := unserved(api, context)):
        return replace(
            root,
            subject=told.subject,
            object=told.object,
            symptom=told.symptom,
            evidence=(*told.evidence, *root.evidence),
            facts={**told.facts, **root.facts},
            since=told.since,
        )
    behind = ObjectRef(api_version=API_SERVICES.api_version, kind=API_SERVICES.kind, name=api)
    return replace(told, root=behind, facts={**told.facts, "api": api})


def _limited(found: HorizontalPodAutoscaler, about: ObjectRef, said: Condition, context: Context) -> Hypothesis | None:
    """At its maximum for long, where it may scale at all."""
    most = found.spec.max_replicas
    least = 1 if found.spec.min_replicas is None else found.spec.min_replicas
    is_full = found.status.current_replicas >= most > least
    if said.reason != "TooManyReplicas" or not is_full or not has_lasted(said.last_transition_time, _LONG, context):
        return None
    return _hypothesis(found, about, "autoscaling.at-maximum", said, maximum=str(most))


def _hypothesis(
    found: HorizontalPodAutoscaler, about: ObjectRef, cause: str, said: Condition, **facts: str
) -> Hypothesis:
    target = found.spec.scale_target_ref
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom=said.reason,
        certainty=Certainty.PROVEN,
        evidence=(condition_evidence(about, said),),
        facts={
            "namespace": about.namespace,
            "autoscaler": about.name,
            "target": f"{target.kind.lower()}/{target.name}",
            **facts,
        },
        since=moment(said.last_transition_time),
    )
