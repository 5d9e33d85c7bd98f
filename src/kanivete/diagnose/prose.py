"""The catalogue's texts, translated and filled with a finding's facts."""

import shlex
from collections.abc import Mapping
from string import Formatter

from kanivete.i18n import _
from kanivete.redact import clean


class _Facts(dict[str, str]):
    """Facts for `str.format`; one that is not known stands as `<name>`."""

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


def fill(message: str, facts: Mapping[str, str]) -> str:
    """The message in the reader's language, with its facts."""
    known = {name: clean(value) for name, value in facts.items() if value}
    return Formatter().vformat(_(message), (), _Facts(known))


def fill_command(command: str, facts: Mapping[str, str]) -> str:
    """A command with its facts, each quoted for the shell: facts come from texts that nobody vouches for."""
    known = {name: shlex.quote(clean(value).replace("\n", " ")) for name, value in facts.items() if value}
    return Formatter().vformat(command, (), _Facts(known))
