"""Answers that are plain data, for programs."""

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
