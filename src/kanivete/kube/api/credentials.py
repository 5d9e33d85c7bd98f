"""What a request shows to say who asks, and how it is renewed."""

import base64
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec

from kanivete.i18n import _
from kanivete.kube.api.config import Connection, User
from kanivete.kube.api.errors import CredentialError
from kanivete.kube.api.tls import Identity, identity

_TOKEN_FILE_SECONDS = 60.0


class Credentials(Protocol):
    """Safe to use from several threads."""

    def authorization(self) -> str:
        """The `Authorization` header, empty for none.

        Raises:
            CredentialError: It cannot be had.
        """

    def identity(self) -> Identity | None:
        """The client certificate. Raises like `authorization`."""

    def renew(self) -> bool:
        """Forget what the server did not accept; False where asking again cannot help."""


class Fixed:
    """A token, a name and password, a client certificate, or nothing."""

    def __init__(self, authorization: str = "", identity: Identity | None = None) -> None:
        self._authorization = authorization
        self._identity = identity

    def authorization(self) -> str:
        return self._authorization

    def identity(self) -> Identity | None:
        return self._identity

    def renew(self) -> bool:
        return False


class TokenFile:
    """A token in a file that somebody else renews, as the kubelet does in a pod."""

    def __init__(
        self, file: str, identity: Identity | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._file = Path(file)
        self._identity = identity
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0

    def authorization(self) -> str:
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._token = self._read()
                self._until = self._clock() + _TOKEN_FILE_SECONDS
            return f"Bearer {self._token}"

    def identity(self) -> Identity | None:
        return self._identity

    def renew(self) -> bool:
        with self._lock:
            before, self._token = self._token, self._read()
            return self._token != before

    def _read(self) -> str:
        try:
            token = self._file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CredentialError(
                _("cannot read the token file {file}: {why}").format(file=self._file, why=error)
            ) from error
        if not token:
            raise CredentialError(_("the token file {file} is empty").format(file=self._file))
        return token


def credentials(connection: Connection) -> Credentials:
    """What the connection's user has, by kubectl's precedence.

    Raises:
        ConfigError: It cannot be used.
    """
    user = connection.user
    where = _("user {user!r} in {file}").format(user=connection.user_name, file=connection.file)
    own = identity(user, where)
    if user.token_file:
        return TokenFile(user.token_file, own)
    if user.token:
        return Fixed(f"Bearer {user.token}", own)
    if user.username:
        pair = base64.b64encode(f"{user.username}:{user.password or ''}".encode())
        return Fixed(f"Basic {pair.decode('ascii')}", own)
    if user.exec:
        from kanivete.kube.api.exec_plugin import ExecPlugin

        return ExecPlugin(user.exec, connection, own)
    if user.auth_provider:
        return Fixed(f"Bearer {_provided(user, where)}", own)
    return Fixed(identity=own)


def _provided(user: User, where: str) -> str:
    """The ID token that kubectl left in the kubeconfig.

    It is not renewed here: that can use up the refresh token, and the new one would have to be written back.
    """
    assert user.auth_provider is not None
    if user.auth_provider.name != "oidc":
        raise CredentialError(
            _(
                "{where}: auth-provider {name!r} is gone from Kubernetes clients since 1.26: "
                "use the exec plugin of your provider (gke-gcloud-auth-plugin, kubelogin)"
            ).format(where=where, name=user.auth_provider.name)
        )
    token = str((user.auth_provider.config or {}).get("id-token") or "")
    if not token:
        raise CredentialError(
            _("{where}: the oidc auth-provider has no id-token yet: run `kubectl get pods` to log in").format(
                where=where
            )
        )
    ends = _expiry(token)
    if ends and ends <= datetime.now(UTC):
        raise CredentialError(
            _("{where}: the OIDC id-token has expired at {time}: run `kubectl get pods`, which renews it").format(
                where=where, time=f"{ends:%Y-%m-%dT%H:%M:%SZ}"
            )
        )
    return token


def _expiry(token: str) -> datetime | None:
    """The `exp` claim of a JSON web token."""
    claims = token.split(".")[1:2]
    try:
        padded = claims[0] + "=" * (-len(claims[0]) % 4)
        value: Any = msgspec.json.decode(base64.urlsafe_b64decode(padded))
        return datetime.fromtimestamp(value["exp"], UTC)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError, msgspec.MsgspecError):
        return None
