"""The kubeconfig files, merged as kubectl merges them.

Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import yaml

from kanivete.i18n import _
from kanivete.kube import yaml_limits
from kanivete.kube.api.config import Cluster, Connection, Context, File, User
from kanivete.kube.api.errors import ConfigError
from kanivete.kube.api.in_cluster import in_cluster
from kanivete.kube.typed import converted

T = TypeVar("T", Cluster, Context, User)
V = TypeVar("V", Cluster, Context, User, covariant=True)


class Named(Protocol[V]):
    """An entry of one of the three lists."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> V | None: ...


DEFAULT = "~/.kube/config"


def load(
    path: str | None = None, context: str | None = None, environment: Mapping[str, str] = os.environ
) -> Connection:
    """How to reach the cluster of a context.

    Args:
        path: A kubeconfig; none means the files of `KUBECONFIG`, else `~/.kube/config`, else a pod's service account.
        context: A context's name; none means the current one.
        environment: Where `KUBECONFIG` and the in-cluster variables are looked up.

    Raises:
        ConfigError: There is none, or it cannot be used.
    """
    files = _files(path, environment)
    if not files:
        inside = None if path or context else in_cluster(environment)
        if inside is None:
            raise ConfigError(_nothing(environment))
        return inside
    return _select(files, context)


def _files(path: str | None, environment: Mapping[str, str]) -> list[tuple[Path, File]]:
    if path:
        return [_read(Path(os.path.expanduser(path)))]
    named = [part for part in environment.get("KUBECONFIG", "").split(os.pathsep) if part]
    wanted = named or [os.path.expanduser(DEFAULT)]
    return [_read(Path(file)) for file in dict.fromkeys(wanted) if os.path.exists(file)]


def _nothing(environment: Mapping[str, str]) -> str:
    named = environment.get("KUBECONFIG")
    if named:
        return _("no kubeconfig: no file of KUBECONFIG={named} exists; name one with --kubeconfig").format(named=named)
    return _("no kubeconfig: there is no {file}; name one with --kubeconfig").format(file=DEFAULT)


def _read(file: Path) -> tuple[Path, File]:
    try:
        text = file.read_bytes()
    except OSError as error:
        raise ConfigError(
            _("cannot read kubeconfig {file}: {why}").format(file=file, why=error.strerror or error)
        ) from error
    try:
        raw: Any = _loaded(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise ConfigError(
            _("kubeconfig {place}: not YAML: {problem}").format(place=f"{file}{line}", problem=problem)
        ) from error
    if raw is None:
        return file, File()
    if not isinstance(raw, dict):
        raise ConfigError(
            _("kubeconfig {place}: expected a mapping with clusters, contexts and users").format(place=f"{file}:1")
        )
    try:
        return file, converted(raw, File)
    except (msgspec.ValidationError, RecursionError) as error:
        raise ConfigError(f"kubeconfig {file}: {str(error).replace(' - at `$.', ' - at `')}") from error


def _loaded(text: bytes) -> Any:
    """Its value. The depth is looked at first: PyYAML's composer recurses in C, which ends the process."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > yaml_limits.DEEPEST:
            raise ValueError(_("nested more than {most} levels deep").format(most=yaml_limits.DEEPEST))
    return yaml.load(text, _Loader)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads what looks like a date as text, as kubectl does."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)


def _select(files: list[tuple[Path, File]], wanted: str | None) -> Connection:
    where = ", ".join(str(file) for file, _ in files)
    contexts = _merged(files, [content.contexts for _, content in files], Context())
    name = wanted or next((content.current_context for _, content in files if content.current_context), "")
    names = ", ".join(sorted(contexts))
    known = _("there are: {names}").format(names=names) if names else _("there are none")
    if not name:
        raise ConfigError(
            _("no current context in {where}: choose one with --context ({known})").format(where=where, known=known)
        )
    if name not in contexts:
        raise ConfigError(_("no context {name!r} in {where}: {known}").format(name=name, where=where, known=known))
    context = contexts[name][1]
    clusters = _merged(files, [content.clusters for _, content in files], Cluster())
    users = _merged(files, [content.users for _, content in files], User())
    if context.cluster not in clusters:
        raise ConfigError(
            _("context {name!r} in {where} names cluster {cluster!r}, which is not there").format(
                name=name, where=where, cluster=context.cluster
            )
        )
    if context.user and context.user not in users:
        raise ConfigError(
            _("context {name!r} in {where} names user {user!r}, which is not there").format(
                name=name, where=where, user=context.user
            )
        )
    cluster_file, cluster = clusters[context.cluster]
    user_file, user = users[context.user] if context.user else (cluster_file, User())
    if not cluster.server:
        raise ConfigError(_("cluster {name!r} in {file} has no server").format(name=context.cluster, file=cluster_file))
    return Connection(
        context=name,
        namespace=context.namespace or "default",
        cluster=cluster.relative_to(cluster_file.parent),
        user=user.relative_to(user_file.parent),
        user_name=context.user or "",
        file=str(user_file),
        cluster_name=context.cluster,
    )


def _merged(
    files: list[tuple[Path, File]], lists: Sequence[Sequence[Named[T]] | None], empty: T
) -> dict[str, tuple[Path, T]]:
    """The entries of all files by name, with their file: the first to use a name wins as a whole."""
    found: dict[str, tuple[Path, T]] = {}
    for (file, _content), entries in zip(files, lists, strict=True):
        for entry in entries or []:
            found.setdefault(entry.name, (file, empty if entry.value is None else entry.value))
    return found
