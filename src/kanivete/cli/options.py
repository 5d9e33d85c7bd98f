"""Options that several commands share, worded as kubectl's."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from kanivete.cli.completing import files
from kanivete.i18n import LANGUAGES, _, use

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class SourceUnreadable(click.ClickException):
    """The cluster or recording cannot be reached or read."""

    exit_code = 3


class NothingMatched(click.ClickException):
    """There is nothing in the scope."""

    exit_code = 4


def examples(*commands: str) -> str:
    """The end of a command's help."""
    return f"{_('Examples')}:\n\n\b\n" + "\n".join(f"  {command}" for command in commands)


def _all(*decorators: Decorator) -> Decorator:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def language_option() -> Decorator:
    """`--lang`; the top level has already used it for the help texts."""

    def choose(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
        if value:
            use(value)

    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=choose,
        help=_("language of the answer; the locale's, if not given"),
    )


def cluster_options() -> Decorator:
    """Which cluster."""
    return _all(
        click.option(
            "--kubeconfig",
            metavar="FILE",
            shell_complete=files,
            help=_("kubeconfig file, instead of $KUBECONFIG or ~/.kube/config"),
        ),
        click.option("--context", metavar="NAME", help=_("context of the kubeconfig")),
        click.option("--request-timeout", type=float, metavar="SECONDS", help=_("longest wait for one answer (30)")),
    )


def scope_options() -> Decorator:
    """Which part of it."""
    return _all(
        click.option(
            "-n", "--namespace", "namespaces", multiple=True, metavar="NAME", help=_("namespace; may be repeated")
        ),
        click.option("-A", "--all-namespaces", is_flag=True, help=_("all namespaces")),
        click.option(
            "-l",
            "--selector",
            default="",
            metavar="LABELS",
            help=_("label selector of the pods, and of the Services that have or select such labels"),
        ),
    )


def format_option(*more: str) -> Decorator:
    """`-o`, with `more` formats than those that every answer has."""
    return click.option(
        "-o",
        "--output",
        type=click.Choice(("text", "json", "yaml", *more)),
        default="text",
        show_default=True,
        help=_("format of the answer"),
    )


def output_options() -> Decorator:
    """How the answer is printed."""
    return _all(
        format_option("markdown"),
        click.option(
            "--fail-on",
            type=click.Choice(("critical", "warning")),
            help=_("exit with 1 if there is a finding at least this severe"),
        ),
    )


def names_of(arguments: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`TYPE/NAME …` or `TYPE NAME …`, as `(type, name)` pairs.

    Raises:
        UsageError: It is neither, or the type is not one that can be looked at.
    """
    from kanivete.kube.kinds import kind_named

    if not arguments:
        return ()
    if any("/" in argument for argument in arguments):
        pairs = [tuple(argument.split("/", 1)) for argument in arguments]
    elif len(arguments) > 1:
        pairs = [(arguments[0], name) for name in arguments[1:]]
    else:
        pairs = [(arguments[0],)]
    for pair in pairs:
        if len(pair) != 2 or not all(pair):
            raise click.UsageError(
                _("{argument!r} is not TYPE/NAME, such as deploy/web or pod/web-1").format(argument="/".join(pair))
            )
        if kind_named(pair[0]) is None:
            raise click.UsageError(
                _("kanivete cannot look at objects of type {type!r}").format(type=pair[0]) + _nearest_type(pair[0])
            )
    return tuple((pair[0], pair[1]) for pair in pairs)


def _nearest_type(word: str) -> str:
    from kanivete.check.lookup import did_you_mean
    from kanivete.kube.kinds import KINDS

    return did_you_mean(word.lower(), (name for kind in KINDS for name in (*kind.short, kind.resource)))
