"""`kanivete completion`: the script that teaches a shell to complete the command line."""

import click
from click.shell_completion import get_completion_class

from kanivete.cli import options
from kanivete.cli.main import top
from kanivete.i18n import _


@click.command(
    "completion",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Print the completion script of a shell."),
    epilog=options.examples(
        "source <(kanivete completion bash)",
        "source <(kanivete completion zsh)",
        "kanivete completion fish > ~/.config/fish/completions/kanivete.fish",
    ),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@options.language_option()
def command(shell: str) -> None:
    """Print the script."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(top(), {}, "kanivete", "_KANIVETE_COMPLETE").source())
