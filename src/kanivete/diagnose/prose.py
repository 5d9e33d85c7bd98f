"""The catalogue's texts, translated and filled with a finding's facts."""

import re
import shlex
from collections.abc import Callable, Mapping

from kanivete.i18n import _
from kanivete.redact import clean

_BRACES = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
"""`{fact}`, and the `{{` and `}}` that stand for `{` and `}`; braces around anything else belong to the text."""
_BETWEEN = re.compile(r"(?<=[.!?]) (?=[^a-z])")
"""Between two sentences; an abbreviation's dot is followed by a small letter."""
PARAGRAPH = "\n\n"
"""What parts this case from the cause in general in an explanation."""
_ANGLED = "<{}>".format


def fill(message: str, facts: Mapping[str, str]) -> str:
    """The message in the reader's language, with its facts; one that is not known stands as `<name>`."""
    return _filled(_(message), facts, clean)


def fill_command(command: str, facts: Mapping[str, str], unknown: Callable[[str], str] = _ANGLED) -> str:
    """A command with its facts, each quoted for the shell: facts come from texts that nobody vouches for.

    `unknown` makes a word of the name of one that is not known: `<name>`.
    """
    return _filled(command, facts, lambda fact: shlex.quote(clean(fact).replace("\n", " ")), unknown)


def explanation(here: str, general: str) -> str:
    """A finding's explanation: a paragraph on this case, if there is anything to say, then one on the cause."""
    return PARAGRAPH.join(part for part in (here, general) if part)


def paragraphs(text: str) -> tuple[str, str]:
    """An explanation's two paragraphs: this case (may be empty) and the cause in general."""
    here, _between, general = text.rpartition(PARAGRAPH)
    return " ".join(here.split()), general


def preceded(sentence: str, text: str) -> str:
    """An explanation with a sentence more on this case, which goes before all else."""
    here, general = paragraphs(text)
    return explanation(" ".join(part for part in (sentence, here) if part), general)


def beginning(text: str, most: int) -> str:
    """The first sentences of a text, as many as `most` characters hold, and the first one however long it is."""
    if len(text) <= most:
        return text
    ends = [found.start() for found in _BETWEEN.finditer(text)]
    return text[: max((end for end in ends if end <= most), default=ends[0] if ends else len(text))]


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
