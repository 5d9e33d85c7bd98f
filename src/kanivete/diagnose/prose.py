"""The catalogue's texts, translated and filled with a finding's facts."""

import re
import shlex
from collections.abc import Callable, Mapping

from kanivete.i18n import _
from kanivete.redact import clean

_BRACES = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
"""`{fact}`, and the `{{` and `}}` that stand for `{` and `}`; braces around anything else belong to the text."""
_ANGLED = "<{}>".format


def fill(message: str, facts: Mapping[str, str]) -> str:
    """The message in the reader's language, with its facts; one that is not known stands as `<name>`."""
    return _filled(_(message), facts, clean)


def fill_command(command: str, facts: Mapping[str, str], unknown: Callable[[str], str] = _ANGLED) -> str:
    """A command with its facts, each quoted for the shell: facts come from texts that nobody vouches for.

    `unknown` makes a word of the name of one that is not known: `<name>`.
    """
    return _filled(command, facts, lambda fact: shlex.quote(clean(fact).replace("\n", " ")), unknown)


def _filled(
    text: str,
    facts: Mapping[str, str],
    dressed: Callable[[str], str],
    unknown: Callable[[str], str] = _ANGLED,
) -> str:
    def replaced(found: re.Match[str]) -> str:
        if not found[1]:
            return found[0][0]
        value = facts.get(found[1])
        return dressed(value) if value else unknown(found[1])

    return _BRACES.sub(replaced, text)
