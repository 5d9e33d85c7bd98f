"""Sentences about a node's log and its firewalls that text and Markdown share."""

from datetime import datetime, timedelta

from kanivete.i18n import _, ngettext
from kanivete.node.cut import Cut
from kanivete.node.firewall.model import Kind
from kanivete.node.log import LoggedCause
from kanivete.node.reach.log import ReadLog
from kanivete.node.report.model import Wall
from kanivete.redact.text import escape

_TELLING = timedelta(seconds=10)
"""Of lines that all came within less, a rate says nothing."""
_LONGEST_PAST = 300


def log_heading(log: ReadLog) -> str:
    """Where the log is from, and what it spans."""
    report = log.report
    lines = ngettext("{n} line", "{n} lines", report.lines).format(n=report.lines)
    span = f", {_moment(report.first)} – {_moment(report.last)}" if report.first and report.last else ""
    return f"{log.origin}, {lines}{span}"


def how_often(cause: LoggedCause) -> str:
    """How often, since when, how fast, and whether it goes on."""
    parts = [ngettext("{n} time", "{n} times", cause.count).format(n=cause.count)]
    first, last = _moment(cause.first), _moment(cause.last)
    if last and last != first:
        parts.append(_("{first} to {last}").format(first=first, last=last))
    elif first:
        parts.append(first)
    if cause.first and cause.last and cause.last - cause.first >= _TELLING:
        parts.append(_("{rate} a minute").format(rate=f"{cause.per_minute:g}"))
    parts.append(_("it was over when the log ended") if cause.over else _("it goes on"))
    return ", ".join(parts)


def shortened(line: str) -> str:
    """A line of what is over, cut in its middle."""
    half = _LONGEST_PAST // 2
    return line if len(line) <= _LONGEST_PAST else f"{line[:half]} … {line[-half:]}"


def verdict(wall: Wall) -> str:
    """What the firewalls that were looked at do to the packets of a path."""
    if not wall.looked_at:
        return _("no firewall could be read")
    seen = escape(", ".join(wall.looked_at))
    if not wall.cuts:
        return _("the firewalls of {machines} let it pass").format(machines=seen)
    return cut_sentence(wall.cuts[0])


def cut_sentence(cut: Cut) -> str:
    """Which machine does what to it, and with which rule."""
    kind = cut.answer.verdict
    passed = cut.answer.passed
    rule = passed.rule if passed else None
    facts = {
        "machine": escape(cut.machine),
        "table": escape(passed.table) if passed else "",
        "chain": escape(passed.chain) if passed else "",
        "number": rule.number if rule else "",
    }
    if kind is Kind.UNSURE:
        sentence = _("{machine} may stop it: table {table}, chain {chain}, rule {number}")
    elif rule is None:
        sentence = _("{machine} stops it: table {table}, the policy of chain {chain}")
    elif cut.reply:
        sentence = _("{machine} stops the answers: table {table}, chain {chain}, rule {number}")
    else:
        sentence = _("{machine} stops it: table {table}, chain {chain}, rule {number}")
    return sentence.format(**facts)


def counter(cut: Cut) -> str:
    """The rule's counter."""
    if cut.answer.packets is None:
        return ""
    return ngettext("{n} packet so far", "{n} packets so far", cut.answer.packets).format(n=cut.answer.packets)


def _moment(time: datetime | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else ""
