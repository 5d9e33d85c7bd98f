"""What a world consists of, the same in every run but for its times."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.rig.bench.faults import FAULTS, Fault

NODES = 200


@dataclass(frozen=True)
class Workload:
    """A Deployment and its one ReplicaSet, with `replicas` pods that are all healthy or all have the fault."""

    namespace: str
    app: str
    number: int
    replicas: int
    fault: Fault | None

    @property
    def template_hash(self) -> str:
        return f"{self.number * 2654435761 % 2**32:08x}9"

    @property
    def replica_set(self) -> str:
        return f"{self.app}-{self.template_hash}"

    def pod_name(self, replica: int) -> str:
        return f"{self.replica_set}-{(self.number * 7919 + replica * 104729) % 36**5:05x}"[:63]


@dataclass(frozen=True)
class World:
    """So many namespaces with so many Deployments of so many replicas each; some of them broken.

    `whole` namespaces have a fault each, in every fifth of their Deployments; `single` more have one broken Deployment.
    """

    name: str
    namespaces: int
    deployments: int
    replicas: int
    whole: int = 0
    single: int = 0

    @property
    def pods(self) -> int:
        return self.namespaces * self.deployments * self.replicas

    def namespace_names(self) -> list[str]:
        return [f"team-{number:03}" for number in range(self.namespaces)]

    def workloads(self, namespace: int) -> Iterator[Workload]:
        """Those of the namespace with this number."""
        for index in range(self.deployments):
            number = namespace * self.deployments + index
            fault = self._fault(namespace, index)
            yield Workload(f"team-{namespace:03}", f"shop-{index:02}", number, self.replicas, fault)

    def broken(self) -> list[Workload]:
        """The Deployments with a fault."""
        every = (one for namespace in range(self.namespaces) for one in self.workloads(namespace))
        return [one for one in every if one.fault]

    def _fault(self, namespace: int, index: int) -> Fault | None:
        fault = FAULTS[namespace % len(FAULTS)]
        if namespace < self.whole:
            return fault if index % 5 == 0 else None
        return fault if namespace < self.whole + self.single and index == 3 else None


WORLDS = {
    world.name: world
    for world in (
        World("broken", namespaces=100, deployments=20, replicas=5, whole=5, single=40),
        World("healthy", namespaces=10, deployments=20, replicas=5),
        # to see that the bench itself works
        World("small", namespaces=10, deployments=4, replicas=5, whole=0, single=5),
    )
}
