"""What a shell offers for an argument or option; each is given to click as `shell_complete`."""

import click
from click.shell_completion import CompletionItem


def files(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, which the shell itself knows."""
    return [CompletionItem(incomplete, type="file")]


def causes(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Causes of the catalogue."""
    from kanivete.catalogue import catalogue

    return [cause for cause in catalogue() if cause.startswith(incomplete)]


def scenarios(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Causes that can be made on purpose."""
    from kanivete.simulate.scenario.library import names

    return sorted({name.partition("--")[0] for name in names() if name.startswith(incomplete)})
