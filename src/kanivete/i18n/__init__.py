"""Messages for people: English in the source, translated by gettext.

`use(language)` is called once, before anything is printed. `_` translates; `ngettext` chooses the plural.
"""

import gettext
import locale
import os
from pathlib import Path

LANGUAGES = ("en", "pt-BR")
"""What can be chosen; the first is the source language."""

_LOCALES = Path(__file__).parent / "locales"
_translations: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str | None = None) -> str:
    """Choose the language, by name or from the locale, and return the name of the one in use."""
    global _translations
    chosen = language or from_locale()
    _translations = _catalogue_of(chosen)
    # click asks the process-wide catalogue for its own words (Usage, Options …).
    gettext.bindtextdomain("kanivete", _LOCALES)
    gettext.textdomain("kanivete")
    os.environ["LANGUAGE"] = chosen.replace("-", "_")
    return chosen


def from_locale() -> str:
    """The language of the environment's locale, English where it is none of ours."""
    for variable in ("KANIVETE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            code = locale.normalize(value).partition(".")[0].replace("_", "-")
            return next((ours for ours in LANGUAGES if ours[:2] == code[:2].lower()), LANGUAGES[0])
    return LANGUAGES[0]


def translated(message: str, language: str) -> str:
    """The message in one of `LANGUAGES`, whichever is in use."""
    return _catalogue_of(language).gettext(message) if message else ""


def _catalogue_of(language: str) -> gettext.NullTranslations:
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    return gettext.translation("kanivete", _LOCALES, languages=[language.replace("-", "_")], fallback=True)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "marked, translated when shown"
    """Mark a message for extraction."""
    return message


def _(message: str) -> str:
    """The message in the language in use."""
    return _translations.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The message for `count` things in the language in use."""
    return _translations.ngettext(one, many, count)
