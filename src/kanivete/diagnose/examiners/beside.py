"""Families that look at objects of their own, besides pods, nodes and refusals: Services, Jobs, claims …

Adding a family is adding its `Beside`. Each costs one list per kind, whatever the number of objects; it asks for more
only about an object whose own fields say that something is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners import (
    api,
    autoscaling,
    budget,
    claim,
    control_plane,
    cron_job,
    held,
    job,
    namespace,
    service,
)
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject
from kanivete.sources.base import Missing, Source


@dataclass(frozen=True)
class Beside:
    """One family: the kinds that it lists in the chosen namespaces, and what it concludes from them."""

    kinds: tuple[Kind[KubeObject], ...]
    examine: Callable[[Wanted, Context], Iterator[Hypothesis]]


FAMILIES: tuple[Beside, ...] = (
    Beside(service.KINDS, service.examine),
    Beside(api.KINDS, api.examine),
    Beside(namespace.KINDS, namespace.examine),
    Beside(autoscaling.KINDS, autoscaling.examine),
    Beside(job.KINDS, job.examine),
    Beside(cron_job.KINDS, cron_job.examine),
    Beside(claim.CLAIM_KINDS, claim.examine_claims),
    Beside(claim.VOLUME_KINDS, claim.examine_volumes),
    Beside(budget.KINDS, budget.examine),
    Beside((), control_plane.examine),
    Beside((), held.examine),
)


def prefetch(wanted: Wanted, source: Source) -> None:
    """Say which lists the families will ask for."""
    families = [family for family in FAMILIES if wanted.may_include(*family.kinds)]
    kinds = {kind: None for family in families for kind in family.kinds}
    source.prefetch_lists([kind for kind in kinds if kind.namespaced and not wanted.has_named(kind)], wanted.namespaces)
    source.prefetch_lists([kind for kind in kinds if not kind.namespaced and wanted.may_include(kind)])
    if wanted.is_everything:
        source.prefetch_lists(control_plane.KINDS, [control_plane.LEASES_OF])


def is_any(wanted: Wanted, context: Context) -> bool:
    """Whether the chosen namespaces have anything that a family looks at; labels choose among pods."""
    return not wanted.has_labels and any(
        context.source.list(kind, place) not in ((), Missing.UNSEEN)
        for family in FAMILIES
        for kind in family.kinds
        for place in wanted.places
        if kind.namespaced
    )


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """The hypotheses of all families."""
    for family in FAMILIES:
        yield from family.examine(wanted, context)
