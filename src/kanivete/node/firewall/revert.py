"""The command that takes back exactly one rule or policy, and the one that saves everything first."""

import shlex

from kanivete.node.firewall.model import Rule, Table
from kanivete.node.firewall.parse.words import words_of


def _tool(table: Table) -> str:
    return "ip6tables" if table.family == "ip6" else "iptables"


def removal(table: Table, rule: Rule) -> str:
    """Delete this rule. An nft dump without handles does not say which one it is: then nothing."""
    if table.dialect == "nft":
        if rule.handle is None:
            return ""
        return f"nft delete rule {table.family} {_plain(table.name)} {_plain(rule.chain)} handle {rule.handle}"
    where = [] if table.name == "filter" else ["-t", table.name]
    return shlex.join([_tool(table), *where, "-D", rule.chain, *(word.text for word in words_of(rule.text)[2:])])


def opening(table: Table, chain: str) -> str:
    """Let the chain's policy accept."""
    if table.dialect == "nft":
        return shlex.join(["nft", f"chain {table.family} {table.name} {chain} {{ policy accept ; }}"])
    where = [] if table.name == "filter" else ["-t", table.name]
    return shlex.join([_tool(table), *where, "-P", chain, "ACCEPT"])


def backup(table: Table) -> str:
    """Save the rules as they are."""
    if table.dialect == "nft":
        return "nft list ruleset > nftables-before.nft"
    tool = _tool(table)
    return f"{tool}-save -c > {tool}-before.rules"


def _plain(name: str) -> str:
    return shlex.quote(name)
