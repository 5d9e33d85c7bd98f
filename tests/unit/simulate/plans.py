"""Plans of runs that no cluster was asked about."""

from dataclasses import replace
from typing import Any, cast

import msgspec

from kanivete.simulate.plan import Plan, Wish
from kanivete.simulate.scenario import library

NAMESPACE = "kanivete-sim-abc123"


def planned(name: str, **fields: Any) -> Plan:
    """The plan of a scenario whose head has other fields, as far as it does not matter which kinds the cluster has."""
    scenario = library.scenario(name)
    scenario = replace(scenario, head=msgspec.structs.replace(scenario.head, **fields))
    values = {"run": "abc123", "namespace": NAMESPACE, "node": "worker-2"}
    return Plan(Wish(scenario), "abc123", "me", NAMESPACE, True, cast("Any", None), values)
