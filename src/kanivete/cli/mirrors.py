"""`--mirror`: whom to ask instead of a registry, as nodes may be told to."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import click

from kanivete.i18n import _

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_SCHEMES = ("http://", "https://")


def mirror_option() -> Decorator:
    """The option; its value goes to `mirrors_of`."""
    return click.option(
        "--mirror",
        "mirrors",
        multiple=True,
        metavar="[REGISTRY=]URL",
        help=_("ask this server instead of the registry, as the nodes' containerd may be told to; may be repeated"),
    )


def mirrors_of(words: Sequence[str]) -> dict[str, str]:
    """The servers by registry; by an empty name the one for all.

    Raises:
        UsageError: A word is neither a URL nor REGISTRY=URL.
    """
    found = {}
    for word in words:
        registry, _equals, url = ("", "", word) if word.startswith(_SCHEMES) else word.partition("=")
        if not _is_sound(url):
            raise click.UsageError(
                _("{word!r} is no mirror: write it as https://HOST:PORT or docker.io=https://HOST:PORT").format(
                    word=word
                )
            )
        found[registry] = url.rstrip("/")
    return found


def _is_sound(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(url.startswith(_SCHEMES) and parts.hostname and parts.port != 0 and not parts.username)
    except ValueError:
        return False
