"""`kanivete completion`: the script that teaches a shell to complete the command line."""

import click
from click.shell_completion import get_completion_class

from kanivete.cli import options
from kanivete.cli.main import top
from kanivete.i18n import _

_KUBECTL = "kubectl"
_PROGRAM = r"""#!/bin/sh
# Candidates for `kubectl kanivete WORD... <TAB>`. kubectl runs this with the words, the last of them unfinished.
line=kanivete
for word do
    line="$line '$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'"
done
files=:4
while IFS=, read -r kind value; do
    case $kind in
        plain) printf '%s\n' "$value" ;;
        file) files=:0 ;;
        dir) files=:16 ;;
    esac
done <<END
$(_KANIVETE_COMPLETE=bash_complete COMP_WORDS=$line COMP_CWORD=$# kanivete)
END
echo "$files"
"""
"""Source of the form: kubectl's `pkg/cmd/plugin_completion.go` (Kubernetes 1.26 and newer); the last line is cobra's
directive: 4 for no files, 0 for files, 16 for directories."""


@click.command(
    "completion",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Print the completion script of a shell.\n\n"
        "For kubectl it is a program: as kubectl_complete-kanivete in a directory of PATH, it lets the shell complete"
        " `kubectl kanivete` wherever it completes kubectl."
    ),
    epilog=options.examples(
        "source <(kanivete completion bash)",
        "source <(kanivete completion zsh)",
        "kanivete completion fish > ~/.config/fish/completions/kanivete.fish",
        "kanivete completion kubectl > ~/.local/bin/kubectl_complete-kanivete",
        "chmod +x ~/.local/bin/kubectl_complete-kanivete",
    ),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish", _KUBECTL)))
@options.language_option()
def command(shell: str) -> None:
    """Print the script."""
    if shell == _KUBECTL:
        click.echo(_PROGRAM, nl=False)
        return
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(top(), {}, "kanivete", "_KANIVETE_COMPLETE").source())
