"""A datagram, as perl, bash and (for DNS) nslookup tell of it."""

from kanivete.probe.facts import UdpFacts
from kanivete.probe.remote.programs.ended import Ended
from kanivete.probe.remote.programs.words import failure_of, last

_ANSWERS = ("nxdomain", "servfail", "can't find", "name:")


def facts(run: Ended) -> UdpFacts:
    """Answered, an error, or silence."""
    if run.says("answered") or (run.program == "nslookup" and run.says(*_ANSWERS)):
        return UdpFacts(address=run.address, seconds=run.seconds, answered=True)
    lines = tuple(line for line in run.lines if "timed out" not in line)
    failure = failure_of(lines, run.status)
    if failure and failure.errno not in ("", "ETIMEDOUT"):
        return UdpFacts(address=run.address, seconds=run.seconds, errno=failure.errno, said=failure.said)
    errno = next((line.split(" ")[1] for line in run.lines if line.startswith("errno E")), "")
    if errno and errno != "ETIMEDOUT":
        return UdpFacts(address=run.address, seconds=run.seconds, errno=errno, said=last(run.lines).partition(errno)[2])
    return UdpFacts(address=run.address, seconds=run.seconds, timeout=True)
