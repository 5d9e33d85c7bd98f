"""Whether what `diagnose` said is right: speed must not be bought with silence."""

from collections import Counter, defaultdict
from typing import Any

import msgspec

from tests.rig.bench.measure import Cost
from tests.rig.bench.world import World

Place = tuple[str, str]


def wrong(output: bytes, world: World) -> list[str]:
    """What a diagnosis of the world has missed, made up or could not see; nothing if it is right."""
    diagnosis: dict[str, Any] = msgspec.json.decode(output)
    told: dict[Place, list[str]] = defaultdict(list)
    for finding in diagnosis["findings"]:
        for one in finding["affected"]["objects"]:
            if one["kind"] == "Pod":
                told[one["namespace"], one["name"]].append(finding["cause"])
    found = []
    examined = diagnosis["coverage"]["examined"].get("pods")
    if examined != world.pods:
        found.append(f"{examined} pods examined instead of {world.pods}")
    found += [f"gap: {gap}" for gap in diagnosis["coverage"]["gaps"]]
    for workload in world.broken():
        assert workload.fault
        for replica in range(workload.replicas):
            place = (workload.namespace, workload.pod_name(replica))
            if (causes := told.pop(place, [])) != [workload.fault.cause]:
                found.append(f"{'/'.join(place)}: {causes or 'nothing'} instead of {workload.fault.cause}")
    return found + [f"{'/'.join(place)}: {causes}, but it is healthy" for place, causes in told.items()]


def findings(output: bytes) -> Counter[str]:
    """How many findings there are of each cause."""
    return Counter(finding["cause"] for finding in msgspec.json.decode(output)["findings"])


_LEASES = ["kube-system", "leases"]
"""Of the control plane: one request, however many namespaces there are."""


def per_namespace(cost: Cost) -> tuple[Counter[int], int, int]:
    """How requests spread: how many namespaces got so many; those of no namespace; those for a single object."""
    namespaces: Counter[str] = Counter()
    wide = single = 0
    for uri in cost.uris:
        words = uri.partition("?")[0].strip("/").split("/")
        if "namespaces" in words[:-1] and words[-2:] != _LEASES:
            rest = words[words.index("namespaces") + 1 :]
            namespaces[rest[0]] += 1
            single += len(rest) != 2
        else:
            wide += 1
    return Counter(namespaces.values()), wide, single
