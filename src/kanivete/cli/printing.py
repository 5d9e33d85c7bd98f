"""Answers that are plain data, for programs; and what is being done, for people."""

from contextlib import suppress
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
