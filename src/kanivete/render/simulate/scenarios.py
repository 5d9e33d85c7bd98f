"""The scenarios that can be made."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kanivete.i18n import N_, _
from kanivete.render.simulate.language import language
from kanivete.simulate.scenario.library import Reach
from kanivete.simulate.scenario.model import Head, Need

REACH = {
    Reach.NAMESPACE: "",
    Reach.CLUSTER: N_("changes the cluster"),
    Reach.NODE: N_("changes a node"),
}
NEEDS = {
    Need.CLUSTER_DNS: N_("cluster DNS"),
    Need.PRIVILEGED: N_("pods that Pod Security must allow"),
    Need.NODE: N_("a node to break"),
    Need.CONTROL_PLANE: N_("a way to the control plane"),
    Need.TWO_NODES: N_("two nodes that take pods"),
    Need.NODEPORT_ON_LOCALHOST: N_("NodePorts on the nodes' localhost"),
}


@dataclass(frozen=True)
class Listed:
    """One scenario in the list."""

    name: str
    head: Head
    reach: Reach


def to_text(scenarios: list[Listed]) -> str:
    """By family, a line each."""
    width = max((len(one.name) for one in scenarios), default=0)
    lines: list[str] = []
    for family, group in groupby(scenarios, key=lambda one: one.name.partition(".")[0]):
        lines += ["", family.upper()] if lines else [family.upper()]
        lines += [f"  {one.name:<{width}}  {_line(one)}" for one in group]
    return "\n".join(lines)


def _line(one: Listed) -> str:
    remarks = [_(REACH[one.reach])] if REACH[one.reach] else []
    remarks += [_("needs {need}").format(need=_(NEEDS[need])) for need in one.head.all_needs]
    told = one.head.told(language())
    return f"{told} ({'; '.join(remarks)})" if remarks else told


def data(scenarios: list[Listed]) -> dict[str, Any]:
    """For programs."""
    return {
        "apiVersion": "kanivete.dev/v1alpha1",
        "kind": "ScenarioList",
        "scenarios": [
            {
                "name": one.name,
                "cause": one.head.cause,
                "variant": one.name.partition("--")[2],
                "summary": one.head.told(language()),
                "subject": one.head.subject,
                "accept": one.head.accept,
                "changes": one.reach.value,
                "needs": [need.value for need in one.head.all_needs],
            }
            for one in scenarios
        ],
    }
