"""What a person writes for FROM and TO, taken apart without looking at a cluster."""

import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kanivete.i18n import _
from kanivete.kube.kinds import (
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    NODES,
    PODS,
    REPLICA_SETS,
    REPLICATION_CONTROLLERS,
    SERVICES,
    STATEFUL_SETS,
    Kind,
    kind_named,
)
from kanivete.kube.workloads import Workload

HERE = "here"
WORKLOADS: tuple[Kind[Workload], ...] = (
    DEPLOYMENTS,
    STATEFUL_SETS,
    DAEMON_SETS,
    REPLICA_SETS,
    REPLICATION_CONTROLLERS,
    JOBS,
)
_ALLOWED = frozenset({PODS.kind, NODES.kind, SERVICES.kind, *(kind.kind for kind in WORKLOADS)})
_PORTS = {"http": 80, "https": 443, "tcp": None, "tls": 443}
_MOST = 1024


class WordError(ValueError):
    """FROM or TO cannot be understood. One line; exit code 2."""


@dataclass(frozen=True)
class Named:
    """An object by `TYPE/NAME` or `TYPE/NAMESPACE/NAME`; `namespace` is empty where it was not said."""

    kind: Kind[Any]
    name: str
    namespace: str = ""
    port: str = ""

    def __str__(self) -> str:
        """As it may be written: `svc/shop/api:80`."""
        path = "/".join(word for word in (self.kind.short[0], self.namespace, self.name) if word)
        return f"{path}:{self.port}" if self.port else path


@dataclass(frozen=True)
class Address:
    """A host as programs write it, with its port (a number or, of a Service, a name) and what is spoken there."""

    host: str
    port: str = ""
    scheme: str = ""
    path: str = ""

    def __str__(self) -> str:
        """As it may be written: `http://api:8080/healthz`, `[::1]:80`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = f"{host}:{self.port}" if self.port else host
        return f"{self.scheme}://{place}{self.path}" if self.scheme else place

    @property
    def is_ip(self) -> bool:
        """Whether the host is an address and no name."""
        return is_ip(self.host)

    @property
    def number(self) -> int | None:
        """The port as a number, the scheme's own for none; None where there is none or it is a name."""
        if self.port:
            return int(self.port) if self.port.isdigit() else None
        return _PORTS.get(self.scheme)


def origin_word(word: str) -> Named | str:
    """FROM: `here`, `TYPE/NAME`, or the bare name of a pod or workload.

    Raises:
        WordError: It is none of them.
    """
    _check(word)
    if word == HERE:
        return word
    if "://" in word or ":" in word:
        raise WordError(
            _("{word!r} cannot be where it is tried from: give a pod, deploy/NAME, node/NAME or here").format(word=word)
        )
    if "/" not in word:
        return word
    named = _named(word)
    if named.kind is SERVICES:
        raise WordError(
            _("{word!r} cannot be where it is tried from: a Service runs nothing; give a pod or deploy/NAME").format(
                word=word
            )
        )
    return named


def target_word(word: str) -> Named | Address:
    """TO: a URL, `TYPE/NAME[:PORT]`, `NAME[.NAMESPACE[.svc]][:PORT]`, `HOST:PORT`, an address.

    Raises:
        WordError: It is none of them.
    """
    _check(word)
    if "://" in word:
        return _url(word)
    if "/" in word:
        return _named(word)
    host, port = _split(word)
    return Address(host, port)


def is_ip(text: str) -> bool:
    """Whether it is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _check(word: str) -> None:
    if not word or len(word) > _MOST or not word.isprintable() or " " in word:
        raise WordError(_("{word!r} is no name of anything").format(word=word[:80]))


def _url(word: str) -> Address:
    try:
        parts = urlsplit(word)
        port = "" if parts.port is None else str(parts.port)
    except ValueError as error:
        raise WordError(_("{word!r} is no URL: {why}").format(word=word, why=error)) from error
    if parts.scheme not in _PORTS:
        raise WordError(
            _("{word!r}: kanivete speaks http, https, tls and tcp, not {scheme}").format(word=word, scheme=parts.scheme)
        )
    if not parts.hostname:
        raise WordError(_("{word!r} names no host").format(word=word))
    if parts.username or parts.password:
        raise WordError(_("leave the credentials out of the URL: they would be seen on the far side"))
    if not port and parts.scheme == "tcp":
        raise WordError(_("{word!r} needs a port, as in tcp://{host}:5432").format(word=word, host=parts.hostname))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.hostname, port, parts.scheme, path if parts.scheme.startswith("http") else "")


def _named(word: str) -> Named:
    path, port = _split(word)
    words = path.split("/")
    kind = kind_named(words[0])
    if kind is None or kind.kind not in _ALLOWED:
        raise WordError(
            _(
                "{type!r} is no type that traffic comes from or goes to: use pod, svc, deploy, sts, ds, job or node"
            ).format(type=words[0])
        )
    if len(words) not in (2, 3) or not all(words) or (len(words) == 3 and not kind.namespaced):
        raise WordError(
            _("{word!r} is not TYPE/NAME or TYPE/NAMESPACE/NAME, such as svc/web or svc/shop/web").format(word=word)
        )
    return Named(kind, words[-1], words[1] if len(words) == 3 else "", port)


def _split(word: str) -> tuple[str, str]:
    """Host and port; an IPv6 address with a port is in brackets."""
    if word.startswith("["):
        host, closed, rest = word[1:].partition("]")
        if not closed or not is_ip(host) or (rest and not rest.startswith(":")):
            raise WordError(_("{word!r} is no address: write [::1]:80").format(word=word))
        return host, _port(rest[1:], word) if rest else ""
    if word.count(":") > 1:
        if is_ip(word):
            return word, ""
        raise WordError(_("{word!r} is no HOST:PORT").format(word=word))
    host, colon, port = word.partition(":")
    if not host:
        raise WordError(_("{word!r} names no host").format(word=word))
    return host, _port(port, word) if colon else ""


def _port(text: str, word: str) -> str:
    if text.isascii() and text.isdigit():
        if 1 <= int(text[:6]) <= 65535 and len(text) <= 5:
            return str(int(text))
    elif text and all(char.isascii() and (char.isalnum() or char == "-") for char in text) and len(text) <= 15:
        return text
    raise WordError(_("{word!r} has no port from 1 to 65535, nor the name of one").format(word=word))
