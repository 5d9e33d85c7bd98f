"""What a line of a node's log says about the node itself."""

from kanivete.catalogue.entry import Where
from kanivete.recognise.recogniser import Recognition, recognitions

OF_THE_NODE = frozenset({"crash.out-of-memory-node"})
"""Causes of other families that a node's log tells about the node itself."""


def about_node(line: str) -> list[Recognition]:
    """The causes that a line of a kubelet's, systemd's or the kernel's log names, the best first.

    That an image could not be pulled or a container crashes is nothing that ails the node: lines about pods name
    nothing.
    """
    return [one for one in recognitions(line, Where.KUBELET_LOG) if is_of_node(one.cause)]


def is_of_node(cause: str) -> bool:
    """Whether a cause is one that ails a node."""
    return cause.startswith("node.") or cause in OF_THE_NODE
