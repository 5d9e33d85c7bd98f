"""`kanivete explain`: a page of the catalogue, or the causes in a text."""

import codecs
import shutil
import sys
from typing import TYPE_CHECKING

import click

from kanivete.cli import completing, options
from kanivete.cli.printing import print_data, tell
from kanivete.i18n import _

if TYPE_CHECKING:
    from kanivete.cli.explain_hints import Symptom

_LONGEST = 16 * 1024 * 1024
"""Bytes of pasted text that are read."""
_USAGE = 2


@click.command(
    "explain",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Explain a cause of the catalogue, or name the causes in a text.\n\n"
        "Without an argument, list the causes. With the name of a cause (or a reason such as OOMKilled), print its"
        " page. With a text, or - for the standard input, name the cause of each failure in it: an event's message,"
        " what kubectl describe or kubectl get printed, a program's log, lines of a node's journal, as they come out"
        " of a terminal or a chat. A text in which nothing is recognised is no error: the exit code is 0.\n\n"
        'With --batch, answer each line {"text": …, "where": …} of the standard input with a line {"cause": …,'
        ' "rivals": […]}; the exit code is 2 if a line could not be read.'
    ),
    epilog=options.examples(
        "kanivete explain image.tag-not-found",
        "kanivete explain OOMKilled",
        "kanivete explain 'exec: \"wge\": executable file not found in $PATH'",
        "kubectl describe pod web-1 | kanivete explain -",
        "ssh node2 journalctl -u kubelet -n 200 | kanivete explain -",
    ),
)
@click.argument("what", nargs=-1, metavar="[CAUSE|TEXT|-]", shell_complete=completing.causes)
@options.format_option()
@click.option("--batch", is_flag=True, help=_("read JSON lines from the standard input, answer with JSON lines"))
@options.language_option()
def command(what: tuple[str, ...], output: str, batch: bool) -> int:
    """Choose what is explained, and print it."""
    if batch:
        if what:
            raise click.UsageError(_("--batch reads the standard input and takes no argument"))
        return _batch()
    text = " ".join(what)
    if not text.strip():
        if what:
            raise click.UsageError(_("there is no text to explain"))
        return _list("", output)
    if text == "-":
        return _text(_pasted(), output)
    return _named(text, output) if not any(character.isspace() for character in text) else _text(text, output)


def _pasted() -> str:
    """The standard input, up to its last whole line if it is too long; PowerShell writes UTF-16."""
    data = sys.stdin.buffer.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        tell(_("of the text, only the first {limit} MB are read").format(limit=_LONGEST >> 20))
        data = data[:_LONGEST].rpartition(b"\n")[0] or data[:_LONGEST]
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return data.decode(encoding, "replace")


def _named(name: str, output: str) -> int:
    from kanivete.catalogue import catalogue
    from kanivete.cli.explain_hints import symptom_named
    from kanivete.recognise import by_reason

    cause = catalogue().get(name.lower()) or by_reason(name)
    if cause is None:
        if any(one.family == name.lower() for one in catalogue().values()):
            return _list(name.lower(), output)
        if symptom := symptom_named(name):
            return _symptom(symptom, output)
        raise click.UsageError(_unknown(name))
    if output == "text":
        from kanivete.render.cause_page import page_text

        click.echo(page_text(cause, _width()))
    else:
        from kanivete.render.cause_data import cause_data

        print_data(cause_data(cause), output)
    return 0


def _symptom(symptom: "Symptom", output: str) -> int:
    """What kubectl shows has many causes: how to tell which it is, and all of them."""
    if output == "text":
        from kanivete.render.cause_page import wrapped

        lead = _("{symptom} has many causes, of which these are the usual ones; `kanivete diagnose` finds which it is.")
        for line in (lead.format(symptom=symptom.name), symptom.hint):
            click.echo("\n".join(wrapped(line, _width())))
        click.echo()
    return _list(symptom.family, output)


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    from kanivete.catalogue import catalogue

    short = {cause.partition(".")[2]: cause for cause in catalogue()}
    near = [
        *get_close_matches(name.lower(), catalogue(), n=3, cutoff=0.6),
        *(short[one] for one in get_close_matches(name.lower().rpartition(".")[2], short, n=3, cutoff=0.6)),
    ]
    if near:
        return _("{name!r} is no cause of the catalogue; did you mean {names}?").format(
            name=name, names=", ".join(dict.fromkeys(near))
        )
    return _(
        "{name!r} is no cause of the catalogue; `kanivete explain` lists them, and a text of several words is searched"
        " for causes"
    ).format(name=name)


def _list(family: str, output: str) -> int:
    from kanivete.catalogue import catalogue
    from kanivete.render.cause_page import title, wrapped

    causes = [cause for cause in catalogue().values() if family in ("", cause.family)]
    if output != "text":
        rows = [{"cause": one.id, "title": title(one), "owner": str(one.owner), "family": one.family} for one in causes]
        print_data(rows, output)
        return 0
    margin = max(len(cause.id) for cause in causes) + 4
    last = ""
    for cause in causes:
        if last not in ("", cause.family):
            click.echo()
        last = cause.family
        lines = wrapped(title(cause), _width(), f"  {cause.id}".ljust(margin), " " * margin)
        click.echo("\n".join(lines))
    return 0


def _text(text: str, output: str) -> int:
    from kanivete.diagnose.explain import explain_text
    from kanivete.render.explained import explained_data, explained_text

    found = explain_text(text)
    if output != "text":
        print_data(explained_data(found), output)
    elif found:
        click.echo(explained_text(found, _width()))
    else:
        from kanivete.cli.explain_hints import helpful
        from kanivete.render.cause_page import wrapped

        for line in (_("Nothing that kanivete knows was recognised in this text."), *helpful(text)):
            click.echo("\n".join(wrapped(line, _width())))
    return 0


def _batch() -> int:
    from kanivete.diagnose.explain.batch import Tally, replies

    tally = Tally()
    out = sys.stdout.buffer
    for line in replies(sys.stdin.buffer, tally):
        out.write(line)
        out.flush()
    return _USAGE if tally.invalid else 0


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)
