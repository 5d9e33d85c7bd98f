"""The answer for people at a terminal: the verdict in one line, the rule, where it is, the way there, what to run."""

import textwrap
from collections.abc import Iterator

import click

from kanivete.i18n import _, ngettext
from kanivete.node.firewall import protocols
from kanivete.node.firewall.answer import Answer
from kanivete.node.firewall.model import Kind
from kanivete.node.firewall.packet import Hook, Packet, shown
from kanivete.node.firewall.walk.trail import Passed
from kanivete.redact.text import escape

_COLOUR = {Kind.ACCEPT: "green", Kind.DROP: "red", Kind.REJECT: "red", Kind.UNSURE: "yellow"}
_MARGIN = 12
_MOST_DOUBTS = 12


def to_text(answer: Answer, packet: Packet, hook: Hook, width: int) -> str:
    """All of it; only rules and commands are longer than `width`."""
    return "\n".join(_lines(answer, packet, hook, width)).rstrip()


def _lines(answer: Answer, packet: Packet, hook: Hook, width: int) -> Iterator[str]:
    verdict = click.style(_verdict(answer.verdict), fg=_COLOUR[answer.verdict], bold=True)
    yield f"{verdict}  {described(packet)}, {_hook(hook)}"
    yield ""
    yield from _decisive(answer)
    for at, passed in enumerate(answer.path):
        yield _labelled(_("Path") if at == 0 else "", f"{_place(passed)}: {escape(passed.effect)}")
    yield from _undecided(answer, width)
    if answer.revert:
        yield _labelled(_("Back up"), click.style(f"$ {answer.backup}", fg="green"))
        yield _labelled(_("Revert"), click.style(f"$ {escape(answer.revert)}", fg="green"))
    for note in answer.notes:
        yield from _wrapped(_("Note"), escape(note), width)


def _decisive(answer: Answer) -> Iterator[str]:
    passed = answer.passed
    if passed is None:
        return
    label = _("Rule") if answer.verdict is not Kind.UNSURE else _("Perhaps")
    yield _labelled(label, escape(passed.rule.text) if passed.rule else passed.effect)
    yield _labelled(_("Where"), _place(passed, long=True))
    if answer.packets is not None:
        counted = ngettext("{count} packet so far", "{count} packets so far", answer.packets)
        yield _labelled(_("Counter"), counted.format(count=answer.packets))
    if passed.rule and passed.rule.comment:
        yield _labelled(_("Comment"), escape(passed.rule.comment))


def _undecided(answer: Answer, width: int) -> Iterator[str]:
    for doubt in answer.doubts[:_MOST_DOUBTS]:
        place = _place(Passed(doubt.rule.table, doubt.rule.chain, doubt.rule, ""))
        yield _labelled(_("Doubt"), f"{place}: {escape(doubt.rule.text)}")
        yield from _wrapped("", escape(doubt.why), width)
    if (rest := len(answer.doubts) - _MOST_DOUBTS) > 0:
        yield _labelled("", ngettext("and {n} more", "and {n} more", rest).format(n=rest))


def described(packet: Packet) -> str:
    """`tcp 10.89.0.22 → 10.89.0.10:6443, new`."""
    src, dst = (shown(address, packet.family) for address in (packet.src, packet.dst))
    if packet.dport is not None:
        dst = f"[{dst}]:{packet.dport}" if packet.family == 6 else f"{dst}:{packet.dport}"
    return f"{protocols.name_of(packet.protocol)} {src} → {dst}, {packet.state}"


def _verdict(kind: Kind) -> str:
    return {
        Kind.ACCEPT: _("ACCEPTED"),
        Kind.DROP: _("DROPPED"),
        Kind.REJECT: _("REJECTED"),
        Kind.UNSURE: _("UNDECIDED"),
    }[kind]


def _hook(hook: Hook) -> str:
    return {
        Hook.INPUT: _("to the node itself (input)"),
        Hook.FORWARD: _("through the node (forward)"),
        Hook.OUTPUT: _("from the node itself (output)"),
    }[hook]


def _place(passed: Passed, long: bool = False) -> str:
    chain = escape(passed.chain)
    if passed.rule is None:
        return (
            _("table {table}, chain {chain}").format(table=passed.table, chain=chain)
            if long
            else (f"{passed.table} {chain}")
        )
    number = passed.rule.number
    if long:
        return _("table {table}, chain {chain}, rule {number}").format(table=passed.table, chain=chain, number=number)
    return f"{passed.table} {chain} {number}"


def _labelled(label: str, words: str) -> str:
    return click.style("   " + label.ljust(_MARGIN - 3), bold=True) + words


def _wrapped(label: str, words: str, width: int) -> Iterator[str]:
    lines = textwrap.wrap(words, max(width - _MARGIN, 20), break_long_words=False, break_on_hyphens=False) or [""]
    yield _labelled(label, lines[0])
    yield from (" " * _MARGIN + line for line in lines[1:])
