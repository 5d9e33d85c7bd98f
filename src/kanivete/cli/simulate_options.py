"""What the commands of `simulate` share: options, errors, progress."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from kanivete.cli import completing
from kanivete.cli.options import Decorator, SourceUnreadable
from kanivete.i18n import _

OUTPUT = ("text", "json", "yaml")
_SECONDS = "("
"""Begins what changes every second in a line of progress."""


class Refused(click.ClickException):
    """Nothing was changed, and the reasons why not are many or one."""

    exit_code = 2

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("\n".join(reasons) if len(reasons) == 1 else "\n".join(("", *(f"- {r}" for r in reasons))))


class NotDone(click.ClickException):
    """Something was to be made or taken back, and is not."""

    exit_code = 1


def output_option() -> Decorator:
    """`-o`."""
    return click.option(
        "-o", "--output", type=click.Choice(OUTPUT), default="text", show_default=True, help=_("format of the answer")
    )


def yes_option() -> Decorator:
    """`--yes`."""
    return click.option("-y", "--yes", is_flag=True, help=_("do not ask"))


def ways_options() -> Decorator:
    """How machines are reached."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--debug-pod", is_flag=True, help=_("reach nodes through a privileged pod instead of ssh")),
            click.option(
                "--ssh-config",
                default="",
                metavar="FILE",
                shell_complete=completing.files,
                help=_("configuration for ssh (ssh -F)"),
            ),
            click.option(
                "--ssh-map",
                multiple=True,
                metavar="NODE=HOST|FILE",
                help=_("where ssh finds a node, or control-plane; may be repeated, and be a file of such lines"),
            ),
        ):
            function = option(function)
        return function

    return decorate


def ssh_map_of(words: tuple[str, ...]) -> Mapping[str, str]:
    """What `--ssh-map` says. Raises UsageError."""
    from kanivete.node.reach.choice import ChoiceError, ssh_map

    try:
        return ssh_map(words)
    except ChoiceError as error:
        raise click.UsageError(str(error)) from error


def confirm(question: str, *, yes: bool) -> None:
    """Ask, unless the answer was given already. Raises UsageError where nobody can be asked, Abort for a no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(_("nobody is there to be asked: say --yes"))
    click.confirm(question, abort=True, err=True)


@contextmanager
def telling(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Tell on standard error what is going on: on a terminal in one line, else a line for each new thing."""
    shown = sys.stderr.isatty()
    last = ""

    def tell(text: str) -> None:
        nonlocal last
        if quiet:
            return
        if shown:
            click.echo(f"\r\x1b[K{text} …" if text else "\r\x1b[K", nl=False, err=True)
        elif (what := text.partition(_SECONDS)[0]) not in ("", last):
            last = what
            click.echo(what.rstrip(), err=True)

    try:
        yield tell
    finally:
        if shown and not quiet:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def errors() -> Iterator[None]:
    """The errors of runs as one line, or a few, and an exit code."""
    from kanivete.probe.shell.base import ShellError
    from kanivete.simulate.errors import NotUndoneError, RefusedError, SimulateError
    from kanivete.simulate.guard.allowed import ConfigurationError
    from kanivete.simulate.scenario.library import BrokenScenarioError, NoScenarioError

    try:
        yield
    except RefusedError as error:
        raise Refused(error.reasons) from error
    except NotUndoneError as error:
        raise NotDone("\n".join(error.reasons)) from error
    except NoScenarioError as error:
        raise click.UsageError(str(error)) from error
    except (SimulateError, ShellError) as error:
        raise NotDone(str(error)) from error
    except (ConfigurationError, BrokenScenarioError, OSError) as error:
        raise SourceUnreadable(str(error)) from error
