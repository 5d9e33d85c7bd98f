"""What is worth knowing about a way that was tried, whether it worked or not."""

from collections.abc import Iterator

from kanivete.check.objects.way import Way
from kanivete.check.result import Tried
from kanivete.i18n import _
from kanivete.probe.words import duration

_SLOW = 1.0
_MANY = 3
_POLICY = "network.policy-denies"


def hints(way: Way, tried: tuple[Tried, ...]) -> Iterator[str]:
    """Names asked for in vain, slow DNS, policies that nobody enforces."""
    asked = next((one for one in tried if one.role == "name"), None)
    if asked is None:
        return
    yield from name_hints(asked)
    shown = asked.probed.presented
    if shown and shown.faults and not asked.probed.target.verify:
        faults = ", ".join(fault.value for fault in shown.faults)
        yield _("clients that check its certificate may not accept it ({faults}): check https://… to see").format(
            faults=faults
        )
    denied = next((s.broken for s in way.steps if s.broken and s.broken.cause == _POLICY), None)
    if denied and asked.probed.reached:
        text = _(
            "by the objects it should not be: {denied}. The network plugin enforces no NetworkPolicies, or not this one"
        )
        yield text.format(denied=denied.text)


def resolution(tried: Tried) -> str:
    """Which of the names asked for has the address, who told it, and the rules by which they were asked for."""
    resolved = tried.probed.resolved
    if resolved is None or not resolved.queries:
        return ""
    found = next((query for query in resolved.queries if query.addresses), None)
    text = _("asked {server}; ndots {ndots}, search path {search}")
    if found:
        text = _("found as {name} by {server}; ndots {ndots}, search path {search}")
    return text.format(
        name=found.name if found else "",
        server=found.server if found else ", ".join(resolved.servers),
        ndots=resolved.ndots,
        search=" ".join(resolved.search) or "-",
    )


def name_hints(tried: Tried) -> Iterator[str]:
    """What the way to a name's address tells: names asked for in vain, slow answers."""
    resolved = tried.probed.resolved
    if resolved is None:
        return
    queries = [query for query in resolved.queries if query.type == "A"]
    vain: list[str] = []
    answered = ""
    for query in queries:
        if query.addresses:
            answered = query.name
            break
        if query.name not in vain:
            vain.append(query.name)
    if answered and len(vain) >= _MANY:
        text = _(
            "{n} names were asked for in vain first (ndots is {ndots}): write {host}. with a final dot to ask once"
        )
        yield text.format(n=len(vain), ndots=resolved.ndots, host=answered.rstrip("."))
    slow = max((query.seconds or 0 for query in queries), default=0)
    if slow >= _SLOW:
        query = max(queries, key=lambda one: one.seconds or 0)
        text = _("DNS is slow: {server} took {time} for {name}")
        yield text.format(server=query.server, time=duration(slow), name=query.name)
