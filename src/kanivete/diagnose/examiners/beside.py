"""Families that look at objects of their own, besides pods, nodes and refusals: Services, Jobs, claims …

Adding a family is adding its `Beside`. Each costs one list per kind, whatever the number of objects; it asks for more
only about an object whose own fields say that something is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kanivete.diagnose.context import Context
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject


@dataclass(frozen=True)
class Beside:
    """One family: the kinds that it lists in the chosen namespaces, and what it concludes from them."""

    kinds: tuple[Kind[KubeObject], ...]
    examine: Callable[[Wanted, Context], Iterator[Hypothesis]]


FAMILIES: tuple[Beside, ...] = ()


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """The hypotheses of all families."""
    for family in FAMILIES:
        yield from family.examine(wanted, context)
