"""ID tokens that their OpenID Connect issuer renews: a kubeconfig's `auth-provider: {name: oidc}`.

Sources: kubectl (client-go, plugin/pkg/client/auth/oidc); OpenID Connect Discovery 1.0, section 4, for the token
endpoint and how it wants the client to authenticate; OpenID Connect Core 1.0, section 12, and RFC 6749, sections 2.3.1
and 6, for the renewal; RFC 7519, section 4.1.4, for `exp`. Whether a token is genuine is for the API server to check.
"""

import base64
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

import httpx2 as httpx
import msgspec

from kanivete import __version__
from kanivete.i18n import _
from kanivete.kube.api.bodies import whole
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.api.errors import ConfigError, CredentialError
from kanivete.kube.api.rewrite import RewriteError, kept, store
from kanivete.kube.api.tls import Identity, context
from kanivete.kube.api.transport import proxy_of
from kanivete.kube.api.unreachable import explain

MARGIN = 10.0
"""Seconds before its end that a token counts as expired."""

_CODES = {"invalid_client", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type"}


class Claims(msgspec.Struct, frozen=True):
    exp: float


class Discovered(msgspec.Struct, frozen=True):
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str] | None = None


class Renewed(msgspec.Struct, frozen=True):
    id_token: str | None = None
    refresh_token: str | None = None


class Oidc:
    """The id-token, renewed once it has expired; what changes by that is kept in the kubeconfig."""

    def __init__(
        self,
        connection: Connection,
        where: str,
        own: Identity | None,
        seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        provider = connection.user.auth_provider
        self._settings = _texts(provider.config if provider else None)
        self._file, self._user, self._where = connection.file, connection.user_name, where
        self._own = own
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failure = ""

    def authorization(self) -> str:
        with self._lock:
            if self._failure:
                raise CredentialError(self._failure)
            try:
                if not self._valid():
                    self._renew()
            except CredentialError as failure:
                self._failure = str(failure)
                raise
            return f"Bearer {self._settings['id-token']}"

    def identity(self) -> Identity | None:
        return self._own

    def renew(self) -> bool:
        return False

    def _valid(self) -> bool:
        token = self._settings.get("id-token")
        if not token:
            return False
        ends = _end(token)
        if ends is None:
            raise CredentialError(
                _("{where}: the OIDC id-token is not a JSON web token with an expiry: log in again").format(
                    where=self._where
                )
            )
        return ends > self._clock() + MARGIN

    def _renew(self) -> None:
        for name in ("refresh-token", "idp-issuer-url", "client-id"):
            if not self._settings.get(name):
                raise CredentialError(
                    _(
                        "{where}: the OIDC id-token has expired or is missing, and without {name} it cannot be "
                        "renewed: log in again"
                    ).format(where=self._where, name=name)
                )
        try:
            # Another program may have renewed it since; its old refresh token would not be accepted any more.
            self._settings = {**self._settings, **_texts(kept(self._file, self._user))}
        except RewriteError as error:
            raise self._failed(
                _(
                    "a new refresh-token could not be kept, as {file} cannot be written ({why}): make it writable"
                ).format(file=self._file, why=error)
            ) from error
        if not self._valid():
            self._keep(_Issuer(self._settings, self._where, self._seconds, self._failed).renewed())

    def _keep(self, answer: Renewed) -> None:
        rotated = answer.refresh_token and answer.refresh_token != self._settings["refresh-token"]
        usable = answer.id_token and _end(answer.id_token) is not None
        changes = {"id-token": answer.id_token} if usable and answer.id_token else {}
        changes |= {"refresh-token": answer.refresh_token} if rotated and answer.refresh_token else {}
        try:
            if changes:
                store(self._file, self._user, changes)
        except RewriteError as error:
            if rotated:
                raise self._failed(
                    _("the new refresh-token could not be written to {file} ({why}): log in again").format(
                        file=self._file, why=error
                    )
                ) from error
        self._settings |= changes
        if not usable:
            raise self._failed(_("the issuer answers without a usable id_token: log in again, with the scope openid"))

    def _failed(self, why: str) -> CredentialError:
        return CredentialError(
            _("{where}: the OIDC id-token has expired and could not be renewed: {why}").format(
                where=self._where, why=why
            )
        )


class _Issuer:
    """The two requests of one renewal."""

    def __init__(
        self, settings: Mapping[str, str], where: str, seconds: float, failed: Callable[[str], CredentialError]
    ) -> None:
        self._settings = settings
        self._url = settings["idp-issuer-url"].rstrip("/")
        self._seconds = seconds
        self._failed = failed
        # As kubectl does, a relative path is one of the working directory.
        self._trusted = Cluster(
            server=self._url,
            certificate_authority=settings.get("idp-certificate-authority"),
            certificate_authority_data=settings.get("idp-certificate-authority-data"),
        )
        try:
            self._tls = context(self._trusted, None, f"{where}: auth-provider oidc: idp")
        except ConfigError as error:
            raise CredentialError(str(error)) from error

    def renewed(self) -> Renewed:
        limit = httpx.Timeout(self._seconds, connect=min(self._seconds, 5.0))
        headers = {"User-Agent": f"kanivete/{__version__}", "Accept": "application/json"}
        try:
            with httpx.Client(verify=self._tls, timeout=limit, headers=headers) as client:
                return self._asked(client)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise self._failed(
                _("idp-issuer-url or the issuer's token_endpoint is no address: check the kubeconfig")
            ) from None
        except (httpx.TransportError, httpx.DecodingError, httpx.TooManyRedirects) as failure:
            proxy = proxy_of(Connection("", "", self._trusted, User()), self._url)
            raise self._failed(str(explain(failure, self._url, None, self._seconds, proxy))) from failure
        except (ImportError, ValueError) as failure:
            raise self._failed(_("the environment's proxy cannot be used: {why}").format(why=failure)) from failure

    def _asked(self, client: httpx.Client) -> Renewed:
        request = client.build_request("GET", f"{self._url}/.well-known/openid-configuration")
        status, body = self._answer(client, request, follow=True)
        try:
            found = msgspec.json.decode(body, type=Discovered) if status == 200 else None
        except (msgspec.MsgspecError, RecursionError, ValueError):
            found = None
        if found is None:
            raise self._failed(
                _("{url} answers with HTTP {status}, but not as an OpenID Connect issuer: check idp-issuer-url").format(
                    url=self._url, status=status
                )
            )
        if not found.token_endpoint.startswith("https://") and self._url.startswith("https://"):
            raise self._failed(_("the issuer's token_endpoint is not https: tell whoever runs the issuer"))
        methods = found.token_endpoint_auth_methods_supported or ["client_secret_basic"]
        header = bool(self._settings.get("client-secret")) and "client_secret_basic" in methods
        status, body = self._refresh(client, found.token_endpoint, header=header)
        if header and status in (400, 401) and _code(body) != "invalid_grant":
            status, body = self._refresh(client, found.token_endpoint, header=False)
        return self._read(status, body)

    def _refresh(self, client: httpx.Client, url: str, *, header: bool) -> tuple[int, bytes]:
        who, secret = self._settings["client-id"], self._settings.get("client-secret", "")
        form = {"grant_type": "refresh_token", "refresh_token": self._settings["refresh-token"]}
        headers = {}
        if header:
            pair = base64.b64encode(f"{quote_plus(who)}:{quote_plus(secret)}".encode())
            headers["Authorization"] = f"Basic {pair.decode('ascii')}"
        else:
            form |= {"client_id": who} | ({"client_secret": secret} if secret else {})
        return self._answer(client, client.build_request("POST", url, data=form, headers=headers))

    def _answer(self, client: httpx.Client, request: httpx.Request, *, follow: bool = False) -> tuple[int, bytes]:
        ends = time.monotonic() + self._seconds
        response = client.send(request, stream=True, follow_redirects=follow)
        try:
            return response.status_code, whole(response, ends)
        finally:
            response.close()

    def _read(self, status: int, body: bytes) -> Renewed:
        code = _code(body)
        if code == "invalid_grant":
            raise self._failed(_("the issuer does not accept the refresh-token any more: log in again"))
        if code in _CODES:
            raise self._failed(
                _("the issuer refuses with {code}: check client-id and client-secret, or log in again").format(
                    code=code
                )
            )
        try:
            if status == 200:
                return msgspec.json.decode(body, type=Renewed)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            pass
        raise self._failed(
            _(
                "the issuer's token endpoint answers with HTTP {status} and no tokens: try again, or log in again"
            ).format(status=status)
        )


def _code(body: bytes) -> str:
    """RFC 6749's error code. Its description is not told: it may quote a token."""
    try:
        answer: Any = msgspec.json.decode(body)
        return str(answer.get("error") or "")
    except (msgspec.MsgspecError, AttributeError, RecursionError, ValueError):
        return ""


def _end(token: str) -> float | None:
    """When a JSON web token ends, in seconds since 1970; None for what is no such token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        return msgspec.json.decode(claims, type=Claims).exp
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return None


def _texts(config: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (config or {}).items() if value is not None}
