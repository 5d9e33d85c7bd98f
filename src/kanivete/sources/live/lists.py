"""Whole lists, page by page."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from kanivete.kube.api.answers import not_json
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ExpiredError
from kanivete.kube.api.request import JSON
from kanivete.kube.decode import NotJsonError, decode_list
from kanivete.kube.meta import KubeObject
from kanivete.sources.live.tables import kind_of

T = TypeVar("T", bound=KubeObject)
P = TypeVar("P")

PAGE = 500
"""Objects per request."""


def objects(
    api: Api, path: str, type_: type[T], params: Mapping[str, str], problems: list[str], accept: str = JSON
) -> list[T]:
    """All objects of a list; what had to be dropped from them is added to `problems`.

    Raises:
        KubeError: It could not be read to its end.
    """
    return pages(lambda extra: _page(api, path, type_, {**params, **extra}, problems, accept))


def pages(ask: Callable[[dict[str, str]], tuple[list[P], str]]) -> list[P]:
    """What all pages hold; `ask` gets the parameters of a page and answers with its items and how it goes on.

    If the list changes too much while it is read, it is read again in one piece.
    """
    found: list[P] = []
    try:
        for items in _follow(ask):
            found += items
    except ExpiredError:
        found, _ = ask({})
    return found


def _follow(ask: Callable[[dict[str, str]], tuple[list[P], str]]) -> Iterator[list[P]]:
    items, more = ask({"limit": str(PAGE)})
    yield items
    seen = {""}
    # A token that comes again would go on for ever.
    while more not in seen:
        seen.add(more)
        items, more = ask({"limit": str(PAGE), "continue": more})
        yield items


def _page(
    api: Api, path: str, type_: type[T], params: Mapping[str, str], problems: list[str], accept: str
) -> tuple[list[T], str]:
    body = api.get(path, params, accept)
    try:
        found, dropped = decode_list(body, type_)
    except NotJsonError as error:
        raise not_json(body, api.server) from error
    if not found.items and not kind_of(body, api.server).endswith("List"):
        raise not_json(body, api.server)
    problems += dropped
    return list(found.items), found.metadata.continue_
