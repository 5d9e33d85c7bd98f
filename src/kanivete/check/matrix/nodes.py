"""Every node against every node: from a pod there to a pod here, and to the kubelet.

Nothing listens in the pods that are tried. A refusal comes from the pod's own kernel, which is all that is asked for:
the packets came there and back.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import partial

from kanivete.check.lookup import address_of, is_ready_node, seen
from kanivete.check.matrix.result import Cell, Matrix
from kanivete.check.places import Origin
from kanivete.check.tried.access import Started
from kanivete.i18n import _
from kanivete.kube.kinds import NODES
from kanivete.kube.nodes import Node
from kanivete.model import Coverage
from kanivete.probe.remote import probe_many_from
from kanivete.probe.shell.base import ShellError
from kanivete.probe.steps import Outcome, Probed, StepName, Target
from kanivete.probe.words import told
from kanivete.sources.base import Source

CLOSED_PORT = 9
KUBELET = 10250
_AT_ONCE = 4
Start = Callable[[Origin], AbstractContextManager[Started | None]]


def nodes(source: Source, namespace: str, start: Start | None, *, seconds: float = 5.0) -> Matrix:
    """The matrix; without `start` only whether the nodes are ready.

    Raises:
        SourceError: The nodes cannot be seen.
    """
    found = seen(NODES, "", source)
    with ExitStack() as stack:
        started = _started(found, namespace, start, stack) if start else {}
        with ThreadPoolExecutor(_AT_ONCE, "kanivete-matrix") as pool:
            rows = list(pool.map(partial(_row, others=found, started=started, seconds=seconds), found))
    gaps = source.gaps()
    return Matrix(
        rows=tuple(node.metadata.name for node in found),
        columns=tuple(name for node in found for name in _columns(node)),
        cells=tuple(cell for row in rows for cell in row),
        probed=any(isinstance(one, Started) for one in started.values()),
        coverage=Coverage(not gaps, dict(sorted(source.examined().items())), gaps),
        tools=tuple(one.what if isinstance(one, Started) else one for one in started.values()),
    )


def _started(found: Sequence[Node], namespace: str, start: Start, stack: ExitStack) -> dict[str, Started | str]:
    """What runs on each node, or why nothing does."""
    places: dict[str, Started | str] = {}
    for node in found:
        if not is_ready_node(node):
            continue
        try:
            place = stack.enter_context(start(Origin(f"node/{node.metadata.name}", namespace, node=node)))
        except ShellError as error:
            places[node.metadata.name] = str(error)
            continue
        if place:
            places[node.metadata.name] = place
    return places


def _row(node: Node, others: Sequence[Node], started: dict[str, Started | str], seconds: float) -> list[Cell]:
    place, name = started.get(node.metadata.name), node.metadata.name
    targets: list[tuple[str, Target | None, Node]] = []
    for other in others:
        there = started.get(other.metadata.name)
        address = there.address if isinstance(there, Started) else ""
        pods, kubelet = _columns(other)
        targets.append((pods, Target(address, CLOSED_PORT) if address else None, other))
        targets.append((kubelet, Target(address_of(other), KUBELET) if address_of(other) else None, other))
    wanted = [target for _column, target, _other in targets if target]
    if isinstance(place, Started):
        answers = iter(probe_many_from(place.shell, wanted, seconds=seconds))
        return [_cell(name, column, next(answers) if target else None, other) for column, target, other in targets]
    why = place if isinstance(place, str) else _not_ready(node)
    return [Cell(name, column, None, "", why or _not_ready(other)) for column, _target, other in targets]


def _cell(row: str, column: str, probed: Probed | None, other: Node) -> Cell:
    tcp = probed.step(StepName.TCP) if probed else None
    if probed is None or tcp is None:
        return Cell(row, column, None, "", _not_ready(other))
    if tcp.outcome in (Outcome.OK, Outcome.REFUSED):
        return Cell(row, column, True)
    reached = None if tcp.outcome in (Outcome.UNKNOWN, Outcome.SKIPPED) else False
    cause = "network.rejected" if tcp.outcome is Outcome.REJECTED else "network.no-answer"
    return Cell(row, column, reached, "" if reached is None else cause, told(probed))


def _not_ready(node: Node) -> str:
    return "" if is_ready_node(node) else _("node {node} is not ready").format(node=node.metadata.name)


def _columns(node: Node) -> tuple[str, str]:
    name = node.metadata.name
    return _("{node} pods").format(node=name), f"{name}:{KUBELET}"
