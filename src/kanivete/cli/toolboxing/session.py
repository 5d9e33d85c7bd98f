"""What the toolbox's commands share: a shell or a command in a container, and bad news."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import click

from kanivete.cli.options import NothingMatched
from kanivete.cli.printing import tell
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ExecError
from kanivete.kube.api.exec import Place, open_exec
from kanivete.redact import clean
from kanivete.sources.base import SourceError
from kanivete.toolbox.errors import AbsentError, NotStartedError, RefusedError, ToolboxError

SHELL = ("sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash; exec sh")


class NotDone(click.ClickException):
    """What was asked for could not be done."""

    exit_code = 1


def session(api: Api, place: Place, words: Sequence[str]) -> int:
    """A command in a container, or a shell for none, with this terminal; returns its exit code.

    Raises:
        ToolboxError: There is no shell.
        KubeError: It could not be run, or the connection broke.
    """
    from kanivete.probe.shell.terminal import is_terminal, join

    tty = is_terminal()
    try:
        with open_exec(api, place, words or SHELL, stdin=True, tty=tty) as running:
            return join(running, stdin=True, tty=tty)
    except ExecError as error:
        if error.exit_code is None:
            raise
        tell(str(error))
        return error.exit_code


def clock(moment: datetime) -> str:
    """A moment in UTC, for people; with its date if that is not today's."""
    day = "" if moment.date() == datetime.now(UTC).date() else f"{moment:%Y-%m-%d} "
    return f"{day}{moment:%H:%M:%S} UTC"


@contextmanager
def bad_news(api: Api) -> Iterator[None]:
    """The toolbox's errors as one line and exit code 1; a refusal with what the catalogue knows of it."""
    try:
        yield
    except RefusedError as error:
        _explain(error.said)
        raise NotDone(clean(str(error))) from error
    except NotStartedError as error:
        raise NotDone(_("pod {pod} did not start").format(pod=f"{error.namespace}/{error.pod}")) from error
    except AbsentError as error:
        raise NothingMatched(clean(_with_help(error, api))) from error
    except ToolboxError as error:
        raise NotDone(clean(str(error))) from error


def _with_help(error: AbsentError, api: Api) -> str:
    """What was said, and what may have been meant, as far as that may be listed."""
    if not error.resource:
        return str(error)
    from kanivete.cli.nearby import nothing_matched
    from kanivete.model import Scope
    from kanivete.sources.live import LiveSource

    scope = Scope(namespaces=(error.namespace,), names=((error.resource, error.name),))
    with closing(LiveSource(api)) as source:
        try:
            return nothing_matched(str(error), source, scope)
        except SourceError:
            return str(error)


def examine(kubeconfig: str | None, context: str | None, request_timeout: float | None, error: NotStartedError) -> None:
    """Diagnose a pod that does not start, and print what is found on standard error."""
    from kanivete.cli.running import run, width
    from kanivete.model import Scope
    from kanivete.render import render
    from kanivete.sources.live import open_live

    tell(_("{error}; looking for the cause").format(error=error))
    try:
        source = open_live(kubeconfig, context, request_timeout)
        now = source.now
        found = run(source, Scope(namespaces=(error.namespace,), names=(("pod", error.pod),)))
    except click.ClickException as failure:
        tell(failure.format_message())
        return
    if found.findings:
        click.echo(render(found, "text", width=width(), now=now), err=True)


def _explain(said: str) -> None:
    from kanivete.cli.running import width
    from kanivete.diagnose.explain import explain_text
    from kanivete.render.explained import explained_text

    if found := explain_text(said):
        click.echo(explained_text(found, width()), err=True)
