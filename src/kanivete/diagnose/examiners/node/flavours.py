"""How a request to the API server failed, and what that says about the way there."""

from kanivete.i18n import N_, _
from kanivete.node.log import LoggedCause

_FLAVOURS = (
    (
        ("no such host", "server misbehaving", "lookup ", "name resolution"),
        N_("The name in {endpoint} cannot be resolved on the node: its DNS, or its /etc/hosts, is at fault."),
    ),
    (
        ("tls handshake timeout",),
        N_(
            "TCP connects to {endpoint}, and TLS then stalls: a path whose MTU is too small, a proxy, or an API server"
            " that is overloaded."
        ),
    ),
    (
        ("no route to host", "network is unreachable", "host is down"),
        N_("The node has no way to {endpoint}: the machine is off, a route is missing, or a firewall says so."),
    ),
    (
        ("operation not permitted",),
        N_("A rule on the node itself forbids it to send to {endpoint}."),
    ),
    (
        ("connection refused",),
        N_(
            "{endpoint} refuses the connection: its machine answers, but nothing listens on that port, or a rule there"
            " rejects it."
        ),
    ),
    (
        ("connection reset", "broken pipe", "eof", "goaway"),
        N_(
            "The connection to {endpoint} is closed from the other side: a load balancer without a backend, or a proxy."
        ),
    ),
    (
        ("timeout", "deadline exceeded", "timed out", "connection lost"),
        N_("Nothing comes back from {endpoint}: packets are dropped on the way there or back, or it is overloaded."),
    ),
)
"""The words of Go's net and net/http packages, the more telling ones first; the last that a log says counts."""


def flavour(found: LoggedCause, endpoint: str) -> str:
    """A sentence on the way the requests fail; nothing for words that nobody knows."""
    said = (found.facts.get("error", "") or " ".join(found.lines)).lower()
    where = endpoint or found.facts.get("address", "")
    for words, sentence in _FLAVOURS:
        if any(word in said for word in words):
            return _(sentence).format(endpoint=where or "?")
    return ""
