"""Groups of commands that are imported one by one, when needed."""

import importlib
from collections.abc import Mapping
from typing import Any

import click

from kanivete.i18n import _


class LazyGroup(click.Group):
    """Each command NAME is `command` of the module `{prefix}NAME`; `texts` are for the list in `--help`."""

    def __init__(self, *args: Any, prefix: str, texts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prefix = prefix
        self._texts = texts

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._texts)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self._texts:
            return None
        found: click.Command = importlib.import_module(f"{self._prefix}{cmd_name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self._texts:
            raise click.UsageError(self._unknown(args[0], ctx.command_path))
        return super().resolve_command(ctx, args)

    def _unknown(self, name: str, group: str) -> str:
        from difflib import get_close_matches

        if near := get_close_matches(name, self._texts, n=1):
            return _("there is no command {name!r}; did you mean `{group} {near}`?").format(
                name=name, group=group, near=near[0]
            )
        return _("there is no command {name!r}; `{group} --help` lists them").format(name=name, group=group)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, text in self._texts.items()])
