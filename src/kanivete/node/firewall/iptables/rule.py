"""An iptables rule as steps: its matches as tests, its target as a change or a verdict."""

from kanivete.i18n import _
from kanivete.node.firewall import protocols
from kanivete.node.firewall.iptables import conntrack, headers, misc, ports
from kanivete.node.firewall.iptables.targets import target_steps
from kanivete.node.firewall.model import Step, Table, Test, undecidable
from kanivete.node.firewall.parse.options import Match, Spec

_MATCHES = {**headers.MATCHES, **ports.MATCHES, **conntrack.MATCHES, **misc.MATCHES}


def steps_of(spec: Spec, table: Table) -> list[Step]:
    """The rule's steps."""
    family = 6 if table.family == "ip6" else 4
    steps: list[Step] = []
    for match in spec.matches:
        steps += _tests(match, family)
    return [*steps, *target_steps(spec, table, family)]


def _tests(match: Match, family: int) -> list[Test]:
    make = _MATCHES.get(match.name)
    if not match.options and (match.name.isdecimal() or match.name in ("all", *protocols.NUMBERS)):
        return []  # brought along by `-p NAME`, which has tested it
    if make is None:
        return [undecidable(_("what the match {name!r} tests is not known here").format(name=match.name))]
    try:
        return make(match, family)
    except (ValueError, IndexError, KeyError):
        return [undecidable(_("the options of the match {name!r} cannot be read").format(name=match.name))]
