"""What a Service is judged by: its endpoints, its pods, and who refers to it; each listed once, and only if needed."""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from kanivete.check.lookup import is_over
from kanivete.check.objects.endpoints import SERVICE_NAME
from kanivete.diagnose.context import Context, reference
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import ENDPOINT_SLICES, INGRESSES, PODS, SERVICES, Kind
from kanivete.kube.meta import KubeObject, moment
from kanivete.kube.network import EndpointSlice, Ingress, Service
from kanivete.kube.pods import Pod
from kanivete.kube.routes import backends
from kanivete.model import ObjectRef
from kanivete.sources.base import Missing

T = TypeVar("T", bound=KubeObject)

YOUNG = timedelta(seconds=60)
"""What belongs together is made one after the other; endpoints and load balancers follow."""


class Around:
    """The chosen namespaces, as far as the Services in them need it."""

    def __init__(self, wanted: Wanted, context: Context) -> None:
        self.wanted = wanted
        self.context = context

    def slices(self, service: Service) -> list[EndpointSlice] | Missing:
        """The Service's EndpointSlices."""
        found = self._slices
        return (
            found if isinstance(found, Missing) else found.get((service.metadata.namespace, service.metadata.name), [])
        )

    @cached_property
    def _slices(self) -> dict[tuple[str, str], list[EndpointSlice]] | Missing:
        by_service: dict[tuple[str, str], list[EndpointSlice]] = defaultdict(list)
        for place in self.wanted.places:
            found = self.whole(ENDPOINT_SLICES, place)
            if isinstance(found, Missing):
                return found
            for one in found:
                by_service[one.metadata.namespace, one.metadata.labels.get(SERVICE_NAME, "")].append(one)
        return by_service

    def pods(self, namespace: str) -> list[Pod] | Missing:
        """The namespace's pods whose containers have not ended for good."""
        found = self.whole(PODS, namespace)
        return found if isinstance(found, Missing) else [pod for pod in found if not is_over(pod)]

    def whole(self, kind: Kind[T], namespace: str) -> tuple[T, ...] | Missing:
        """A list that is known to be complete: what is not in it is not there."""
        found = self.context.source.list(kind, namespace)
        if isinstance(found, Missing):
            return found
        gaps = self.context.source.gaps()
        is_partial = any(gap.what == kind.resource and gap.where in ("", namespace) for gap in gaps)
        return Missing.UNSEEN if is_partial else found

    def is_young(self, of: KubeObject) -> bool:
        """Whether it was made so lately that it does not count yet, unless somebody asks about it by name."""
        return not self.wanted.has_names and self.is_younger(of, YOUNG)

    def is_younger(self, of: KubeObject, age: timedelta) -> bool:
        """Whether it was made less than that ago."""
        made = moment(of.metadata.creation_timestamp)
        return made is not None and self.now - made < age

    @property
    def now(self) -> datetime:
        """The moment of the diagnosis."""
        return self.context.now

    def ingresses_to(self, service: ObjectRef) -> list[ObjectRef]:
        """The Ingresses that send to the Service."""
        return self._fronts.get((service.namespace, service.name), [])

    @cached_property
    def _fronts(self) -> dict[tuple[str, str], list[ObjectRef]]:
        fronts: dict[tuple[str, str], list[ObjectRef]] = defaultdict(list)
        for one in self._ingresses():
            ref = reference(one, INGRESSES.kind, INGRESSES.api_version)
            for name in sorted({backend.service for backend in backends(one)}):
                fronts[one.metadata.namespace, name].append(ref)
        return fronts

    def _ingresses(self) -> list[Ingress]:
        found = (self.context.source.list(INGRESSES, place) for place in self.wanted.places)
        return [one for listed in found if not isinstance(listed, Missing) for one in listed]


def service_ref(service: Service) -> ObjectRef:
    """The Service's name."""
    return reference(service, SERVICES.kind, SERVICES.api_version)
