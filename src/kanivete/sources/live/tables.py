"""The server-side table: what `kubectl get` shows, computed by the server, at a fiftieth of the objects' size.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from kanivete.kube.api.answers import not_json
from kanivete.kube.decode import ListMeta
from kanivete.kube.meta import ObjectMeta, Slice
from kanivete.kube.typed import decoder

TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1"
METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


class Column(Slice, frozen=True):
    name: str = ""


class RowObject(Slice, frozen=True):
    metadata: ObjectMeta = ObjectMeta()


class TableRow(Slice, frozen=True):
    cells: list[Any] = []
    object: RowObject | None = None


class Table(Slice, frozen=True):
    kind: str = ""
    column_definitions: list[Column] = []
    rows: list[TableRow] | None = None
    metadata: ListMeta = ListMeta()


@dataclass(frozen=True)
class Row:
    """A row by its columns' names, in lower case; `metadata` where objects were asked for."""

    cells: dict[str, Any]
    metadata: ObjectMeta


def table(body: bytes, server: str) -> Table | None:
    """The answer as a table; None where the server answered with a list or an object after all.

    Raises:
        NotKubernetesError: It is nothing of an API server.
    """
    try:
        found = decoder(Table).decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        found = Table(kind=kind_of(body, server))
    if not found.kind:
        raise not_json(body, server)
    return found if found.kind == "Table" else None


def rows(found: Table) -> Iterator[Row]:
    """The rows; a row with fewer cells than columns lacks the last ones."""
    names = [column.name.lower() for column in found.column_definitions]
    for row in found.rows or []:
        yield Row(dict(zip(names, row.cells, strict=False)), row.object.metadata if row.object else ObjectMeta())


def kind_of(body: bytes, server: str) -> str:
    """The `kind` of an answer.

    Raises:
        NotKubernetesError: It has none.
    """
    try:
        kind = decoder(_Head).decode(body).kind
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        kind = ""
    if not kind:
        raise not_json(body, server)
    return kind


class _Head(Slice, frozen=True):
    kind: str = ""
