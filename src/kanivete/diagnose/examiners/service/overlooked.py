"""Pods that are ready for long, and that nobody has made endpoints of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from kanivete.check.objects.endpoints import SERVICE_NAME, stale
from kanivete.diagnose.context import object_evidence
from kanivete.diagnose.examiners.service import nobody
from kanivete.diagnose.examiners.service.around import Around, service_ref
from kanivete.diagnose.examiners.service.told import told
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.kinds import ENDPOINT_SLICES
from kanivete.kube.meta import condition, moment
from kanivete.kube.network import EndpointSlice, Service
from kanivete.kube.pods import Pod
from kanivete.sources.base import Missing

_LISTED = timedelta(seconds=45)
"""After so long a pod that is ready has become an endpoint, however busy the controllers are."""


def examine(service: Service, ready: list[Pod], around: Around) -> Iterator[Hypothesis]:
    """A hypothesis if one of the ready pods should be listed; the endpoints were listed a moment before the pods."""
    missed = [pod for pod in ready if _has_been_ready(pod, around)]
    # A recording of some namespaces' slices says nothing of the others'.
    slices = around.whole(ENDPOINT_SLICES, service.metadata.namespace) if missed else Missing.UNSEEN
    if isinstance(slices, Missing):
        return
    endpoints = [each for one in slices if _is_of(service, one) for each in one.endpoints]
    if any(each.conditions.ready is not False for each in endpoints):
        return
    ref = service_ref(service)
    found = told(stale(service, missed[0]), ref, nobody.SYMPTOM)
    listed = object_evidence(ref, "endpoints", f"endpoints: {len(endpoints)}, ready: 0")
    yield replace(found, evidence=(*found.evidence, listed))


def _is_of(service: Service, one: EndpointSlice) -> bool:
    return one.metadata.labels.get(SERVICE_NAME) == service.metadata.name


def _has_been_ready(pod: Pod, around: Around) -> bool:
    said = condition(pod.status.conditions, "Ready", "True")
    since = moment(said.last_transition_time) if said else None
    return since is not None and around.now - since > _LISTED and not pod.metadata.deletion_timestamp
