"""A token for pulling from one repository (https://distribution.github.io/distribution/spec/auth/token/)."""

from urllib.parse import urlencode, urlsplit

from kanivete.i18n import _
from kanivete.kube.decode import NotJsonError, plain
from kanivete.probe.registry.challenge import Challenge
from kanivete.probe.registry.errors import refusal
from kanivete.probe.registry.exchange import Request, Response
from kanivete.probe.registry.login import Login

_LONGEST = 64 * 1024
_CLIENT_ID = "kanivete"


def token_request(challenge: Challenge, path: str, login: Login | None) -> Request:
    """How a token is asked for: anonymously, by name and password, or with an identity token."""
    scope = challenge.parameters.get("scope") or f"repository:{path}:pull"
    wanted = {"service": challenge.parameters.get("service", ""), "scope": scope}
    wanted = {name: value for name, value in wanted.items() if value}
    if login and login.identity_token:
        form = {**wanted, "grant_type": "refresh_token", "refresh_token": login.identity_token, "client_id": _CLIENT_ID}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(challenge.realm, "POST", headers, urlencode(form).encode(), _LONGEST)
    if login and login.username:
        wanted["account"] = login.username
    mark = "&" if urlsplit(challenge.realm).query else "?"
    headers = {"Authorization": login.basic} if login and login.username else {}
    return Request(f"{challenge.realm}{mark}{urlencode(wanted)}", headers=headers, most=_LONGEST)


def token_of(response: Response) -> tuple[str, str]:
    """The `Authorization` that an answer gives, or an empty one, and then what it said instead."""
    if response.status != 200:
        return "", str(refusal(response.status, response.body))
    try:
        said = plain(response.body)
    except (NotJsonError, ValueError):
        return "", _("200, but the answer is not JSON")
    found = said.get("token") or said.get("access_token")
    if not isinstance(found, str) or not found or not (found.isascii() and found.isprintable()):
        return "", _("200, but the answer holds no token")
    return f"Bearer {found}", ""
