"""Where requests go, and the client that sends them there."""

import httpx2 as httpx

from kanivete import __version__
from kanivete.i18n import _
from kanivete.kube.api.config import Connection
from kanivete.kube.api.errors import ConfigError
from kanivete.kube.api.tls import Identity, context

CONNECTIONS = 8
"""Requests at the same time."""


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
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigError(
            _("the cluster's server {server!r} is no address: it has to look like https://HOST:PORT").format(
                server=server
            )
        )
    return str(url.copy_with(username=None, password=None) if url.userinfo else url).rstrip("/")


def proxy_of(connection: Connection, server: str) -> str:
    """The proxy that requests go to: the kubeconfig's, else the environment's; empty for none. Without its password."""
    from urllib.request import getproxies, proxy_bypass

    url = httpx.URL(server)
    used = connection.cluster.proxy_url or ("" if proxy_bypass(url.host) else getproxies().get(url.scheme, ""))
    used = used if "://" in used or not used else f"http://{used}"
    return str(httpx.URL(used).copy_with(username=None, password=None)) if used else ""


def client_of(connection: Connection, who: Identity | None) -> httpx.Client:
    """A client that shows that certificate. It sends no token.

    Raises:
        ConfigError: A certificate or the proxy cannot be used.
    """
    cluster, user = connection.cluster, connection.user
    headers = {
        "User-Agent": f"kanivete/{__version__}",
        "Accept-Encoding": "identity" if cluster.disable_compression else "gzip",
    }
    extra = [("Impersonate-Group", group) for group in user.impersonate_groups or []]
    extra += [("Impersonate-Uid", user.impersonate_uid)] if user.impersonate_uid else []
    for key, values in (user.impersonate_extra or {}).items():
        extra += [(f"Impersonate-Extra-{key}", value) for value in values]
    try:
        return httpx.Client(
            verify=context(cluster, who, _("context {context!r}").format(context=connection.context)),
            proxy=cluster.proxy_url,
            headers=[*headers.items(), *extra],
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            follow_redirects=False,
        )
    except ImportError as failure:
        if not cluster.proxy_url:
            raise ConfigError(
                _("the environment's proxy: SOCKS needs an extra: pip install 'httpx2[socks]'")
            ) from failure
        raise ConfigError(
            _("proxy {proxy!r}: SOCKS needs an extra: pip install 'httpx2[socks]'").format(proxy=cluster.proxy_url)
        ) from failure
    except (ValueError, httpx.InvalidURL) as failure:
        raise ConfigError(
            _("proxy-url {proxy!r} cannot be used: {why}").format(proxy=cluster.proxy_url, why=failure)
        ) from failure
