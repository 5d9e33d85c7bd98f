"""The planned targets, tried from FROM."""

from collections.abc import Sequence

from kanivete.check.places import Origin
from kanivete.check.result import Tried
from kanivete.check.tried.access import Access
from kanivete.check.tried.plan import Planned
from kanivete.probe.here import probe_here
from kanivete.probe.remote import probe_many_from
from kanivete.probe.shell.base import Shell, ShellError


def attempt(planned: Sequence[Planned], origin: Origin, access: Access) -> tuple[tuple[Tried, ...], str]:
    """What came of it, and what had to be started for it, if anything.

    The containers of FROM are asked one after the other until one has the programs; then something is started, if that
    is allowed.
    """
    if not planned:
        return (), ""
    if origin.pod is None and origin.node is None:
        return tuple(
            Tried(one.role, probe_here(one.target, seconds=access.seconds), one.subject) for one in planned
        ), ""
    found: tuple[Tried, ...] = ()
    for shell in access.shells_of(origin.pod) if origin.pod else ():
        now = _from(shell, planned, access.seconds)
        if now[0].probed.reached is not None:
            return now, ""
        found = found or now
    try:
        with access.start(origin) as started:
            return (_from(started.shell, planned, access.seconds), started.what) if started else (found, "")
    except ShellError as error:
        return found, str(error)


def _from(shell: Shell, planned: Sequence[Planned], seconds: float) -> tuple[Tried, ...]:
    probed = probe_many_from(shell, [one.target for one in planned], seconds=seconds)
    return tuple(Tried(one.role, result, one.subject) for one, result in zip(planned, probed, strict=True))
