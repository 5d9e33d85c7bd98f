"""What a request shows to say who asks, and how it is renewed."""

import base64
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from kanivete.i18n import _
from kanivete.kube.api.config import Connection
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
        except (OSError, ValueError) as error:
            raise CredentialError(
                _("cannot read the token file {file}: {why}").format(file=self._file, why=error)
            ) from error
        if not token:
            raise CredentialError(_("the token file {file} is empty").format(file=self._file))
        return token


def credentials(connection: Connection, seconds: float = 30.0) -> Credentials:
    """What the connection's user has, by kubectl's precedence; an issuer gets so many seconds to answer.

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
        if user.auth_provider.name != "oidc":
            raise CredentialError(
                _(
                    "{where}: auth-provider {name!r} is gone from Kubernetes clients since 1.26: "
                    "use the exec plugin of your provider (gke-gcloud-auth-plugin, kubelogin)"
                ).format(where=where, name=user.auth_provider.name)
            )
        from kanivete.kube.api.oidc import Oidc

        return Oidc(connection, where, own, seconds)
    return Fixed(identity=own)
