"""Writing a snapshot: the same answers give the same bytes."""

import gzip
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kanivete import __version__
from kanivete.i18n import _
from kanivete.kube.kinds import EVENTS, PODS, Kind
from kanivete.kube.meta import KubeObject
from kanivete.sources.base import Log, LogRequest, Missing, NodeDump, SourceError
from kanivete.sources.snapshot.manifest import (
    FORMAT,
    MANIFEST,
    OBJECTS,
    Dumped,
    Listed,
    Logged,
    Looked,
    Manifest,
    NodeLogged,
    Refused,
    Triage,
    dump_path,
    log_path,
    node_log_path,
    plural,
)
from kanivete.sources.tap import Tap


def write(tap: Tap, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write what went through the tap as a `.tar.gz`, whole or not at all.

    Raises:
        SourceError: The file exists and `force` is not given, or it cannot be written.
    """
    target = Path(path)
    check_free(target, force=force)
    try:
        _replace(target, archive(tap))
    except OSError as error:
        raise SourceError(_("cannot write {file}: {why}").format(file=target, why=error.strerror or error)) from error


def check_free(path: str | os.PathLike[str], *, force: bool = False) -> None:
    """See whether there is a file already: before what takes long, and once more when it is written.

    Raises:
        SourceError: The file exists and `force` is not given.
    """
    if not force and Path(path).exists():
        raise SourceError(
            _("{file} exists already: choose another name, or overwrite it with --force").format(file=path)
        )


def archive(tap: Tap) -> bytes:
    """The snapshot's bytes."""
    out = io.BytesIO()
    when = int(tap.now.timestamp())
    with (
        gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, data in _files(tap):
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(data), when, 0o644
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _replace(target: Path, data: bytes) -> None:
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(draft, target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _files(tap: Tap) -> Iterator[tuple[str, bytes]]:
    yield MANIFEST, _json(_manifest(tap))
    yield OBJECTS, _json({"apiVersion": "v1", "kind": "List", "items": _objects(tap)})
    for request, found in sorted(tap.logs.items(), key=lambda item: log_path(item[0])):
        if isinstance(found, Log):
            yield log_path(request), found.text.encode("utf-8", "replace")
    for dump in sorted(tap.dumps, key=_place):
        yield dump_path(_place(dump)), dump.text.encode("utf-8", "replace")
    for node, log in sorted(tap.node_logs.items()):
        if isinstance(log, Log):
            yield node_log_path(node), log.text.encode("utf-8", "replace")


def _manifest(tap: Tap) -> Manifest:
    return Manifest(
        format=FORMAT,
        source=tap.description,
        version=__version__,
        now=tap.now.isoformat(),
        default_namespace=tap.default_namespace,
        examined=dict(sorted(tap.examined().items())),
        gaps=tap.gaps(),
        triages=tuple(
            Triage(scope, tuple(f"{p.metadata.namespace}/{p.metadata.name}" for p in found.pods), found.examined)
            for scope, found in tap.triages
        ),
        lists=tuple(
            sorted(Listed(plural(k), ns, not isinstance(found, Missing)) for (k, ns), found in tap.lists.items())
        ),
        events=tuple(
            sorted(Listed(EVENTS.resource, ns, not isinstance(found, Missing)) for ns, found in tap.event_lists.items())
        ),
        lookups=tuple(
            sorted(
                Looked(plural(kind), namespace, name, found is Missing.ABSENT)
                for (kind, namespace, name), found in tap.lookups.items()
                if isinstance(found, Missing)
            )
        ),
        logs=tuple(sorted(_logged(request, found) for request, found in tap.logs.items())),
        node_logs=tuple(
            NodeLogged(node, isinstance(found, Log), isinstance(found, Log) and found.truncated)
            for node, found in sorted(tap.node_logs.items())
        ),
        dumps=tuple(sorted({_place(dump) for dump in tap.dumps})),
        server_version=tap.version,
        health=dict(sorted(tap.health.items())),
        refusals=tuple(Refused(asked, found) for asked, found in sorted(tap.refused.items(), key=lambda one: one[0])),
    )


def _place(dump: NodeDump) -> Dumped:
    return Dumped(dump.node, dump.name)


def _logged(request: LogRequest, found: Log | Missing) -> Logged:
    return Logged(
        namespace=request.namespace,
        pod=request.pod,
        container=request.container,
        previous=request.previous,
        kept=isinstance(found, Log),
        seen=found is not Missing.UNSEEN,
        truncated=isinstance(found, Log) and found.truncated,
    )


def _objects(tap: Tap) -> list[KubeObject]:
    """Every object that was read, once, by kind, namespace and name."""
    found: dict[tuple[str, str, str, str], KubeObject] = {}

    def keep(kind: Kind[KubeObject], item: KubeObject) -> None:
        meta = item.metadata
        found[plural(kind), meta.namespace, meta.name, meta.uid if kind.resource == EVENTS.resource else ""] = (
            msgspec.structs.replace(item, api_version=kind.api_version, kind=kind.kind)
        )

    for (kind, _namespace), items in tap.lists.items():
        for item in () if isinstance(items, Missing) else items:
            keep(kind, item)
    for (kind, _namespace, _name), one in tap.lookups.items():
        if not isinstance(one, Missing):
            keep(kind, one)
    for events in tap.event_lists.values():
        for event in () if isinstance(events, Missing) else events:
            keep(EVENTS, event)  # type: ignore[arg-type]
    for _scope, triage in tap.triages:
        for pod in triage.pods:
            keep(PODS, pod)  # type: ignore[arg-type]
    return [found[key] for key in sorted(found)]


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
