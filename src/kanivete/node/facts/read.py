"""A machine's facts and its firewall, read over a shell in one round trip."""

import time
from dataclasses import replace

from kanivete.i18n import N_, _
from kanivete.kube.numbers import whole_number
from kanivete.node.facts import parse
from kanivete.node.facts.model import Lack, NodeFacts
from kanivete.node.facts.script import Part, run_parts
from kanivete.probe.shell.base import Shell
from kanivete.redact import clean, redact
from kanivete.sources.base import NodeDump

SECONDS = 90.0
_MOST_SKEW = 2.0
"""Seconds: less may be the time that the question took."""

_DUMPS = {
    "iptables-save": "iptables-save",
    "ip6tables-save": "ip6tables-save",
    "iptables-legacy-save": "iptables-legacy-save",
    "ip6tables-legacy-save": "ip6tables-legacy-save",
    "nft": "nft.json",
    "ipset": "ipset",
}
"""The part of the script, and what a recording calls it."""
_IPTABLES, _NFT = "iptables-save", "nft.json"

_PARTS = {
    "units": N_("the units"),
    "kubeconfig": N_("the kubelet's kubeconfig"),
    "route": N_("the route to the API server"),
    "disks": N_("the disks"),
}


def read_facts(shell: Shell, machine: str, *, sudo: bool = True) -> NodeFacts:
    """All of it. What is not there, or may not be read, is among the `lacks`.

    Args:
        shell: A place on the machine.
        machine: Its name in the dumps.
        sudo: Whether `sudo -n` may be used for what needs root.

    Raises:
        ShellError: Nothing could be read.
    """
    before = time.time()
    parts, _ran = run_parts(shell, ("machine", "node", "firewall"), sudo=sudo, seconds=SECONDS)
    facts = _with_dumps(NodeFacts(via=shell.description), parts, machine)
    lacks = [
        *facts.lacks,
        *(Lack(_(name), _why(parts.get(key))) for key, name in _PARTS.items() if _failed(parts, key)),
    ]
    return replace(
        facts,
        clock_ahead=_ahead(parts.get("clock"), before, time.time()),
        units=parse.units(parts["units"]) if "units" in parts else (),
        kubelet=parse.kubelet(parts.get("kubeconfig", Part("", 0)), parts.get("balancer")),
        route=parse.route(parts["route"]) if "route" in parts else "",
        disks=parse.disks(parts["disks"], parts.get("read-only")) if "disks" in parts else (),
        swaps=parse.swaps(parts["swaps"]) if "swaps" in parts else (),
        up_seconds=parse.up_seconds(parts["uptime"]) if "uptime" in parts else None,
        lacks=tuple(lacks),
    )


def read_firewall(shell: Shell, machine: str = "", *, sudo: bool = True) -> NodeFacts:
    """Only the dumps of a machine's firewall, by its own host name if none is given. Raises like `read_facts`."""
    parts, _ran = run_parts(shell, ("machine", "firewall"), sudo=sudo, seconds=SECONDS)
    return _with_dumps(NodeFacts(via=shell.description), parts, machine)


def _with_dumps(facts: NodeFacts, parts: dict[str, Part], machine: str) -> NodeFacts:
    host = _text(parts.get("host"))
    dumps = tuple(
        NodeDump(machine or host, name, redact(parts[key].text + "\n"))
        for key, name in _DUMPS.items()
        if key in parts and parts[key].code == 0 and parts[key].text.strip()
    )
    root = "root" in parts and parts["root"].code == 0
    return replace(
        facts,
        hostname=host,
        user=_text(parts.get("who")),
        root=root,
        dumps=dumps,
        lacks=_no_firewall(parts, dumps, root=root),
    )


def _no_firewall(parts: dict[str, Part], dumps: tuple[NodeDump, ...], *, root: bool) -> tuple[Lack, ...]:
    """iptables or nft tells enough: then it does not matter that the other is not there."""
    if {dump.name for dump in dumps} & {_IPTABLES, _NFT, "iptables-legacy-save"}:
        return ()
    tried = [parts[key] for key in ("iptables-save", "nft") if key in parts]
    if any(part.code == 0 for part in tried):
        return ()  # It was asked, and has no rules.
    if all(part.code == 127 for part in tried):
        why = _("neither iptables-save nor nft is there: if the node filters by eBPF, ask the CNI's own tools")
    elif not root:
        why = _(
            "{user} may not read it, and sudo asks for a password: log in as root, or allow sudo without one"
        ).format(user=_text(parts.get("who")) or "?")
    else:
        why = next((part.said for part in tried if part.code != 127 and part.said), _("its programs failed"))
    return (Lack(_("the firewall"), clean(why)),)


def _failed(parts: dict[str, Part], key: str) -> bool:
    return key not in parts or (parts[key].code != 0 and not parts[key].text.strip())


def _why(part: Part | None) -> str:
    return clean(part.said) if part and part.said else _("it was not answered")


def _ahead(part: Part | None, before: float, after: float) -> float | None:
    """How far the node's clock is off, beyond what the question's own time allows."""
    there = whole_number(_text(part))
    if there is None:
        return None
    off = there - after if there > after else min(there + 1 - before, 0)
    return round(off, 1) if abs(off) > _MOST_SKEW else None


def _text(part: Part | None) -> str:
    return clean(part.text).strip() if part else ""
