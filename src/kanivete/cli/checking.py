"""What `kanivete check FROM TO` does once its options are known."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import click

from kanivete import __version__
from kanivete.check import places, words
from kanivete.check.lookup import NothingFoundError
from kanivete.check.policies.others import others
from kanivete.check.result import Check
from kanivete.check.run import check
from kanivete.check.tried.access import Access, shells
from kanivete.cli.check_helper import Helper
from kanivete.cli.options import NothingMatched, SourceUnreadable
from kanivete.cli.orderly import orderly
from kanivete.cli.printing import print_data
from kanivete.cli.running import failures, width
from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.kinds import PODS
from kanivete.kube.pods import Pod
from kanivete.model import Finding, Scope, Severity
from kanivete.sources.base import Missing, Source

Given = dict[str, Any]


def run(given: Given) -> int:
    """Check what the options ask for, print it, and return the exit code.

    What is tried from here needs no cluster, only the name or address of TO.
    """
    try:
        origin, target = words.origin_word(given["origin"]), words.target_word(given["target"])
    except words.WordError as error:
        raise click.UsageError(str(error)) from error
    ca = _ca(given["ca_file"])
    chosen = any(given[name] is not None for name in ("recording", "kubeconfig", "context"))
    try:
        return _run(given, origin, target, ca, opened(given))
    except SourceUnreadable as error:
        if chosen or origin != words.HERE or not isinstance(target, words.Address):
            raise
        from kanivete.node.reach.nothing import NoCluster

        return _run(given, origin, target, ca, nullcontext((NoCluster(error.message), "default", None)))


def _run(
    given: Given,
    origin: words.Named | str,
    target: words.Named | words.Address,
    ca: str,
    opening: AbstractContextManager[tuple[Source, str, Api | None]],
) -> int:
    begun = time.monotonic()
    with failures(), orderly(), opening as (source, namespace, api):
        try:
            origins = places.origins(origin, source, namespace, every=given["every"])
            found = [
                _one(one, places.destination(target, source, one.namespace), source, _access(api, given, ca), api)
                for one in origins
            ]
        except NothingFoundError as error:
            raise NothingMatched(str(error) + _elsewhere((origin, target), source, namespace)) from error
        show(found, source, given["output"], round(time.monotonic() - begun, 3))
    return exit_code(found, given["fail_on"])


def _elsewhere(named: Iterable[object], source: Source, namespace: str) -> str:
    """Where else the first of them is that the namespace does not have."""
    from kanivete.cli.nearby import elsewhere

    meant = (one for one in named if isinstance(one, words.Named) and one.kind.namespaced and not one.namespace)
    absent = next((one for one in meant if source.get(one.kind, namespace, one.name) is Missing.ABSENT), None)
    return elsewhere(absent.kind, absent.name, source) if absent else ""


@contextmanager
def opened(given: Given) -> Iterator[tuple[Source, str, Api | None]]:
    """The source, the namespace that is meant, and the API server of a live one; closed afterwards."""
    namespace, recording = given.get("namespace") or "", given.get("recording")
    if recording is not None:
        if given.get("kubeconfig") or given.get("context"):
            raise click.UsageError(_("--from reads a recording: it goes with neither --kubeconfig nor --context"))
        from kanivete.sources.recording import open_recording

        source: Source = open_recording(recording)
        api = None
    else:
        from kanivete.sources.live import LiveSource, open_api

        api = open_api(given["kubeconfig"], given["context"], given["request_timeout"])
        source = LiveSource(api)
        namespace = namespace or source.default_namespace
    try:
        yield source, namespace or "default", api
    finally:
        source.close()


def _one(
    origin: places.Origin, destination: places.Destination, source: Source, access: Access | None, api: Api | None
) -> Check:
    namespaces = {origin.namespace, destination.namespace} - {""}
    also = tuple(others(api, namespaces)) if api and origin.ref else ()
    return check(origin, destination, source, access, explainer(source), also)


def explainer(source: Source) -> Callable[[Pod], Finding | None]:
    """Why a pod is not well: the first finding of its diagnosis."""

    def explain(pod: Pod) -> Finding | None:
        from kanivete.diagnose.engine import diagnose
        from kanivete.diagnose.scope import NothingMatchedError

        scope = Scope(namespaces=(pod.metadata.namespace,), names=((PODS.resource, pod.metadata.name),))
        try:
            findings, _coverage = diagnose(source, scope)
        except NothingMatchedError:
            return None
        return findings[0] if findings else None

    return explain


def _access(api: Api | None, given: Given, ca: str) -> Access | None:
    if given["static"] or given["recording"] is not None:
        return None
    if api is None:
        return Access(lambda _pod: (), lambda _origin: nullcontext(None), seconds=given["timeout"], ca=ca)
    helper = Helper(api, given["toolbox"], given["images"])
    return Access(shells(api), helper.start, helper.look, given["timeout"], ca)


def _ca(path: str | None) -> str:
    if path is None:
        return ""
    try:
        with open(path, encoding="ascii") as file:
            text = file.read(4 * 1024 * 1024)
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceUnreadable(_("{path} cannot be read: {why}").format(path=path, why=why)) from error
    except UnicodeDecodeError:
        text = ""
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise click.UsageError(_("{path} holds no PEM certificates").format(path=path))
    return text


def metadata(source: Source, seconds: float) -> dict[str, Any]:
    """Where an answer comes from, for its head."""
    return {
        "source": source.description,
        "startedAt": source.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "durationSeconds": seconds,
        "version": __version__,
    }


def show(found: list[Check], source: Source, output: str, seconds: float, kind: str = "Check") -> None:
    """Print one check whole; of several, the verdicts, and the first that is bad whole."""
    if output in ("json", "yaml"):
        from kanivete.render.check.data import body, data

        head = metadata(source, seconds)
        if len(found) == 1:
            print_data(data(found[0], head, kind), output)
            return
        version = {"apiVersion": "kanivete.dev/v1alpha1", "kind": f"{kind}List", "metadata": head}
        print_data({**version, "items": [body(one) for one in found]}, output)
        return
    colour = False if os.environ.get("NO_COLOR") else None
    if output == "markdown":
        from kanivete.render.check.markdown import to_markdown

        click.echo("\n\n".join(to_markdown(one) for one in found))
        return
    from kanivete.render.check.text import summary, to_text

    if len(found) == 1:
        click.echo(to_text(found[0], width=width()), color=colour)
        return
    worst = next((one for one in found if one.verdict.reached is not True), None)
    click.echo("\n".join(summary(one, width=width()) for one in found if one is not worst), color=colour)
    if worst:
        click.echo(to_text(worst, width=width()), color=colour)


def exit_code(found: list[Check], fail_on: str | None) -> int:
    """1 where something is at least as bad as asked for."""
    worst = min((severity(one).rank for one in found), default=len(Severity))
    return 1 if fail_on and worst <= Severity(fail_on).rank else 0


def severity(found: Check) -> Severity:
    """How bad it is: critical where it does not get through, a warning where it may not."""
    if found.verdict.reached is False:
        return Severity.CRITICAL
    return Severity.WARNING if found.verdict.broken else Severity.INFO
