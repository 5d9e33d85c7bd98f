"""One check, from the words to the verdict."""

from collections.abc import Sequence

from kanivete.check.objects.walk import walk
from kanivete.check.objects.way import Explain, Way
from kanivete.check.places import Destination, Origin
from kanivete.check.result import Check, ObjectStep, Tried
from kanivete.check.tried.access import Access
from kanivete.check.tried.attempt import attempt
from kanivete.check.tried.hints import hints
from kanivete.check.tried.inside import Inside
from kanivete.check.tried.plan import plan
from kanivete.check.tried.verdict import conclude
from kanivete.i18n import _
from kanivete.model import Coverage
from kanivete.sources.base import Source


def check(
    origin: Origin,
    destination: Destination,
    source: Source,
    access: Access | None = None,
    explain: Explain = lambda _pod: None,
    also: Sequence[ObjectStep] = (),
) -> Check:
    """Walk the way by the objects; with `access`, try it too. `also` are steps that the caller knows of.

    Raises:
        SourceError: The source cannot be read at all.
    """
    way = walk(Way(origin, destination, source, explain))
    way.steps.extend(also)
    planned = plan(way, ca=access.ca if access else "")
    if access and _is_inside_only(way):
        access = None
    tried, tool = attempt(planned, origin, access) if access else ((), "")
    inside = Inside(access.shells_of, access.look) if access else Inside()
    gaps = source.gaps()
    return Check(
        origin=origin.word,
        target=destination.word,
        origin_ref=origin.ref,
        target_ref=destination.ref,
        verdict=conclude(way, tried, inside),
        objects=tuple(way.steps),
        tried=tried,
        coverage=Coverage(not gaps, dict(sorted(source.examined().items())), gaps),
        tool=tool,
        notes=(*_notes(way, tried, tool), *hints(way, tried)),
    )


def _is_inside_only(way: Way) -> bool:
    """Whether TO has a name and an address inside the cluster alone, and FROM is outside."""
    outside = way.origin.pod is None and way.origin.node is None
    return outside and way.destination.service is not None


def _notes(way: Way, tried: tuple[Tried, ...], tool: str) -> tuple[str, ...]:
    if _is_inside_only(way):
        return (_("a Service's name and address exist only inside the cluster: try it from a pod or deploy/NAME"),)
    if tried and tried[0].probed.reached is None and not tool:
        text = _(
            "--toolbox pod tries it from a test pod like {origin}, deleted afterwards; --toolbox debug from inside it"
        )
        return (text.format(origin=way.origin.word),)
    return ()
