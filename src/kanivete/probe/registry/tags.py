"""The tags that a repository has, as far as the registry tells."""

from collections.abc import Mapping
from dataclasses import dataclass

from kanivete.i18n import ngettext
from kanivete.kube.decode import NotJsonError, plain
from kanivete.probe.registry.conversation import Conversation, StoppedError
from kanivete.probe.registry.errors import refusal
from kanivete.probe.registry.exchange import Request
from kanivete.probe.registry.link import next_page
from kanivete.probe.registry.stages import StageName
from kanivete.probe.steps import Outcome

_MOST_PAGES = 20
MOST_TAGS = 20_000
_ACCEPT = {"Accept": "application/json"}


@dataclass(frozen=True)
class Tags:
    """`status` is the first answer's, 0 where there was none; `codes` are the registry's own."""

    names: tuple[str, ...]
    status: int
    codes: tuple[str, ...] = ()
    said: str = ""
    url: str = ""


def list_tags(talk: Conversation, authorization: Mapping[str, str]) -> Tags:
    """All tags, page by page, within bounds. Total: what fails ends the list."""
    url = talk.url("tags/list?n=1000")
    found: dict[str, None] = {}
    seconds, first = 0.0, Tags((), 0, url=url)
    for page in range(_MOST_PAGES):
        try:
            response, at = talk.ask(StageName.TAGS, Request(url, headers={**_ACCEPT, **authorization}))
        except StoppedError:
            return first
        seconds += response.seconds
        if response.status != 200:
            said = refusal(response.status, response.body)
            first = first if page else Tags((), response.status, said.codes, str(said), at)
            break
        found.update(dict.fromkeys(_names(response.body)))
        first = Tags(tuple(found)[:MOST_TAGS], 200, url=at)
        url = next_page(response.header("link"), at)
        if not url or len(found) >= MOST_TAGS:
            break
    outcome = Outcome.OK if first.status == 200 else Outcome.FAILED
    talk.note(StageName.TAGS, first.url, outcome, seconds, first.said or _counted(len(first.names)))
    return first


def _counted(tags: int) -> str:
    return ngettext("{n} tag", "{n} tags", tags).format(n=tags)


def _names(body: bytes) -> list[str]:
    try:
        tags = plain(body).get("tags")
    except (NotJsonError, ValueError):
        return []
    return [tag for tag in tags if isinstance(tag, str) and tag] if isinstance(tags, list) else []
