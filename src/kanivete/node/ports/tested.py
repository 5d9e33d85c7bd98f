"""The requirements, tried from their origins."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from kanivete.i18n import _
from kanivete.node.ports.datagrams import watched
from kanivete.node.ports.health import through_api
from kanivete.node.ports.model import Requirement, Result
from kanivete.probe.remote import probe_many_from
from kanivete.probe.shell.base import Shell
from kanivete.sources.base import Source

_AT_ONCE = 4
"""Machines, then datagrams, that are tried at the same time."""


def tested(
    requirements: Iterable[Requirement],
    shells: Mapping[str, Shell],
    *,
    source: Source | None = None,  # noqa: PT028 (no test)
    seconds: float = 3.0,  # noqa: PT028
) -> tuple[Result, ...]:
    """Try each requirement from its origin, in one round trip a machine; the results are in their order.

    `shells` are by the name of the machine (a Node's, or `CONTROL_PLANE`). Where there is none, the kubelet's port is
    still tried through the API server of `source`; all else is untested, and says so.
    """
    wanted = tuple(requirements)
    by_origin = [(shell, [one for one in wanted if one.origin == origin]) for origin, shell in shells.items()]
    found: dict[Requirement, Result] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for results in pool.map(lambda of: _from(of[0], of[1], seconds), by_origin):
            found.update(results)
        for one in wanted:
            if one not in found:
                found[one] = _without_shell(one, source)
        return tuple(pool.map(lambda one: watched(found[one], shells), wanted))


def _from(shell: Shell, wanted: Sequence[Requirement], seconds: float) -> dict[Requirement, Result]:
    probed = probe_many_from(shell, [one.target for one in wanted], seconds=seconds)
    return {one: Result(one, result) for one, result in zip(wanted, probed, strict=True)}


def _without_shell(one: Requirement, source: Source | None) -> Result:
    if source and one.id == "kubelet" and (probed := through_api(source, one)):
        return Result(one, probed)
    return Result(one, untested=_("not tried: there is no way into {machine}").format(machine=one.origin))
