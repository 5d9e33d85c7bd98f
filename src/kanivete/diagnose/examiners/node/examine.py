"""One node: its bad conditions, and behind them what its log and the firewalls tell."""

from collections.abc import Iterable

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.node.conditions import NOT_READY, of_conditions
from kanivete.diagnose.examiners.node.leases import with_lease
from kanivete.diagnose.examiners.node.pressure import with_events
from kanivete.diagnose.examiners.node.skew import skew
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.kube.nodes import Node

UNKNOWN = "node.status-unknown"


def examine(node: Node, context: Context) -> Iterable[Hypothesis]:
    """One hypothesis per condition that is bad, and one for a version that does not fit.

    Only of a node that is not well is anything asked beyond the list of nodes. That it is cordoned is no trouble.
    """
    for told in of_conditions(node):
        if told.symptom == NOT_READY:
            yield _not_ready(told, node, context)
        else:
            yield with_events(told, node, context)
    yield from skew(node, context)


def _not_ready(told: Hypothesis, node: Node, context: Context) -> Hypothesis:
    # Reading logs and walking firewalls is only loaded where a node needs it.
    from kanivete.diagnose.examiners.node.health import with_health
    from kanivete.diagnose.examiners.node.logged import with_log

    found = with_log(with_lease(told, node, context), node, context)
    return with_health(found, node, context) if found.cause == UNKNOWN else found
