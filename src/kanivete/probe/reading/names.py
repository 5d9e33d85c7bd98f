"""What came of a name."""

from kanivete.i18n import _
from kanivete.probe.facts import NameFacts, QueryFacts
from kanivete.probe.steps import Fault, Outcome, Query, Resolved, Step, StepName
from kanivete.redact import clean

_MOST_SHOWN = 6
_FAILED_CODES = ("SERVFAIL", "FORMERR", "NOTIMP", "MALFORMED")
_FAILED_LOOKUPS = ("EAI_AGAIN", "EAI_FAIL", "EAI_SYSTEM")


def step(facts: NameFacts) -> Step:
    """The name's step: its addresses, or what its DNS servers said instead."""
    if facts.addresses:
        shown = ", ".join(clean(address) for address in facts.addresses[:_MOST_SHOWN])
        return Step(StepName.NAME, Outcome.OK, facts.seconds, shown)
    fault = _fault(facts)
    outcome = {Fault.RESOLVER_SILENT: Outcome.DROPPED}.get(fault, Outcome.FAILED)
    if fault is Fault.RESOLVER_REFUSED and all(not query.code for query in facts.queries):
        outcome = Outcome.REFUSED
    return Step(StepName.NAME, outcome, facts.seconds, _said(fault, facts), fault)


def resolved(facts: NameFacts) -> Resolved:
    """The addresses, and the way to them."""
    return Resolved(
        tuple(clean(address) for address in facts.addresses),
        tuple(clean(server) for server in facts.servers),
        tuple(clean(domain) for domain in facts.search),
        facts.ndots,
        tuple(_query(query) for query in facts.queries),
    )


def _query(facts: QueryFacts) -> Query:
    said = clean(facts.said) or (_("no answer in time") if facts.timeout else "")
    addresses = tuple(clean(address) for address in facts.addresses)
    return Query(clean(facts.name), facts.type, clean(facts.server), clean(facts.code), addresses, facts.seconds, said)


def _fault(facts: NameFacts) -> Fault:
    codes = {query.code for query in facts.queries} | {facts.code}
    if any(query.code == "NOERROR" for query in facts.queries) or facts.code in ("EAI_NODATA", "EAI_ADDRFAMILY"):
        return Fault.NO_ADDRESS
    if codes & set(_FAILED_CODES):
        return Fault.RESOLVER_FAILED
    if "NXDOMAIN" in codes:
        return Fault.NO_SUCH_NAME
    refused = "REFUSED" in codes or any(query.errno == "ECONNREFUSED" for query in facts.queries)
    if refused or facts.errno == "ECONNREFUSED":
        return Fault.RESOLVER_REFUSED
    if facts.timeout or any(query.timeout for query in facts.queries):
        return Fault.RESOLVER_SILENT
    return Fault.RESOLVER_FAILED if codes & set(_FAILED_LOOKUPS) else Fault.NO_SUCH_NAME


def _said(fault: Fault, facts: NameFacts) -> str:
    words = {
        Fault.NO_SUCH_NAME: _("no such name"),
        Fault.NO_ADDRESS: _("the name has no address"),
        Fault.RESOLVER_SILENT: _("no answer from the DNS server"),
        Fault.RESOLVER_REFUSED: _("the DNS server refuses"),
        Fault.RESOLVER_FAILED: _("the DNS server could not find out"),
    }[fault]
    asked = [f"{query.name} {query.type}: {_end(query)}" for query in facts.queries if query.type == "A"]
    if not asked:
        asked = [" ".join(filter(None, (facts.code, facts.said)))]
    servers = sorted({query.server for query in facts.queries}) or facts.servers
    place = f" ({', '.join(servers)})" if servers else ""
    detail = "; ".join(filter(None, asked[:_MOST_SHOWN]))
    return clean(f"{words}{place}" + (f": {detail}" if detail else ""))


def _end(query: QueryFacts) -> str:
    return query.code or query.said or _("no answer in time")
