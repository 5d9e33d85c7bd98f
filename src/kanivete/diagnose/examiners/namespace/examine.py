"""What keeps a namespace that was deleted: its conditions say it, and the API that does not answer is their root.

Source of the conditions: kubernetes/pkg/controller/namespace/deletion/status_condition_utils.go.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kanivete.diagnose.context import Context, object_evidence, reference
from kanivete.diagnose.examiners.api import unserved
from kanivete.diagnose.examiners.listing import condition_evidence, has_lasted, listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.diagnose.symptom import SymptomKind
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.config import Namespace
from kanivete.kube.kinds import NAMESPACES, Kind
from kanivete.kube.meta import Condition, condition, moment
from kanivete.model import Certainty, Evidence

KINDS: tuple[Kind[Any], ...] = (NAMESPACES,)

GRACE = timedelta(minutes=2)
"""Pods may take their time to end; after that it is worth asking why."""
TERMINATING = "Terminating"
_DISCOVERY = "NamespaceDeletionDiscoveryFailure"
_FINALIZERS = "NamespaceFinalizersRemaining"
_CONTENT = "NamespaceContentRemaining"
_FAILURES = ("NamespaceDeletionContentFailure", "NamespaceDeletionGroupVersionParsingFailure")
_FAILED_GROUP = re.compile(r"([a-z0-9][a-z0-9.-]{1,200})/(v[a-z0-9]{1,20}):")
_HELD_BY = re.compile(r"(\S{1,200}) in \d{1,9} resource instances")
_LEFT = re.compile(r"([a-z0-9][a-z0-9.-]{0,200}?)\.? has \d{1,9} resource instances")


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """One hypothesis per namespace whose deletion has lasted."""
    if not wanted.may_include(*KINDS):
        return
    for found in listed(NAMESPACES, wanted, context):
        deleted = found.metadata.deletion_timestamp
        if deleted and wanted.includes_object(NAMESPACES, found) and has_lasted(deleted, GRACE, context):
            yield from _told(found, context)


def _told(found: Namespace, context: Context) -> Iterator[Hypothesis]:
    conditions = found.status.conditions
    true = {one.type: one for one in conditions if one.status == "True"}
    if said := true.get(_DISCOVERY):
        yield _not_discovered(found, said, context)
        return
    failed = next((true[one] for one in _FAILURES if one in true), None)
    if failed:
        yield _hypothesis(found, "namespace.deletion-failed", failed)
    elif said := true.get(_FINALIZERS):
        left = condition(conditions, _CONTENT, "True")
        facts = {"finalizer": _named(_HELD_BY, said), **_left(left)}
        yield _hypothesis(found, "namespace.finalizers-remain", said, *((left,) if left else ()), facts=facts)
    elif (said := true.get(_CONTENT)) and not _has_lingering_pods(found.metadata.name, context):
        yield _hypothesis(found, "namespace.content-remains", said, facts=_left(said))
    elif said is None and (held := _own_finalizers(found)):
        about = reference(found, NAMESPACES.kind)
        evidence = object_evidence(about, "finalizers", ", ".join(held))
        yield _hypothesis(found, "namespace.held", facts={"finalizer": held[0]}, evidence=evidence)


def _not_discovered(found: Namespace, said: Condition, context: Context) -> Hypothesis:
    """The API that does not answer, as far as it can be seen; else that there is one."""
    itself = _hypothesis(found, "namespace.discovery-failed", said)
    for failed in _FAILED_GROUP.finditer(said.message):
        if root := unserved(f"{failed[2]}.{failed[1]}", context):
            # What speaks for both has to know what the API's own finding knows.
            return replace(
                root,
                subject=itself.subject,
                object=itself.object,
                symptom=TERMINATING,
                evidence=(*itself.evidence, *root.evidence),
                facts={**itself.facts, **root.facts},
                since=itself.since,
            )
    return itself


def _hypothesis(
    found: Namespace,
    cause: str,
    *said: Condition,
    facts: dict[str, str] | None = None,
    evidence: Evidence | None = None,
) -> Hypothesis:
    about = reference(found, NAMESPACES.kind)
    return Hypothesis(
        cause=cause,
        subject=about,
        object=about,
        symptom=TERMINATING,
        certainty=Certainty.PROVEN,
        evidence=(*(condition_evidence(about, one) for one in said), *((evidence,) if evidence else ())),
        facts={"namespace": found.metadata.name, **{name: value for name, value in (facts or {}).items() if value}},
        since=moment(found.metadata.deletion_timestamp),
    )


def _own_finalizers(found: Namespace) -> list[str]:
    """Those of the namespace itself, but the control plane's own."""
    return [one for one in (*found.metadata.finalizers, *found.spec.finalizers) if one != "kubernetes"]


def _has_lingering_pods(namespace: str, context: Context) -> bool:
    """Whether pods in it do not end, which is a finding of theirs."""
    return any(
        symptom.kind is SymptomKind.TERMINATING
        for pod in context.pods
        if pod.metadata.namespace == namespace
        for symptom in symptoms_of(pod, context.now)
    )


def _left(said: Condition | None) -> dict[str, str]:
    resource = _named(_LEFT, said) if said else ""
    return {"resources": resource, "kind": resource}


def _named(pattern: re.Pattern[str], said: Condition) -> str:
    found = pattern.search(said.message)
    return found[1] if found else ""
