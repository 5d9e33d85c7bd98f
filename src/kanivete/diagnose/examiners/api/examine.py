"""What an APIService's condition `Available` says, and what stands still because of it.

Source of the reasons: kube-aggregator/pkg/controllers/status/remote/remote_available_controller.go.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from kanivete.diagnose.context import Context, reference
from kanivete.diagnose.examiners.listing import condition_evidence, has_lasted, listed
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.aggregation import ApiService
from kanivete.kube.kinds import API_SERVICES, SERVICES, Kind
from kanivete.kube.meta import condition, moment
from kanivete.model import Certainty, ObjectRef
from kanivete.recognise import by_reason
from kanivete.sources.base import Missing

KINDS: tuple[Kind[Any], ...] = (API_SERVICES,)

_SETTLES = timedelta(minutes=1)
"""What serves an API may be started anew."""
_UNKNOWN = "api.unavailable"
_AT_ITS_PODS = frozenset({"api.no-endpoints", "api.discovery-failed"})
"""Causes that lie with what is behind the Service, which may have a finding of its own."""


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """One hypothesis per API that is not served."""
    if not wanted.may_include(*KINDS):
        return
    for found in listed(API_SERVICES, wanted, context):
        if wanted.includes_object(API_SERVICES, found) and (told := _told(found, context)):
            yield told


def unserved(name: str, context: Context) -> Hypothesis | None:
    """What is wrong with an API (`v1beta1.metrics.k8s.io`), for those who need it; nothing if it was not seen."""
    found = context.source.get(API_SERVICES, "", name)
    return None if isinstance(found, Missing) else _told(found, context)


def _told(found: ApiService, context: Context) -> Hypothesis | None:
    said = condition(found.status.conditions, "Available", "False")
    if said is None or found.spec.service is None or not has_lasted(said.last_transition_time, _SETTLES, context):
        return None
    cause = by_reason(said.reason)
    known = cause.id if cause and cause.family == "api" else _UNKNOWN
    itself = reference(found, API_SERVICES.kind, API_SERVICES.api_version)
    service = found.spec.service
    behind = ObjectRef(api_version="v1", kind=SERVICES.kind, namespace=service.namespace, name=service.name)
    return Hypothesis(
        cause=known,
        subject=itself,
        object=itself,
        symptom=said.reason or "Unavailable",
        certainty=Certainty.PROVEN,
        evidence=(condition_evidence(itself, said),),
        facts={
            "api": found.metadata.name,
            "group": found.spec.group,
            "version": found.spec.version,
            "service": f"{service.namespace}/{service.name}",
            "service_namespace": service.namespace,
        },
        root=behind if known in _AT_ITS_PODS else itself,
        since=moment(said.last_transition_time),
    )
