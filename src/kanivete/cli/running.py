"""What `diagnose`, `demo` and `snapshot` share: open the source, run, print."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from kanivete import __version__
from kanivete.cli.options import NothingMatched, SourceUnreadable
from kanivete.cli.printing import status_line
from kanivete.diagnose.engine import Progress, diagnose, is_blind
from kanivete.diagnose.scope import NothingMatchedError
from kanivete.i18n import N_, _
from kanivete.kube import selectors
from kanivete.model import Coverage, Diagnosis, Finding, Metadata, Scope, Severity
from kanivete.render import render
from kanivete.sources.base import Source, SourceError

_DOING = {
    "triage": N_("looking for what is unhealthy"),
    "examine": N_("reading logs and events"),
    "correlate": "",
    "probe": N_("asking registries"),
}

_PATIENCE = 0.5
"""Seconds that an interrupted source has to end what it does."""

Afterwards = Callable[[tuple[Finding, ...], Coverage, Source], tuple[tuple[Finding, ...], Coverage]]
"""What is done with findings before they are printed, while their source is still open."""


def source_of(
    *,
    recording: str | None = None,
    kubeconfig: str | None,
    context: str | None,
    request_timeout: float | None,
    namespaces: tuple[str, ...],
    all_namespaces: bool,
    selector: str,
    names: tuple[tuple[str, str], ...],
) -> tuple[Source, Scope]:
    """The source that the options name, and the scope in it: a live cluster's default is its context's namespace."""
    if namespaces and all_namespaces:
        raise click.UsageError(_("-n and -A exclude each other"))
    try:
        selectors.selector(selector)
    except selectors.SelectorError as error:
        raise click.UsageError(str(error)) from error
    with failures():
        if recording is not None:
            if kubeconfig or context:
                raise click.UsageError(_("--from reads a recording: it goes with neither --kubeconfig nor --context"))
            from kanivete.sources.recording import open_recording

            return open_recording(recording), Scope(namespaces=namespaces, selector=selector, names=names)
        from kanivete.sources.live import open_live

        live = open_live(kubeconfig, context, request_timeout)
        if not namespaces and not all_namespaces:
            namespaces = (live.default_namespace,)
        return live, Scope(namespaces=namespaces, selector=selector, names=names)


def diagnose_and_print(
    source: Source, scope: Scope, output: str, fail_on: str | None, then: Afterwards | None = None
) -> int:
    """Run the diagnosis, print it, and return the exit code."""
    diagnosis = run(source, scope, then)
    colour = False if os.environ.get("NO_COLOR") else None
    click.echo(render(diagnosis, output, width=width(), now=source.now), color=colour)
    if not diagnosis.findings and is_blind(diagnosis.coverage):
        raise SourceUnreadable(_("no pod could be seen: the gaps above say why"))
    worst = min((finding.severity.rank for finding in diagnosis.findings), default=len(Severity))
    return 1 if fail_on and worst <= Severity(fail_on).rank else 0


def run(source: Source, scope: Scope, then: Afterwards | None = None) -> Diagnosis:
    """The diagnosis of a source, which is closed afterwards."""
    begun = time.monotonic()
    with closing(source):
        with failures(), progress() as tell:
            findings, coverage = _found(source, scope, tell)
            if then:
                tell("probe")
                findings, coverage = then(findings, coverage, source)
        return Diagnosis(
            metadata=Metadata(
                source=source.description,
                scope=scope,
                started_at=source.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                duration_seconds=round(time.monotonic() - begun, 3),
                version=__version__,
            ),
            coverage=coverage,
            cost=source.cost(),
            findings=findings,
        )


def _found(source: Source, scope: Scope, tell: Progress) -> tuple[tuple[Finding, ...], Coverage]:
    try:
        found = diagnose(source, scope, tell)
    except NothingMatchedError as error:
        from kanivete.cli.nearby import nothing_matched

        raise NothingMatched(nothing_matched(str(error), source, scope)) from error
    if len(scope.namespaces) > 1 and source.cost().requests:
        from kanivete.cli.nearby import absent_namespace, nothing_matched

        # One of several that does not exist would pass for a healthy one; a recording cannot know.
        if absent_namespace(source, scope.namespaces):
            raise NothingMatched(nothing_matched("", source, scope))
    return found


@contextmanager
def closing(source: Source) -> Iterator[None]:
    """Close the source in the end; who presses Ctrl-C does not wait for answers that are still to come."""
    try:
        yield
    except KeyboardInterrupt:
        closer = threading.Thread(target=source.close, daemon=True)
        closer.start()
        closer.join(_PATIENCE)
        raise
    except BaseException:
        source.close()
        raise
    source.close()


@contextmanager
def failures() -> Iterator[None]:
    """The project's own errors as one line and an exit code."""
    try:
        yield
    except SourceError as error:
        raise SourceUnreadable(str(error)) from error
    except NothingMatchedError as error:
        raise NothingMatched(str(error)) from error


@contextmanager
def progress() -> Iterator[Progress]:
    """Say on a terminal which step of a diagnosis is done."""
    with status_line() as tell:
        yield lambda step: tell(_(_DOING[step])) if _DOING[step] else None


def width() -> int:
    """Columns to fill: the terminal's within reason, a fixed number where there is none."""
    return min(max(shutil.get_terminal_size().columns, 40), 120) if sys.stdout.isatty() else 100
