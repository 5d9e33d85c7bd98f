"""Answers that are plain data, for programs; and what is being done, for people."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click


def print_data(data: Any, output: str) -> None:
    """Print it as `json` or `yaml`."""
    if output == "json":
        import json

        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        import yaml

        click.echo(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000), nl=False)


def tell(text: str) -> None:
    """Say on standard error what is being done. That nobody listens any more must not keep us from tidying up."""
    from kanivete.redact import clean

    with suppress(OSError):
        click.echo(f"kanivete: {clean(text)}", err=True)


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """Say on a terminal's standard error what is being done, and leave no trace of it."""
    shown = sys.stderr.isatty()
    last = ""

    def tell(text: str) -> None:
        nonlocal last
        if shown and text != last:
            last = text
            click.echo(f"\r\x1b[K{text[:100]} …", nl=False, err=True)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)
