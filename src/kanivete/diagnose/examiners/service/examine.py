"""Every chosen Service and Ingress: a look at its own fields and endpoints, and more only where these look wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.service import backends, balancer, external, ingress
from kanivete.diagnose.examiners.service.around import Around
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import ENDPOINT_SLICES, INGRESSES, SERVICES, Kind
from kanivete.kube.network import Service
from kanivete.model import ObjectRef

KINDS: tuple[Kind[Any], ...] = (SERVICES, ENDPOINT_SLICES, INGRESSES)

_WITHOUT_ANSWER = "NoEndpoints"
_WAYS: tuple[Callable[[Service, Around], Iterator[Hypothesis]], ...] = (
    external.examine,
    backends.examine,
    balancer.examine,
)


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """A hypothesis for each Service that nobody answers behind, and each Ingress that leads to nothing."""
    if not wanted.may_include(SERVICES, INGRESSES):
        return
    around = Around(wanted, context)
    for service in wanted.services:
        for way in _WAYS:
            for found in way(service, around):
                yield found if way is balancer.examine else _with_ingresses(found, around)
    for one in wanted.ingresses:
        yield from ingress.examine(one, around)


def _with_ingresses(found: Hypothesis, around: Around) -> Hypothesis:
    """The hypothesis, with the Ingresses whose way ends at that Service."""
    fronts: dict[ObjectRef, str] = dict.fromkeys(around.ingresses_to(found.subject), _WITHOUT_ANSWER)
    return replace(found, consequences=fronts) if fronts else found
