"""`kanivete toolbox list`: what kanivete has left in the cluster."""

import shutil
import sys
from datetime import UTC, datetime
from typing import Any

import click

from kanivete.cli.connected import connected
from kanivete.cli.printing import print_data, tell
from kanivete.i18n import _
from kanivete.redact import clean
from kanivete.render.words import cut
from kanivete.toolbox.durations import words_of
from kanivete.toolbox.leftover import EPHEMERAL, LeftOver
from kanivete.toolbox.leftovers import Found, find_all
from kanivete.toolbox.run import who_am_i

_GAP = "  "
_LEAST = {2: 8, 3: 16, 4: 8, 5: 8}
"""The fewest characters that are left of a column; the others, by which things are named to `clean`, stay whole."""
_CUT_IN_TURN = ((5,), (2, 3, 4))


def run(
    namespace: str | None,
    all_namespaces: bool,
    mine: bool,
    output: str,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
) -> int:
    """Look, and print."""
    if namespace and all_namespaces:
        raise click.UsageError(_("-n and -A exclude each other"))
    now = datetime.now(UTC)
    with connected(kubeconfig, context, request_timeout) as api:
        where = "" if all_namespaces else namespace or api.connection.namespace
        found = find_all(api, where, now)
        me = who_am_i(api) if mine else ""
    left = tuple(one for one in found.left if not mine or one.by == me)
    if output != "text":
        print_data(as_data(Found(left, found.unseen)), output)
        return 0
    for line in table(left, now, shutil.get_terminal_size().columns if sys.stdout.isatty() else 0):
        click.echo(line)
    if not left:
        click.echo(
            _("nothing of kanivete's is left") if all_namespaces else _("nothing in namespace {ns}").format(ns=where)
        )
    say_unseen(found)
    return 0


def table(left: tuple[LeftOver, ...], now: datetime, width: int = 0) -> list[str]:
    """A line each, with a heading; none for nothing. Cells are cut to fit into `width` columns, 0 for any."""
    if not left:
        return []
    rows = [("ID", "PURPOSE", "KIND", "NAME", "ENDS", "BY"), *(_row(one, now) for one in left)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    if width:
        widths = _narrowed(widths, width - len(_GAP) * (len(widths) - 1))
    return [_GAP.join(cut(cell, w).ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _narrowed(widths: list[int], room: int) -> list[int]:
    """Columns that fit, as far as they may be cut: who made it first, then the longest."""
    found = list(widths)
    for columns in _CUT_IN_TURN:
        while sum(found) > room:
            longest = max(columns, key=lambda at: found[at] - _LEAST[at])
            if found[longest] <= _LEAST[longest]:
                break
            found[longest] -= 1
    return found


def _row(one: LeftOver, now: datetime) -> tuple[str, ...]:
    name = f"{one.namespace}/{one.name}" if one.namespace else one.name
    return tuple(clean(cell) or "-" for cell in (one.run, one.purpose, one.kind, name, _ends(one, now), one.by))


def _ends(one: LeftOver, now: datetime) -> str:
    if one.ended:
        return _("ended, goes with its pod") if one.kind == EPHEMERAL else _("ended")
    if one.expires is None:
        return _("never")
    left = int((one.expires - now).total_seconds())
    return _("in {time}").format(time=words_of(left)) if left > 0 else _("expired")


def as_data(found: Found) -> dict[str, Any]:
    """For programs: `items` with the times in RFC 3339, and the resources that could not be looked at."""
    items = [
        {
            "id": one.run,
            "purpose": one.purpose,
            "kind": one.kind,
            "namespace": one.namespace,
            "name": one.name,
            "by": one.by,
            "createdAt": one.created.isoformat() if one.created else None,
            "expiresAt": one.expires.isoformat() if one.expires else None,
            "ended": one.ended,
        }
        for one in found.left
    ]
    return {"apiVersion": "kanivete.dev/v1alpha1", "kind": "ToolboxList", "items": items, "unseen": list(found.unseen)}


def say_unseen(found: Found) -> None:
    """What may be there and could not be looked at."""
    if found.unseen:
        tell(_("could not be listed: {resources}").format(resources=", ".join(found.unseen)))
