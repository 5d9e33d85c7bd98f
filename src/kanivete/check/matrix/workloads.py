"""The workloads of a namespace and its Services."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from kanivete.check.lookup import is_over, listed, reference, seen
from kanivete.check.matrix.result import Cell, Matrix
from kanivete.check.objects.walk import walk
from kanivete.check.objects.way import Way
from kanivete.check.places import Destination, Origin
from kanivete.check.result import Tried
from kanivete.check.tried.access import Access
from kanivete.check.tried.attempt import attempt
from kanivete.check.tried.inside import Inside
from kanivete.check.tried.plan import plan
from kanivete.check.tried.verdict import conclude
from kanivete.check.words import WORKLOADS
from kanivete.kube.kinds import PODS, SERVICES
from kanivete.kube.network import Service
from kanivete.kube.pods import Pod
from kanivete.model import Coverage
from kanivete.sources.base import Source

MOST_ROWS, MOST_COLUMNS = 40, 60
_AT_ONCE = 4


def workloads(source: Source, namespace: str, access: Access | None = None) -> Matrix:
    """Each workload with a pod that runs (and each pod of its own) against each TCP port of each Service.

    Raises:
        SourceError: Pods or Services cannot be seen.
    """
    rows, columns = list(_rows(source, namespace))[:MOST_ROWS], list(_columns(source, namespace))[:MOST_COLUMNS]
    if access:
        with ThreadPoolExecutor(_AT_ONCE, "kanivete-matrix") as pool:
            found = list(pool.map(partial(_row, columns=columns, source=source, access=access), rows))
    else:
        found = [_row(row, columns, source, None) for row in rows]
    gaps = source.gaps()
    return Matrix(
        rows=tuple(row.word for row in rows),
        columns=tuple(column.word for column in columns),
        cells=tuple(cell for cells, _tool in found for cell in cells),
        probed=access is not None,
        coverage=Coverage(not gaps, dict(sorted(source.examined().items())), gaps),
        tools=tuple(dict.fromkeys(tool for _cells, tool in found if tool)),
    )


def _row(
    origin: Origin, columns: Sequence[Destination], source: Source, access: Access | None
) -> tuple[list[Cell], str]:
    ways = [walk(Way(origin, column, source)) for column in columns]
    planned = [plan(way)[:1] for way in ways]
    flat = [one for some in planned for one in some]
    tried, tool = attempt(flat, origin, access) if access else ((), "")
    results: Iterator[Tried] = iter(tried)
    cells = []
    for way, some in zip(ways, planned, strict=True):
        asked = tuple(found for found in (next(results, None) for _one in some) if found)
        verdict = conclude(way, asked, Inside())
        cause = verdict.broken.cause if verdict.broken else ""
        cells.append(Cell(origin.word, way.destination.word, verdict.reached, cause, verdict.text))
    return cells, tool


def _rows(source: Source, namespace: str) -> Iterator[Origin]:
    pods = [pod for pod in seen(PODS, namespace, source) if pod.status.phase == "Running" and not is_over(pod)]
    taken: set[str] = set()
    for kind in WORKLOADS[:3]:
        for one in listed(kind, namespace, source):
            wanted = one.spec.selector.match_labels.items() if one.spec.selector else ()
            own = [pod for pod in pods if wanted and wanted <= pod.metadata.labels.items()]
            taken |= {pod.metadata.name for pod in own}
            if own:
                word = f"{kind.short[0]}/{one.metadata.name}"
                yield Origin(word, namespace, _best(own), workload=reference(one, kind))
    for pod in pods:
        if pod.metadata.name not in taken:
            yield Origin(f"pod/{pod.metadata.name}", namespace, pod)


def _best(pods: list[Pod]) -> Pod:
    return min(pods, key=lambda pod: (bool(pod.metadata.deletion_timestamp), pod.metadata.name))


def _columns(source: Source, namespace: str) -> Iterator[Destination]:
    for service in seen(SERVICES, namespace, source):
        ports = [port for port in service.spec.ports if port.protocol in ("", "TCP")]
        for port in ports:
            yield _column(service, port.port, alone=len(ports) == 1)


def _column(service: Service, port: int, *, alone: bool) -> Destination:
    meta = service.metadata
    word = meta.name if alone else f"{meta.name}:{port}"
    # A Service's name is enough within its own namespace; what is spoken there nobody knows.
    return Destination(
        word, meta.name, str(port), port, "tcp", namespace=meta.namespace, name=meta.name, service=service
    )
