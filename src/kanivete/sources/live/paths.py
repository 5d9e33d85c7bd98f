"""Paths on the API server, of names that may hold anything."""

from typing import TypeVar
from urllib.parse import quote

from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject

T = TypeVar("T", bound=KubeObject)


def path_of(kind: Kind[T], namespace: str = "", name: str = "") -> str:
    """The path of a resource or an object of it."""
    return kind.path(quote(namespace, safe=""), quote(name, safe=""))
