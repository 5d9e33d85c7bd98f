"""What the node, the times and the registry's answer add to a cause, and which other causes they clear."""

from datetime import timedelta

from kanivete.diagnose.context import quote, reference, status_evidence
from kanivete.i18n import _
from kanivete.kube.meta import condition, moment
from kanivete.kube.nodes import Node
from kanivete.model import Evidence, RuledOut

_TLS = "image.tls-"
_SKEW = timedelta(minutes=5)

NOT_REACHED = frozenset(
    {
        "image.dns-name",
        "image.dns-server",
        "image.network-refused",
        "image.network-timeout",
        "image.network-no-route",
        "image.network-reset",
        "image.network-proxy",
        "image.network-stalled",
        "image.truncated",
    }
)
"""Causes on the way to the registry."""
OF_REGISTRY = NOT_REACHED | {
    "image.tls-expired",
    "image.tls-not-yet-valid",
    "image.tls-unknown-authority",
    "image.tls-name-mismatch",
    "image.tls-plain-http",
    "image.tls-handshake",
    "image.registry-error",
    "image.rate-limited",
    "image.registry-firewall",
    "image.registry-blocked",
    "image.auth-scheme",
}
"""Causes that every workload meets that pulls from that registry."""
GRANTED = frozenset(
    {
        "image.tag-not-found",
        "image.digest-not-found",
        "image.repository-not-found",
        "image.platform",
        "image.blob-missing",
        "image.schema-unsupported",
        "image.media-type",
        "image.manifest-invalid",
        "image.disk-full",
        "image.unpack-failed",
    }
)
"""Causes for which the registry let the runtime ask."""
_NOT_ASKED = frozenset(
    {
        "image.name-invalid",
        "image.never-pull",
        "image.registry-blocked",
        "image.kubelet-rate-limited",
        "image.slow-pull",
        "image.unrecognised",
        "image.policy-rejected",
        "image.signature-rejected",
    }
)


def ruled_out(cause: str, text: str, address: str, node: Node | None) -> tuple[RuledOut, ...]:
    """The rivals that the words themselves, and the state of the node, clear."""
    cleared: list[RuledOut] = []
    if cause == "image.network-refused" and address:
        because = _("the name led to an address: {address}").format(address=address)
        cleared.append(RuledOut("image.dns-name", because))
    if cause.startswith(_TLS):
        cleared.append(RuledOut("image.network-timeout", _("the registry answered: a connection stood, and TLS began")))
    elif cause not in NOT_REACHED | _NOT_ASKED:
        because = _("the registry answered: “{words}”").format(words=_last_words(text))
        cleared.append(RuledOut("image.network-timeout", because))
    if cause in GRANTED:
        cleared.append(RuledOut("image.auth-no-credentials", _("the registry let the runtime ask for the manifest")))
    return (*cleared, *_node_cleared(cause, node))


def condition_evidence(node: Node, type_: str) -> tuple[Evidence, ...]:
    """That condition quoted, if the node has it."""
    found = condition(node.status.conditions, type_)
    if not found:
        return ()
    text = f"{found.type}={found.status} {found.reason}: {found.message}".rstrip(": ")
    path = f"status.conditions[{type_}]"
    return (status_evidence(reference(node, "Node"), path, text, found.last_transition_time),)


def architecture_evidence(node: Node | None) -> tuple[Evidence, ...]:
    """What the node can run, quoted."""
    if node is None or not node.status.node_info.architecture:
        return ()
    info = node.status.node_info
    platform = f"{info.operating_system or 'linux'}/{info.architecture}"
    return (status_evidence(reference(node, "Node"), "status.nodeInfo", platform),)


def clock_is_wrong(by_node: str, seen: str) -> bool:
    """Whether the time that the node wrote into its text is far from the time at which the API saw the text."""
    wrote, really = moment(by_node), moment(seen)
    return bool(wrote and really and abs(wrote - really) > _SKEW)


def _node_cleared(cause: str, node: Node | None) -> list[RuledOut]:
    if node is None or cause in ("image.disk-full", "image.unpack-failed"):
        return []
    cleared = []
    for type_, wanted, rival in (
        ("Ready", "True", "node.kubelet-stopped"),
        ("DiskPressure", "False", "node.disk-pressure"),
    ):
        if found := condition(node.status.conditions, type_, wanted):
            because = _("node {node}: {type} is {status}, “{message}”").format(
                node=node.metadata.name, type=type_, status=found.status, message=quote(found.message or found.reason)
            )
            cleared.append(RuledOut(rival, because))
    return cleared


def _last_words(text: str) -> str:
    """The end of a chain of errors, for quoting inside a sentence."""
    line = text.strip().partition("\n")[0]
    return quote(": ".join(line.rsplit(": ", 2)[-2:]))
