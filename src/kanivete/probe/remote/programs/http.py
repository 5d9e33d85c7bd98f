"""An HTTP answer, as curl, wget (two of them), openssl and the programs that only pass bytes on tell of it."""

from collections.abc import Sequence

from kanivete.probe.facts import HttpFacts
from kanivete.probe.remote.programs.ended import Ended
from kanivete.probe.remote.programs.words import failure_of, last

_EMPTY, _HTTP_0_9 = 52, 1
"""curl's exit codes: nothing was answered; the answer is no HTTP."""
_NOISE = ("depth=", "verify ", "CONNECTED(", "Connecting to ", "read:errno", "errno E")


def facts(runs: Sequence[Ended], missing: str) -> HttpFacts | None:
    """What came of the request; None where it was not come to."""
    run = next((run for run in runs if run.step == "http"), None)
    if run is None:
        return HttpFacts(missing=missing) if missing else None
    answer = _answer(run)
    if answer:
        return HttpFacts(seconds=run.seconds, answer=answer, first_byte=_first_byte(run))
    if run.program == "wget" and any(map(_of_tls, run.lines)):
        # busybox speaks a TLS of its own, which much of the world does not
        return HttpFacts(seconds=run.seconds, unclear=True, said=next(filter(_of_tls, run.lines), ""))
    failure = failure_of(run.lines, run.status)
    if run.program == "curl" and run.status == _HTTP_0_9:
        return HttpFacts(seconds=run.seconds, answer=last(run.lines))
    if failure is None or (run.program == "curl" and run.status == _EMPTY):
        return HttpFacts(seconds=run.seconds)
    reason = "CERTIFICATE_REQUIRED" if run.says("certificate required") else ""
    said = failure.said
    return HttpFacts(seconds=run.seconds, timeout=failure.timeout, errno=failure.errno, said=said, reason=reason)


def _of_tls(line: str) -> bool:
    return any(words in line.lower() for words in ("tls error", "ssl_client", "not an http or ftp url"))


def _answer(run: Ended) -> str:
    if run.program == "curl":
        return _block([line.removeprefix("< ") for line in run.lines if line.startswith("< ")])
    if run.program == "wget":
        return _block([line.strip() for line in run.lines if line.startswith("  ")])
    lines = [line for line in run.lines if not line.startswith(_NOISE)]
    start = next((at for at, line in enumerate(lines) if line.startswith("HTTP/")), 0)
    return "\n".join(lines[start:]).strip("\n")


def _block(headers: list[str]) -> str:
    """The first answer's head: a client that follows redirects prints several."""
    found: list[str] = []
    for line in headers:
        if line.startswith("HTTP/") and found:
            break
        if line.startswith("HTTP/") or found:
            found.append(line)
    return "\n".join(found) + "\n\n" if found else ""


def _first_byte(run: Ended) -> float | None:
    """curl's own times: until connected, until TLS is done, until the first byte, each since the start."""
    for line in run.lines:
        word, *times = line.split()[:4] or [""]
        if word == "times" and len(times) == 3:
            try:
                connected, secured, first = (float(time) for time in times)
            except ValueError:
                return None
            return max(first - max(connected, secured), 0.0)
    return None
