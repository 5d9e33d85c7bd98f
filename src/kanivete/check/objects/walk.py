"""The way from FROM to TO as the objects have it, without trying anything."""

from collections.abc import Iterator

from kanivete.check.objects import direct, node, origin, proxy, service
from kanivete.check.objects.way import Way
from kanivete.check.policies import step as policies
from kanivete.check.result import ObjectStep


def walk(way: Way) -> Way:
    """Walk it as far as it goes; a break does not end what can be looked at behind it."""
    for step in _steps(way):
        way.steps.append(step)
    return way


def _steps(way: Way) -> Iterator[ObjectStep]:
    yield from origin.steps(way)
    yield from service.steps(way) if way.destination.is_service or way.destination.service else direct.steps(way)
    yield from policies.steps(way)
    yield from node.steps(way)
    yield from proxy.steps(way)
