"""A name, as getent, nslookup (busybox's two and BIND's) and the programs that connect tell of it."""

import ipaddress
from collections.abc import Sequence
from dataclasses import replace

from kanivete.probe.facts import NameFacts, QueryFacts
from kanivete.probe.far.dns import resolver_of
from kanivete.probe.remote.programs.ended import Ended
from kanivete.probe.remote.programs.words import last, name_failure_of

_CODES = (
    ("nxdomain", "NXDOMAIN"),
    ("servfail", "SERVFAIL"),
    ("refused", "REFUSED"),
    ("name does not resolve", "NXDOMAIN"),
    ("name or service not known", "NXDOMAIN"),
    ("no answer", "NOERROR"),
    ("try again", "EAI_AGAIN"),
)
_ASIDE = "can't resolve '(null)'"
"""What busybox before 1.30 says of the server's own name, whatever it finds."""


def facts(runs: Sequence[Ended], conf: Sequence[str], hosts: Sequence[str]) -> NameFacts | None:
    """What came of the name; None where an address was given."""
    asked = [run for run in runs if run.step in ("name", "dns")]
    servers, search, ndots = resolver_of(conf)
    by_name = [run for run in runs if run.step in ("tcp", "udp", "tls", "http") and not is_address(run.address)]
    failed = next((found for run in by_name if (found := name_failure_of(run.lines))), None)
    named = by_name[0].address if by_name else ""
    if not (asked or hosts or conf or named):
        return None
    queries = [_query(run, servers) for run in asked if run.step == "dns"]
    addresses = list(hosts)
    for run in asked:
        addresses += [one for one in addresses_in(run) if one not in addresses]
    if failed and not addresses:
        return NameFacts(code=failed[0], said=failed[1], servers=servers, search=search, ndots=ndots)
    silent = bool(asked) and all(run.killed for run in asked)
    code = "EAI_NONAME" if any(run.program == "getent" and run.status == 2 for run in asked) else ""
    seconds = [run.seconds for run in asked if run.seconds is not None]
    return NameFacts(
        addresses=addresses or ([named] if named else []),
        code=code,
        servers=servers,
        search=search,
        ndots=ndots,
        queries=queries,
        timeout=silent,
        seconds=sum(seconds) if seconds else None,
    )


def unresolved(runs: Sequence[Ended]) -> bool:
    """Whether the programs that should have connected could not resolve the name themselves."""
    tried = [run for run in runs if run.step == "tcp" and not is_address(run.address)]
    return bool(tried) and all(run.status != 0 and name_failure_of(run.lines) for run in tried)


def addresses_in(run: Ended) -> list[str]:
    """The addresses that getent or nslookup printed; the DNS server's own comes before `Name:`."""
    found: list[str] = []
    named = False
    for line in run.lines:
        words = line.split()
        if run.program == "getent":
            candidates = words[:1] if words[1:2] == ["STREAM"] else []
        else:
            named = named or line.startswith("Name:")
            mine = named and line.startswith("Address")
            candidates = words[1:3] if mine else []
        found += [one for one in candidates if is_address(one) and one not in found]
    return found


def is_address(text: str) -> bool:
    """Whether it is an address and no name."""
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def _query(run: Ended, servers: list[str]) -> QueryFacts:
    run = replace(run, lines=tuple(line for line in run.lines if _ASIDE not in line))
    server = next((line.split()[-1] for line in run.lines if line.startswith("Server:") and len(line.split()) > 1), "")
    server = server or (servers[0] if servers else "")
    addresses = addresses_in(run)
    silent = not addresses and (run.killed or run.says("timed out", "no servers could be reached"))
    if addresses:
        code = "NOERROR"
    elif silent:
        code = ""
    else:
        code = next((code for words, code in _CODES if run.says(words)), "")
    errno = "ECONNREFUSED" if run.says("connection refused") else ""
    return QueryFacts(
        name=run.address,
        type="A",
        server=server,
        code="" if errno else code,
        addresses=addresses,
        seconds=run.seconds,
        timeout=silent and not errno,
        errno=errno,
        said="" if code or silent else last(run.lines),
    )
