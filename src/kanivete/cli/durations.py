"""Lengths of time as options."""

import click

from kanivete.toolbox.durations import DurationError, seconds_of


class Duration(click.ParamType[int]):
    """A length of time, in seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return seconds_of(str(value))
        except DurationError as error:
            self.fail(str(error), param, ctx)
