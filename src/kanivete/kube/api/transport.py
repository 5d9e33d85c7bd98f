"""Where requests go, and the client that sends them there."""

from collections.abc import Iterator
from urllib.parse import quote

import httpx2 as httpx

from kanivete import __version__
from kanivete.i18n import _
from kanivete.kube.api.config import Connection, User
from kanivete.kube.api.errors import ConfigError
from kanivete.kube.api.proxies import proxy_of_environment
from kanivete.kube.api.request import header
from kanivete.kube.api.tls import Identity, context
from kanivete.redact import redact

CONNECTIONS = 8
"""Requests at the same time."""

_OF_A_NAME = "!#$&'*+-.^_`|~"
"""What a header's name may hold besides letters and digits, but for the percent sign that escapes."""


def url_of(connection: Connection) -> str:
    """The API server's URL, without a name and password.

    Raises:
        ConfigError: It is none.
    """
    cluster, server = connection.cluster, connection.cluster.server
    if "://" not in server:
        secure = cluster.certificate_authority or cluster.certificate_authority_data or cluster.insecure_skip_tls_verify
        server = f"https://{server}" if secure else f"http://{server}"
    try:
        url = httpx.URL(server)
    except httpx.InvalidURL as failure:
        raise ConfigError(
            _("the cluster's server {server!r} is no address: {why}").format(server=server, why=failure)
        ) from failure
    if url.scheme not in ("http", "https") or not _is_host(url.raw_host.decode("ascii")):
        raise ConfigError(
            _("the cluster's server {server!r} is no address: it has to look like https://HOST:PORT").format(
                server=server
            )
        )
    return str(url.copy_with(username=None, password=None) if url.userinfo else url).rstrip("/")


def _is_host(name: str) -> bool:
    """Python's resolver and TLS take it: for `a..b` they raise what is no error of a connection."""
    try:
        return bool(name.encode("idna")) and name.isprintable() and not name.startswith(".")
    except UnicodeError:
        return False


def proxy_of(connection: Connection, server: str) -> str:
    """The proxy that requests go to: the kubeconfig's, else the environment's; empty for none. Without its password."""
    used = _proxy(connection, server)
    used = used if "://" in used or not used else f"http://{used}"
    return str(httpx.URL(used).copy_with(username=None, password=None)) if used else ""


def _proxy(connection: Connection, server: str) -> str:
    return connection.cluster.proxy_url or proxy_of_environment(httpx.URL(server))


def client_of(connection: Connection, who: Identity | None) -> httpx.Client:
    """A client that shows that certificate. It sends no token.

    Raises:
        ConfigError: A certificate or the proxy cannot be used.
    """
    cluster, user = connection.cluster, connection.user
    headers = [
        header("User-Agent", f"kanivete/{__version__}"),
        header("Accept-Encoding", "identity" if cluster.disable_compression else "gzip"),
        *_impersonating(user),
    ]
    if cluster.tls_server_name and not _is_host(cluster.tls_server_name):
        raise ConfigError(_("tls-server-name {name!r} is no name of a host").format(name=cluster.tls_server_name))
    tls = context(cluster, who, _("context {context!r}").format(context=connection.context))
    proxy = _proxy(connection, url_of(connection))
    try:
        if proxy and not _is_host(httpx.URL(proxy).raw_host.decode("ascii")):
            raise ValueError(_("it names no host"))
        return httpx.Client(
            verify=tls,
            proxy=proxy or None,
            headers=headers,
            trust_env=False,
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            follow_redirects=False,
        )
    except ImportError as failure:
        if not cluster.proxy_url:
            raise ConfigError(
                _("the environment's proxy: SOCKS needs an extra: pip install 'httpx2[socks]'")
            ) from failure
        raise ConfigError(
            _("proxy {proxy!r}: SOCKS needs an extra: pip install 'httpx2[socks]'").format(proxy=redact(proxy))
        ) from failure
    except (ValueError, httpx.InvalidURL) as failure:
        why = redact(str(failure))
        if not cluster.proxy_url:
            raise ConfigError(_("the environment's proxy cannot be used: {why}").format(why=why)) from failure
        raise ConfigError(
            _("proxy-url {proxy!r} cannot be used: {why}").format(proxy=redact(proxy), why=why)
        ) from failure


def _impersonating(user: User) -> Iterator[tuple[bytes, bytes]]:
    """Source: client-go's `impersonatingRoundTripper`, which escapes the keys of `as-user-extra` like this."""
    if user.impersonate:
        yield header("Impersonate-User", user.impersonate)
    if user.impersonate_uid:
        yield header("Impersonate-Uid", user.impersonate_uid)
    for group in user.impersonate_groups or []:
        yield header("Impersonate-Group", group)
    for key, values in (user.impersonate_extra or {}).items():
        for value in values:
            yield header(f"Impersonate-Extra-{quote(key, safe=_OF_A_NAME)}", value)
