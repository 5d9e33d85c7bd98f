"""The top-level command: finds the commands without importing them, and turns every failure into one line."""

import io
import os
import sys
from collections.abc import Sequence

import click

from kanivete import i18n
from kanivete.cli.lazy import LazyGroup
from kanivete.cli.options import examples, language_option
from kanivete.i18n import N_, _

COMMANDS = {
    "diagnose": N_("symptoms to root causes, of a live cluster or a recording of one"),
    "explain": N_("a cause of the catalogue, or the causes in a text you paste"),
    "snapshot": N_("record what a diagnosis needs, for later or for somebody else"),
    "node": N_("why a node is not ready: its kubelet's log, the ports it needs, the firewall in between"),
    "firewall": N_("which firewall rule of a node drops a packet, and how to take it back"),
    "check": N_("whether one thing reaches another, and where it breaks; registries and images too"),
    "toolbox": N_("a test pod, a debug container or a sidecar, and their removal"),
    "neat": N_("a manifest without what the cluster added to it"),
    "simulate": N_("make a fault on purpose, see it named, take it back"),
    "drill": N_("find a fault that kanivete made and does not name"),
    "demo": N_("diagnose a recorded broken cluster that ships with kanivete"),
    "completion": N_("shell completion for bash, zsh or fish"),
}
"""Each is `kanivete.cli.NAME.command`, imported when it is called; the text is for the list in `--help`."""

INTERNAL_ERROR = 70
INTERRUPTED = 130
"""By Ctrl-C, as shells count it."""


def top() -> click.Group:
    """The `kanivete` command, in the language in use."""

    @click.command(
        "kanivete",
        cls=LazyGroup,
        prefix="kanivete.cli.",
        texts=COMMANDS,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=_("From a Kubernetes symptom to its root cause, with the proof."),
        epilog=examples(
            "kanivete demo",
            "kanivete diagnose -A",
            "kanivete diagnose deploy/web -n shop",
            "kanivete diagnose --from dump.tar.gz -o markdown",
            "kubectl describe pod web-1 | kanivete explain -",
        ),
    )
    @language_option()
    @click.version_option(message="%(prog)s %(version)s", package_name="kanivete", prog_name="kanivete")
    def kanivete() -> None:
        pass

    found: click.Group = kanivete
    return found


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code (see README; 70 is a bug of ours)."""
    for stream in (sys.stdout, sys.stderr):
        _make_printable(stream)
    i18n.use(_language(arguments))
    try:
        answer = top().main(args=list(arguments), prog_name="kanivete", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        click.echo(f"kanivete: {_shown(error.format_message())}", err=True)
        if isinstance(error, click.UsageError) and error.ctx:
            click.echo(_("`{command} --help` has examples.").format(command=error.ctx.command_path), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("kanivete: interrupted"), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Somebody's `| head` has read enough; keep the interpreter from complaining when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("KANIVETE_DEBUG"):
            raise
        click.echo(
            _(
                "kanivete: a bug of ours: {kind}: {error}. "
                "Run it again with KANIVETE_DEBUG=1 and report what it prints."
            ).format(kind=type(error).__name__, error=_shown(str(error).split("\n")[0][:200])),
            err=True,
        )
        return INTERNAL_ERROR
    return answer if isinstance(answer, int) else 0


def _make_printable(stream: object) -> None:
    """Let any character be printed: as UTF-8, whatever the locale (kubectl does so too), or as the terminal can."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")


def _shown(text: str) -> str:
    """It may quote a name out of a recording, or an argument: nothing in it may control the terminal."""
    from kanivete.redact.text import escape

    return escape(text)


def _language(arguments: Sequence[str]) -> str | None:
    """The language asked for on the command line: help texts are made before click reads the options."""
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            return _known(arguments[at + 1])
        if argument.startswith("--lang="):
            return _known(argument.partition("=")[2])
    return None


def _known(language: str) -> str | None:
    return language if language in i18n.LANGUAGES else None
