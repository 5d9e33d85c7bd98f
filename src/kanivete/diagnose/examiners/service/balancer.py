"""Services of type LoadBalancer that nobody has given an address."""

from collections.abc import Iterator
from datetime import timedelta

from kanivete.check.objects.facts import facts
from kanivete.diagnose.context import event_evidence, latest, status_evidence
from kanivete.diagnose.examiners.service.around import Around, service_ref
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.kinds import SERVICES
from kanivete.kube.meta import moment
from kanivete.kube.network import Service
from kanivete.model import Certainty, Evidence, Severity
from kanivete.sources.base import Missing

_PENDING = "<pending>"
"""What kubectl shows in place of the address."""
_FAILED = ("SyncLoadBalancerFailed", "AllocationFailed", "FailedDeployModel")
"""The reasons of the service controller's events, MetalLB's, and the AWS Load Balancer Controller's."""
_LONG = timedelta(minutes=10)
"""Clouds take minutes."""


def examine(service: Service, around: Around) -> Iterator[Hypothesis]:
    """Why a load balancer was not made; where nobody says so, only if others get one, or the Service was named."""
    if service.spec.type != "LoadBalancer" or service.status.load_balancer.ingress or around.is_young(service):
        return
    if service.metadata.deletion_timestamp:
        return
    ref = service_ref(service)
    pending = status_evidence(ref, "status.loadBalancer.ingress", _PENDING)
    event = latest(around.context.events_about(SERVICES.kind, ref.namespace, ref.name), *_FAILED)
    if event:
        yield _told(service, "service.load-balancer-failed", Certainty.PROVEN, (event_evidence(event), pending))
        return
    given = _other_that_was_given(service, around)
    if given and not around.is_younger(service, _LONG):
        address = given.status.load_balancer.ingress[0]
        other = status_evidence(
            service_ref(given), "status.loadBalancer.ingress", address.ip or address.hostname or _PENDING
        )
        yield _told(service, "service.load-balancer-pending", Certainty.LIKELY, (pending, other))
    elif around.wanted.has_names:
        yield _told(service, "service.load-balancer-pending", Certainty.POSSIBLE, (pending,), Severity.INFO)


def _other_that_was_given(service: Service, around: Around) -> Service | None:
    """Another Service of its load balancer class that has an address: somebody here makes them."""
    for place in around.wanted.places:
        for other in _all(around, place):
            same_class = other.spec.load_balancer_class == service.spec.load_balancer_class
            if other.spec.type == "LoadBalancer" and same_class and other.status.load_balancer.ingress:
                return other
    return None


def _all(around: Around, place: str) -> tuple[Service, ...]:
    found = around.context.source.list(SERVICES, place)
    return () if isinstance(found, Missing) else found


def _told(
    service: Service,
    cause: str,
    certainty: Certainty,
    evidence: tuple[Evidence, ...],
    severity: Severity | None = None,
) -> Hypothesis:
    ref = service_ref(service)
    return Hypothesis(
        cause=cause,
        subject=ref,
        object=ref,
        symptom=_PENDING,
        certainty=certainty,
        evidence=evidence,
        facts=facts(service),
        severity=severity,
        since=moment(service.metadata.creation_timestamp),
    )
