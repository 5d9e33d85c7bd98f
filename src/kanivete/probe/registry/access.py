"""Being let in: what the registry asks for, and the token that it wants to see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kanivete.i18n import _
from kanivete.probe.registry.challenge import Challenge, ChallengeError, challenges
from kanivete.probe.registry.conversation import Conversation, StoppedError, host_of
from kanivete.probe.registry.errors import is_html, status_line
from kanivete.probe.registry.exchange import Request, Response
from kanivete.probe.registry.login import Login
from kanivete.probe.registry.reach import reach
from kanivete.probe.registry.refusals import of_token, page
from kanivete.probe.registry.stages import StageName
from kanivete.probe.registry.token import token_of, token_request
from kanivete.probe.steps import Outcome

_KNOWN = ("bearer", "basic")
_LONGEST_PING = 64 * 1024


@dataclass
class Access:
    """How the registry wants to be asked, as far as it has said."""

    challenge: Challenge | None = None
    complaint: str = ""
    """What is wrong with its challenge."""
    reached: set[str] = field(default_factory=set)
    """The servers that the stages below HTTP were tried for."""


def ping(talk: Conversation, access: Access) -> None:
    """Ask `/v2/`. Runtimes go without it, so nothing but silence stops here.

    Raises:
        StoppedError: There is no answer, or a page for people instead of one.
    """
    response, url = talk.ask(StageName.PING, Request(f"{talk.base}/v2/", most=_LONGEST_PING))
    said = status_line(response.status)
    if response.status == 401:
        learn(access, response)
        scheme = access.challenge.scheme.capitalize() if access.challenge else ""
        said = f"{said}: {access.complaint or scheme}"
    paged = response.status == 200 and is_html(response.header("content-type"), response.body)
    ok = response.status in (200, 401) and not access.complaint and not paged
    talk.note(StageName.PING, url, Outcome.OK if ok else Outcome.FAILED, response.seconds, said)
    if paged:
        raise StoppedError(page(talk, Request(url), response))


def learn(access: Access, response: Response) -> None:
    """Keep what an answer of 401 asks for."""
    headers = response.every("www-authenticate")
    access.challenge, access.complaint = None, ""
    if not headers:
        access.complaint = _("no WWW-Authenticate header says how to authenticate")
        return
    try:
        offered = challenges(headers)
    except ChallengeError as error:
        access.complaint = str(error)
        return
    access.challenge = _best(offered)
    if access.challenge is None:
        schemes = ", ".join(one.scheme.capitalize() for one in offered)
        access.complaint = _("it offers only {schemes}").format(schemes=schemes)


def authorize(talk: Conversation, access: Access, login: Login | None) -> str:
    """The `Authorization` header for the repository; empty where the registry asks for none, or there is none to show.

    Raises:
        StoppedError: The token server refuses, or cannot be reached.
    """
    challenge = access.challenge
    if login and login.registry_token:
        return f"Bearer {login.registry_token}"
    if challenge is None:
        return ""
    if challenge.scheme == "basic":
        return login.basic if login and login.username else ""
    if login and not _is_safe(challenge.realm, talk.base):
        said = _("credentials are not sent to {url} without TLS").format(url=challenge.realm)
        talk.note(StageName.TOKEN, challenge.realm, Outcome.FAILED, said=said)
        raise StoppedError(talk.verdict("image.auth-scheme", Request(challenge.realm), said))
    host = host_of(challenge.realm)
    if host not in access.reached:
        access.reached.add(host)
        reach(talk, challenge.realm)
    request = token_request(challenge, talk.image.path, login)
    response, _url = talk.ask(StageName.TOKEN, request)
    authorization, said = token_of(response)
    outcome = Outcome.OK if authorization else Outcome.FAILED
    talk.note(StageName.TOKEN, request.url, outcome, response.seconds, said)
    if not authorization:
        raise StoppedError(of_token(talk, request, response, said))
    return authorization


def _best(offered: Iterable[Challenge]) -> Challenge | None:
    """Bearer before Basic, as runtimes choose."""
    return min((one for one in offered if one.scheme in _KNOWN), key=lambda one: _KNOWN.index(one.scheme), default=None)


def _is_safe(realm: str, base: str) -> bool:
    """Whether credentials may go there: over TLS, or where the registry itself was asked for without."""
    return realm.startswith("https:") or (base.startswith("http:") and urlsplit(realm).netloc == urlsplit(base).netloc)
