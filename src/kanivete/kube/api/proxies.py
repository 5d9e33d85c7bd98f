"""Which proxy the environment asks for, as Go programs and so kubectl understand it.

Source: golang.org/x/net/http/httpproxy
"""

import ipaddress
from urllib.request import getproxies

import httpx2 as httpx


def proxy_of_environment(url: httpx.URL) -> str:
    """The proxy for that address by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; empty for none."""
    named = getproxies()
    used = named.get(url.scheme) or named.get("all", "")
    if not used or is_loopback(url.host) or _spared(url, named.get("no", "")):
        return ""
    return used if "://" in used else f"http://{used}"


def is_loopback(host: str) -> bool:
    """This machine, which no proxy of the environment leads to: clusters of kind and minikube are there."""
    address = _address(host)
    return host.lower() == "localhost" or (address is not None and address.is_loopback)


def _spared(url: httpx.URL, entries: str) -> bool:
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    words = (word.strip().lower() for word in entries.split(","))
    return any(_matches(word, url.host.lower(), port) for word in words if word)


def _matches(entry: str, host: str, port: int | None) -> bool:
    """`*`, `10.0.0.0/8`, `10.0.0.1`, `fd00::1`, `example.com` with all below it, `.example.com` for what is below it;
    all but networks may end in a port.
    """
    address = _address(host)
    if "/" in entry:
        try:
            return address is not None and address in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    if _address(entry) is None and ":" in entry:
        entry, _colon, wanted = entry.rpartition(":")
        if wanted != str(port):
            return False
    if address is not None:
        return entry == "*" or _address(entry.strip("[]")) == address
    domain = entry.removeprefix("*")
    return not domain or host.endswith(domain if domain.startswith(".") else f".{domain}") or host == domain


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
