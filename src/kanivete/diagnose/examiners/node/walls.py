"""The firewall that keeps a node from the API server, where a recording has the machines' firewalls."""

from dataclasses import replace

from kanivete.diagnose.context import Context, quote
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.nodes import Node
from kanivete.model import Certainty, Changes, Evidence, ObjectRef, Origin, Owner, Remedy
from kanivete.node.cut import Cut, cuts
from kanivete.node.firewall.errors import PacketError
from kanivete.node.firewall.model import Kind
from kanivete.node.log import LogReport
from kanivete.sources.base import Missing

_INTERNAL = ("InternalIP", "ExternalIP")


def with_firewall(told: Hypothesis, report: LogReport, node: Node, context: Context) -> Hypothesis:
    """The hypothesis with the rule that stops the packet, and how to take it back; as it is where none does."""
    dumps = context.source.firewalls()
    if isinstance(dumps, Missing) or not dumps or not report.endpoint:
        return told
    host, _colon, port = report.endpoint.rpartition(":")
    places = addresses(context)
    for source in places.get(node.metadata.name, ()):
        try:
            found = cuts(dumps, source, host.strip("[]"), int(port), "tcp", places)
        except PacketError:
            # The endpoint is a name, or of the other address family.
            continue
        for cut in found:
            if cut.answer.verdict is not Kind.UNSURE:
                return _with(told, cut, source, report.endpoint, context)
    return told


def with_way(told: Hypothesis, way: str, report: LogReport, node: Node, context: Context) -> Hypothesis:
    """The hypothesis with the rule that stops the packet; where none does, with a sentence on how requests fail."""
    found = with_firewall(told, report, node, context)
    return found if found is not told else replace(told, note=" ".join(part for part in (way, told.note) if part))


def addresses(context: Context) -> dict[str, tuple[str, ...]]:
    """The addresses of the nodes by name, the internal ones first."""
    if isinstance(context.nodes, Missing):
        return {}
    return {
        name: tuple(
            one.address for kind in _INTERNAL for one in node.status.addresses if one.type == kind and one.address
        )
        for name, node in context.nodes.items()
    }


def _with(told: Hypothesis, cut: Cut, source: str, endpoint: str, context: Context) -> Hypothesis:
    return replace(
        told,
        evidence=(*told.evidence, firewall_evidence(cut, context)),
        certainty=Certainty.PROVEN,
        owner=Owner.NETWORK,
        note=" ".join(part for part in (_sentence(cut, source, endpoint), told.note) if part),
        remedies=remedies_of(cut),
        is_remedied=bool(cut.answer.revert),
    )


def firewall_evidence(cut: Cut, context: Context) -> Evidence:
    """The rule, or the policy, and where it stands."""
    passed = cut.answer.passed
    rule = passed.rule if passed else None
    is_node = not isinstance(context.nodes, Missing) and cut.machine in context.nodes
    about = ObjectRef(api_version="v1" if is_node else "", kind="Node" if is_node else "Machine", name=cut.machine)
    where = f"{passed.table} {passed.chain}" if passed else ""
    text = rule.text if rule else f"{where} policy {cut.answer.verdict}"
    return Evidence(
        origin=Origin.FIREWALL,
        text=quote(text),
        object=about,
        field=f"{where} {rule.number}" if rule else where,
        count=max(cut.answer.packets or 1, 1),
    )


def _sentence(cut: Cut, source: str, endpoint: str) -> str:
    passed = cut.answer.passed
    rule = passed.rule if passed else None
    facts = {
        "machine": cut.machine,
        "chain": passed.chain if passed else "",
        "number": rule.number if rule else "",
        "source": source,
        "endpoint": endpoint,
        "packets": cut.answer.packets or 0,
    }
    if rule is None:
        sentence = _("The policy of chain {chain} on {machine} stops what {source} sends to {endpoint}.")
    elif cut.reply:
        sentence = _(
            "Rule {number} of chain {chain} on {machine} stops the answers of {endpoint} to {source}"
            " (packets so far: {packets})."
        )
    else:
        sentence = _(
            "Rule {number} of chain {chain} on {machine} stops what {source} sends to {endpoint}"
            " (packets so far: {packets})."
        )
    return sentence.format(**facts)


def remedies_of(cut: Cut) -> tuple[Remedy, ...]:
    """How to take it back, the back-up first."""
    answer = cut.answer
    if not answer.revert:
        return ()
    backup = Remedy(_("On {machine}, save the rules as they are.").format(machine=cut.machine), answer.backup)
    take_back = Remedy(
        _("Then take back what stops the packets, on {machine}.").format(machine=cut.machine),
        answer.revert,
        Changes.NODE,
    )
    return (backup, take_back) if answer.backup else (take_back,)
