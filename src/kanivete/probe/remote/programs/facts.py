"""Everything that programs printed about one target becomes its facts."""

from dataclasses import dataclass, field

from kanivete.i18n import _
from kanivete.probe.facts import Facts, RouteFacts
from kanivete.probe.remote.programs import http, names, tcp, tls, udp
from kanivete.probe.remote.programs.ended import Ended
from kanivete.probe.remote.programs.words import failure_of

__all__ = ["Ended", "Tried", "facts_from"]


@dataclass
class Tried:
    """What was run for one target, in its order, and what could not be for want of programs."""

    runs: list[Ended] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    conf: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)


def facts_from(tried: Tried) -> Facts:
    """The facts, as far as they can be read."""
    runs = tried.runs
    connected = [tcp.facts(run) for run in runs if run.step == "tcp"]
    if not connected:
        # curl tells of the connection while it does something else on it
        connected = [tcp.facts(run) for run in runs if run.step in ("tls", "http") and run.program == "curl"][:1]
    datagram = next((udp.facts(run) for run in runs if run.step == "udp"), None)
    used = list(dict.fromkeys(run.program for run in runs if run.step in ("tcp", "udp", "tls", "http")))
    missing = next((tried.missing[step] for step in ("tcp", "udp") if step in tried.missing), "")
    return Facts(
        name=names.facts(runs, tried.conf, tried.hosts),
        route=next((found for run in runs if run.step == "route" and (found := _route(run))), None),
        tcp=[] if names.unresolved(runs) else connected,
        udp=datagram,
        tls=tls.facts(runs, tried.missing.get("tls", "")),
        http=http.facts(runs, tried.missing.get("http", "")),
        broken=_("not tried: none of these programs is there: {programs}").format(programs=missing) if missing else "",
        program=", ".join(used),
    )


def _route(run: Ended) -> RouteFacts | None:
    """What `ip route get` says; None where it could not be asked."""
    if run.status == 0:
        return RouteFacts(said=" ".join(" ".join(run.lines).split()[:16]))
    failure = failure_of(run.lines, run.status)
    return RouteFacts(errno=failure.errno, said=failure.said) if failure and failure.errno else None
