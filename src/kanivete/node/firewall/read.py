"""Reading dumps of any dialect, told apart by their content, into one ruleset."""

import json
from collections.abc import Iterable

from kanivete.i18n import _
from kanivete.node.firewall.errors import UnreadableError
from kanivete.node.firewall.model import Ruleset, Table
from kanivete.node.firewall.parse import ipset, iptables, nft_json


def ruleset_of(dumps: Iterable[tuple[str, str]], family: int = 4) -> Ruleset:
    """The rules of all dumps, given as name and text, for packets of this IP version.

    Raises:
        UnreadableError: One of them is no dump of a firewall, or a line in it has no sense.
    """
    ruleset = Ruleset()
    for name, text in dumps:
        _read(name, text.replace("\x00", ""), ruleset)
    for table in ruleset.tables:
        table.family = table.family or ("ip" if family == 4 else "ip6")
    _once(ruleset)
    return ruleset


def _read(name: str, text: str, ruleset: Ruleset) -> None:
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        ruleset.notes.append(
            _("{name} is empty: no rules, or the command that should have filled it failed.").format(name=name)
        )
    elif start.startswith("{"):
        ruleset.tables += nft_json.parse(_json(name, start), name)
    elif ipset.recognised(start):
        ruleset.sets.update(ipset.parse(start, name))
    elif iptables.listing(start):
        raise UnreadableError(
            _(
                "{name} is what `iptables -L` prints, which leaves out interfaces and matches: give `iptables-save -c`"
            ).format(name=name)
        )
    elif start.startswith(("table ", "# Warning: table ")) and "{" in start:
        raise UnreadableError(
            _("{name} is `nft list ruleset` as text: give it as JSON, `nft -j list ruleset`").format(name=name)
        )
    elif iptables.recognised(start) or all(line.startswith("#") for line in start.splitlines() if line.strip()):
        ruleset.tables += iptables.parse(text, name)
        ruleset.notes += _incomplete(text)
    else:
        raise UnreadableError(
            _("{name} is no dump of a firewall: give `iptables-save -c`, `nft -j list ruleset` or `ipset save`").format(
                name=name
            )
        )


def _incomplete(text: str) -> list[str]:
    """What iptables-save itself warns it leaves out."""
    notes = []
    if "# Warning: iptables-legacy tables present" in text or "# Warning: ip6tables-legacy tables present" in text:
        notes.append(_("The node has rules in iptables' legacy tables as well: add `iptables-legacy-save -c`."))
    if "' is incompatible, use 'nft' tool." in text:
        notes.append(_("iptables-save could not show all tables: give `nft -j list ruleset` as well."))
    return notes


def _json(name: str, text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(_("{name} is no valid JSON: {error}").format(name=name, error=error)) from error


def _once(ruleset: Ruleset) -> None:
    """iptables may keep its rules in nft tables, so that two dumps show them: iptables' own says more."""
    ours = {(table.family, table.name) for table in ruleset.tables if table.dialect == "iptables"}
    ruleset.tables = [
        table for table in ruleset.tables if not (_translated(table) and (table.family, table.name) in ours)
    ]


def _translated(table: Table) -> bool:
    """An nft table that iptables wrote has its chains' names, and only they are upper case."""
    names = {chain.name for chain in table.chains.values() if chain.hook}
    return table.dialect == "nft" and bool(names) and all(name.isupper() for name in names)
