"""What `diagnose --probe` does between the diagnosis and its printing."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import click

from kanivete.check.image.pull_secrets import PullSecrets, read_pull_secrets
from kanivete.cli.connected import connected
from kanivete.cli.running import Afterwards
from kanivete.diagnose.probing import Probing, probe
from kanivete.model import Coverage, Finding
from kanivete.probe.registry.here import CannotAskError, HereClient
from kanivete.probe.registry.walk import Options
from kanivete.sources.base import Source

Cluster = tuple[str | None, str | None, float | None]
"""Kubeconfig, context, request timeout."""


@contextmanager
def probing(ca_file: str, mirrors: Mapping[str, str], secrets_of: Cluster | None) -> Iterator[Afterwards]:
    """Asks registries from this machine; with the pods' pull secrets where a cluster is given to read them from."""
    try:
        client = HereClient(ca_file)
    except CannotAskError as error:
        raise click.UsageError(str(error)) from error
    with ExitStack() as stack:
        stack.callback(client.close)
        asked = Probing(client, Options(mirrors=mirrors))
        if secrets_of:
            api = stack.enter_context(connected(*secrets_of))

            def read(namespace: str, names: tuple[str, ...]) -> PullSecrets:
                return read_pull_secrets(api, namespace, names)

            asked.secrets = read

        def then(
            findings: tuple[Finding, ...], coverage: Coverage, source: Source
        ) -> tuple[tuple[Finding, ...], Coverage]:
            return probe(findings, coverage, source, asked)

        yield then
