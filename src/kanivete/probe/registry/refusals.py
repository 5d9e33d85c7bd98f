"""Which cause an answer is that is no success: the status and the registry's codes first, its words last."""

from kanivete.catalogue.entry import Where
from kanivete.i18n import _
from kanivete.model import Certainty
from kanivete.probe.registry.conversation import Conversation
from kanivete.probe.registry.errors import Refusal, is_html, refusal, status_line, title_of
from kanivete.probe.registry.exchange import Request, Response
from kanivete.probe.registry.stages import Verdict
from kanivete.recognise import recognise

_BY_WORDS = frozenset(
    {
        "image.registry-firewall",
        "image.policy-rejected",
        "image.signature-rejected",
        "image.auth-token-expired",
        "image.rate-limited",
        "image.repository-not-found",
    }
)
"""What no status and no code of the specification can say."""
_NO_REPOSITORY = frozenset({"NAME_UNKNOWN", "NOT_FOUND"})


def of_answer(talk: Conversation, request: Request, response: Response, *, granted: bool) -> Verdict:
    """The verdict for an answer to a request for a manifest or blob; `granted`: a token had been given for it."""
    said = refusal(response.status, response.body)
    if response.status == 407:
        return talk.verdict("image.network-proxy", request, str(said))
    cause, facts = _by_words(said, talk)
    if not cause:
        cause = _by_status(said, talk, granted=granted)
    wait = response.header("retry-after")
    text = f"{said} (Retry-After: {wait})" if wait else str(said)
    certainty = Certainty.POSSIBLE if cause == "image.denied-or-missing" else Certainty.PROVEN
    return talk.verdict(cause, request, text, certainty=certainty, facts={**facts, "status": str(response.status)})


def of_token(talk: Conversation, request: Request, response: Response, said: str) -> Verdict:
    """The verdict for a token server that gives no token."""
    if response.status == 200 and is_html(response.header("content-type"), response.body):
        return page(talk, request, response)
    refused = refusal(response.status, response.body)
    cause, facts = _by_words(refused, talk)
    certainty = Certainty.PROVEN
    if cause:
        pass
    elif response.status == 429:
        cause = "image.rate-limited"
    elif response.status >= 500 or response.status == 200:
        cause = "image.registry-error"
    elif talk.shown:
        cause = "image.auth-bad-credentials"
    elif response.status == 403:
        cause, certainty = "image.denied-or-missing", Certainty.POSSIBLE
    else:
        cause = "image.auth-no-credentials"
    if response.status in (400, 404, 405):
        certainty = Certainty.LIKELY
    return talk.verdict(cause, request, said, certainty=certainty, facts={**facts, "status": str(response.status)})


def page(talk: Conversation, request: Request, response: Response) -> Verdict:
    """The verdict for a page where a registry's answer should be."""
    title = title_of(response.body)
    said = f"{status_line(response.status)}, Content-Type: {response.header('content-type') or 'text/html'}"
    note = _("The page says “{title}”.").format(title=title) if title else ""
    return talk.verdict("image.network-proxy", request, said, note=note)


def _by_words(said: Refusal, talk: Conversation) -> tuple[str, dict[str, str]]:
    if not said.words or said.status == 404:
        return "", {}
    found = recognise(f'Failed to pull image "{talk.image}": {said}', Where.EVENT)
    return (found.cause, found.facts) if found and found.cause in _BY_WORDS else ("", {})


def _by_status(said: Refusal, talk: Conversation, *, granted: bool) -> str:
    if said.status == 429 or "TOOMANYREQUESTS" in said.codes:
        return "image.rate-limited"
    if said.status == 404:
        if _NO_REPOSITORY & set(said.codes) and "MANIFEST_UNKNOWN" not in said.codes:
            return "image.repository-not-found"
        return "image.digest-not-found" if talk.image.digest else "image.tag-not-found"
    if said.status in (401, 403):
        return _by_access(said, talk, granted=granted)
    return "image.registry-error"


def _by_access(said: Refusal, talk: Conversation, *, granted: bool) -> str:
    if talk.shown:
        return "image.auth-forbidden" if granted or said.status == 403 else "image.auth-bad-credentials"
    if granted:
        return "image.denied-or-missing"
    return "image.auth-forbidden" if said.status == 403 else "image.auth-no-credentials"
