"""The scenarios that can be made."""

import textwrap
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
_LEAST = 30
"""Columns beside a name in which one still likes to read."""


@dataclass(frozen=True)
class Listed:
    """One scenario in the list."""

    name: str
    head: Head
    reach: Reach


def to_text(scenarios: list[Listed], width: int = 0) -> str:
    """By family, a line each, folded to `width` columns; not folded for 0."""
    margin = max((len(one.name) for one in scenarios), default=0) + 4
    lines: list[str] = []
    for family, group in groupby(scenarios, key=lambda one: one.name.partition(".")[0]):
        lines += ["", family.upper()] if lines else [family.upper()]
        for one in group:
            lines += _folded(f"  {one.name}".ljust(margin), _line(one), width)
    return "\n".join(lines)


def _folded(lead: str, text: str, width: int) -> list[str]:
    """The text beside its name, or, where little room is left, below it."""
    if not width:
        return [lead + text]
    if width - len(lead) >= _LEAST:
        return textwrap.wrap(lead + text, width, subsequent_indent=" " * len(lead), break_on_hyphens=False)
    return [lead.rstrip(), *textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")]


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
