"""Groups of commands that are imported one by one, when needed."""

import importlib
from collections.abc import Mapping
from typing import Any

import click

from kanivete.i18n import _


class LazyGroup(click.Group):
    """`modules` says for each command where it is, as `module:attribute`; `texts` are for the list in `--help`."""

    def __init__(self, *args: Any, modules: Mapping[str, str], texts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules
        self._texts = texts

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self._modules:
            return None
        module, _colon, attribute = self._modules[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self._modules:
            raise click.UsageError(
                _("there is no command {name!r}; `{group} --help` lists them").format(
                    name=args[0], group=ctx.command_path
                ),
                ctx,
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, text in self._texts.items()])
