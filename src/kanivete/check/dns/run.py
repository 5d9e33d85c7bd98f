"""The cluster's DNS, checked as one place sees it."""

from kanivete.check.dns import objects
from kanivete.check.dns.servers import NAMESPACE, PORT, dns_service
from kanivete.check.dns.verdict import conclude, remarks
from kanivete.check.lookup import reference
from kanivete.check.objects.way import Explain, Way
from kanivete.check.places import Destination, Origin
from kanivete.check.result import Check
from kanivete.check.tried.access import Access
from kanivete.check.tried.attempt import attempt
from kanivete.check.tried.hints import name_hints
from kanivete.check.tried.plan import Planned
from kanivete.i18n import _
from kanivete.kube.kinds import PODS, SERVICES
from kanivete.model import Coverage
from kanivete.probe.steps import Target
from kanivete.sources.base import Source

CLUSTER_NAME = "kubernetes.default.svc"
"""The one Service that every cluster has; without its domain, which only the search path knows."""
OUTSIDE = ("example.com",)


def check_dns(
    origin: Origin | None,
    source: Source,
    access: Access | None = None,
    *,
    names: tuple[str, ...] = OUTSIDE,
    configuration: str = "",
    explain: Explain = lambda _pod: None,
) -> Check:
    """What the objects say, and with an origin and access, what happens there.

    Args:
        origin: Where to ask from.
        source: The cluster.
        access: How to run something there.
        names: Outside of the cluster, to be looked up too.
        configuration: The text of CoreDNS's Corefile, if it is known.
        explain: Why a pod is not well.

    Raises:
        SourceError: The source cannot be read at all.
    """
    way = _way(origin or Origin("-", "default"), source, explain)
    for step in objects.steps(way, configuration):
        way.steps.append(step)
    service = way.destination.service
    planned = _plan(way, names)
    tried, tool = attempt(planned, way.origin, access) if access and origin else ((), "")
    gaps = source.gaps()
    looked_up = [one for one in tried if one.role in ("cluster", "outside")]
    given = names != OUTSIDE
    return Check(
        origin=way.origin.word,
        target=_("the cluster's DNS"),
        origin_ref=way.origin.ref,
        target_ref=reference(service, SERVICES) if service else None,
        verdict=conclude(way, tried, given=given),
        objects=tuple(way.steps),
        tried=tried,
        coverage=Coverage(not gaps, dict(sorted(source.examined().items())), gaps),
        tool=tool,
        notes=(*remarks(tried, given=given), *(note for one in looked_up for note in name_hints(one))),
    )


def _way(origin: Origin, source: Source, explain: Explain) -> Way:
    service = dns_service(source)
    place = service.metadata.namespace if service else NAMESPACE
    target = Destination("DNS", CLUSTER_NAME, str(PORT), PORT, namespace=place, name="kubernetes", service=service)
    return Way(origin, target, source, explain)


def _plan(way: Way, names: tuple[str, ...]) -> tuple[Planned, ...]:
    """Names of the cluster and of outside; then the servers themselves, over UDP and TCP."""
    planned = [Planned("cluster", Target(CLUSTER_NAME, None))]
    planned += [Planned("outside", Target(name, None)) for name in names]
    service = way.destination.service
    if service and service.spec.cluster_ip not in ("", "None"):
        ref = reference(service, SERVICES)
        planned += [Planned("service", Target(service.spec.cluster_ip, PORT, p), ref) for p in ("udp", "tcp")]
    for one in way.ready[:8]:
        if one.address and one.port:
            subject = reference(one.pod, PODS) if one.pod else None
            planned += [Planned("endpoint", Target(one.address, one.port, p), subject) for p in ("udp", "tcp")]
    return tuple(planned)
