"""A kubeconfig's content, as far as a client needs it.

Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

S = TypeVar("S", bound=Struct)


class Part(Struct, frozen=True, rename="kebab", kw_only=True):
    """A part of a kubeconfig: unknown fields are ignored, null is as good as absent."""

    def relative_to(self: S, folder: Path) -> S:
        """The same with the paths of files made absolute."""
        names = ("certificate_authority", "client_certificate", "client_key", "token_file")
        paths = {name: str(folder / value) for name in names if (value := getattr(self, name, None))}
        return msgspec.structs.replace(self, **paths)


class Cluster(Part, frozen=True):
    server: str = ""
    tls_server_name: str | None = None
    insecure_skip_tls_verify: bool | None = None
    certificate_authority: str | None = None
    certificate_authority_data: str | None = None
    proxy_url: str | None = None
    disable_compression: bool | None = None
    extensions: list[dict[str, Any]] | None = None


class NameValue(Struct, frozen=True):
    name: str
    value: str = ""


class Exec(Struct, frozen=True, rename="camel", kw_only=True):
    """A program that prints credentials."""

    command: str
    api_version: str = ""
    args: list[str] | None = None
    env: list[NameValue] | None = None
    install_hint: str | None = None
    provide_cluster_info: bool | None = None
    interactive_mode: str | None = None


class AuthProvider(Struct, frozen=True):
    name: str
    config: dict[str, Any] | None = None


class User(Part, frozen=True):
    client_certificate: str | None = None
    client_certificate_data: str | None = None
    client_key: str | None = None
    client_key_data: str | None = None
    token: str | None = None
    token_file: str | None = field(default=None, name="tokenFile")
    username: str | None = None
    password: str | None = None
    exec: Exec | None = None
    auth_provider: AuthProvider | None = None
    impersonate: str | None = field(default=None, name="as")
    impersonate_uid: str | None = field(default=None, name="as-uid")
    impersonate_groups: list[str] | None = field(default=None, name="as-groups")
    impersonate_extra: dict[str, list[str]] | None = field(default=None, name="as-user-extra")


class Context(Part, frozen=True):
    cluster: str = ""
    user: str | None = None
    namespace: str | None = None


class NamedCluster(Struct, frozen=True):
    name: str
    value: Cluster | None = field(default=None, name="cluster")


class NamedContext(Struct, frozen=True):
    name: str
    value: Context | None = field(default=None, name="context")


class NamedUser(Struct, frozen=True):
    name: str
    value: User | None = field(default=None, name="user")


class File(Part, frozen=True):
    current_context: str | None = None
    clusters: list[NamedCluster] | None = None
    contexts: list[NamedContext] | None = None
    users: list[NamedUser] | None = None


@dataclass(frozen=True)
class Connection:
    """One context with its cluster and user. `file` is where the user is defined; empty in a pod."""

    context: str
    namespace: str
    cluster: Cluster
    user: User
    user_name: str = ""
    file: str = ""
    cluster_name: str = ""
