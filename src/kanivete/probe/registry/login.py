"""Credentials for registries: read from Docker's configuration format, found by image as the kubelet finds them.

Source: kubernetes/pkg/credentialprovider (config.go, keyring.go).
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from kanivete.i18n import _
from kanivete.kube.decode import NotJsonError, plain
from kanivete.kube.images import DOCKER_HUB, Endpoint, ImageReference

_SCHEME = re.compile(r"\A[a-z]+://", re.IGNORECASE)
_HUB_KEY = "index.docker.io"


@dataclass(frozen=True)
class Login:
    """What can be shown to a registry. `server` is the key it was kept under, `source` where it was kept, for people.

    Never printed: the fields that matter have no representation.
    """

    server: str
    source: str
    username: str = ""
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)
    """Exchanged for a token instead of name and password (OAuth's refresh token)."""
    registry_token: str = field(default="", repr=False)
    """Shown as it is."""

    @property
    def basic(self) -> str:
        """The value of an `Authorization` header with name and password."""
        return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()

    def __str__(self) -> str:
        """`pull secret shop/regcred (user robot)`."""
        return (
            _("{source} (user {user})").format(source=self.source, user=self.username) if self.username else self.source
        )


class LoginError(ValueError):
    """Credentials cannot be read; one line, without any of their content."""


def logins(config: bytes, source: str, *, legacy: bool = False) -> tuple[Login, ...]:
    """The entries of `config.json` or `.dockerconfigjson` (`legacy`: of `.dockercfg`), in the order they are tried.

    Raises:
        LoginError: It is none, or an entry holds no user name and password.
    """
    try:
        said = plain(config)
    except (NotJsonError, ValueError) as error:
        raise LoginError(_("{source} is not JSON").format(source=source)) from error
    entries = said if legacy else said.get("auths", {})
    if not isinstance(entries, dict):
        raise LoginError(_("{source}: `auths` is no object").format(source=source))
    found = [_login(server, entry, source) for server, entry in entries.items() if isinstance(entry, dict) and entry]
    # The kubelet tries the longer names first: they say more.
    return tuple(sorted(found, key=lambda login: login.server, reverse=True))


def for_image(known: Iterable[Login], image: ImageReference) -> tuple[Login, ...]:
    """The logins that the kubelet would try for an image, in its order."""
    listed = list(known)
    found = [login for login in listed if _matches(login.server, image)]
    if not found and image.registry.host == DOCKER_HUB:
        found = [login for login in listed if server_key(login.server).partition("/")[0] == _HUB_KEY]
    return tuple(found)


def server_key(server: str) -> str:
    """A key without scheme and API version: `https://index.docker.io/v1/` is `index.docker.io`."""
    bare = _SCHEME.sub("", server.strip())
    host, slash, path = bare.partition("/")
    if path.startswith(("v1/", "v2/")):
        path = path[3:]
    elif path in ("v1", "v2"):
        path = ""
    return f"{host}/{path}".rstrip("/") if slash and path.strip("/") else host


def _matches(server: str, image: ImageReference) -> bool:
    """Host by host label with wildcards, the same port, and the path as a prefix."""
    host, _slash, path = server_key(server).partition("/")
    name, port = _split(host)
    if not _same_port(port, image.registry):
        return False
    if name.startswith("["):
        return name.lower() == image.registry.host.lower() and image.path.startswith(path)
    mine, theirs = name.lower().split("."), image.registry.host.lower().split(".")
    fits = len(mine) == len(theirs) and all(fnmatchcase(b, a) for a, b in zip(mine, theirs, strict=True))
    return fits and (not path or image.path.startswith(path))


def _same_port(port: str, registry: Endpoint) -> bool:
    return port == (str(registry.port) if registry.port else "")


def _split(host: str) -> tuple[str, str]:
    if host.endswith("]") or ":" not in host:
        return host, ""
    name, _colon, port = host.rpartition(":")
    return name, port


def _login(server: str, entry: Mapping[str, object], source: str) -> Login:
    def text(name: str) -> str:
        value = entry.get(name)
        return value if isinstance(value, str) else ""

    username, password = text("username"), text("password")
    if text("auth"):
        username, password = _decoded(text("auth"), server, source)
    login = Login(server, source, username, password, text("identitytoken"), text("registrytoken"))
    if not (login.username or login.identity_token or login.registry_token):
        raise LoginError(
            _("{source}: the entry for {server} holds no user name and password").format(source=source, server=server)
        )
    return login


def _decoded(auth: str, server: str, source: str) -> tuple[str, str]:
    try:
        decoded = base64.b64decode(auth.strip(), validate=True).decode()
        username, colon, password = decoded.partition(":")
    except (binascii.Error, ValueError):
        username = colon = password = ""
    if not colon:
        raise LoginError(
            _("{source}: `auth` of the entry for {server} is not base64 of user:password").format(
                source=source, server=server
            )
        )
    return username, password.rstrip("\x00")
