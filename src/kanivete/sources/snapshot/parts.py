"""The files of a snapshot, decoded."""

from collections.abc import Callable, Mapping
from typing import cast

import msgspec

from kanivete.i18n import _
from kanivete.kube.decode import NotJsonError, convert, plain
from kanivete.kube.kinds import EVENTS, NEW_EVENTS, Kind
from kanivete.kube.meta import KubeObject
from kanivete.kube.typed import decoder
from kanivete.redact import redact_slice
from kanivete.sources.base import SourceError
from kanivete.sources.order import by_name
from kanivete.sources.snapshot.manifest import BY_KIND, FORMAT, MANIFEST, OBJECTS, Manifest, plural

Files = Mapping[str, Callable[[], bytes]]
"""By their paths below the snapshot's root; each is called for its bytes."""


def damaged(description: str, file: str, why: str) -> SourceError:
    """The error for a file of a snapshot that cannot be used."""
    return SourceError(
        _("{description}: the snapshot is damaged: {file}: {why}; make it anew with kanivete snapshot").format(
            description=description, file=file, why=why
        )
    )


def _bytes(files: Files, file: str, description: str) -> bytes:
    try:
        return files[file]()
    except KeyError:
        raise damaged(description, file, _("missing")) from None
    except OSError as error:
        raise damaged(description, file, error.strerror or str(error)) from error


def manifest_of(files: Files, description: str) -> Manifest:
    """What the snapshot says of itself.

    Raises:
        SourceError: It is damaged, or of a format newer than this program.
    """
    data = _bytes(files, MANIFEST, description)
    try:
        version = plain(data).get("format")
        if isinstance(version, int) and version > FORMAT:
            raise SourceError(
                _("{description}: the snapshot's format {version} is newer than this kanivete: upgrade it").format(
                    description=description, version=version
                )
            )
        return decoder(Manifest).decode(data)
    except (NotJsonError, msgspec.ValidationError) as error:
        raise damaged(description, MANIFEST, str(error)) from error


def objects_of(files: Files, description: str) -> dict[str, dict[tuple[str, str], KubeObject]]:
    """The objects by resource, then by namespace and name, sorted.

    Raises:
        SourceError: They are damaged.
    """
    try:
        items = plain(_bytes(files, OBJECTS, description)).get("items")
    except NotJsonError as error:
        raise damaged(description, OBJECTS, str(error)) from error
    if not isinstance(items, list):
        raise damaged(description, OBJECTS, _("it has no items"))
    found: dict[str, list[KubeObject]] = {}
    problems: list[str] = []
    for item in items:
        kind = _kind(item)
        made = redact_slice(convert(item, kind.type, problems)) if kind else None
        if kind and made:
            found.setdefault(plural(kind), []).append(made)
    if problems:
        raise damaged(description, OBJECTS, problems[0])
    return {
        resource: {(o.metadata.namespace, o.metadata.name): o for o in by_name(objects)}
        for resource, objects in found.items()
    }


def _kind(item: object) -> Kind[KubeObject] | None:
    if not isinstance(item, dict):
        return None
    key = (str(item.get("apiVersion")), str(item.get("kind")))
    kind = BY_KIND.get(key)
    return cast("Kind[KubeObject]", EVENTS) if kind is cast("object", NEW_EVENTS) else kind
