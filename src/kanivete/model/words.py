"""The closed vocabularies of a diagnosis."""

from enum import StrEnum


class Certainty(StrEnum):
    """How sure a finding is."""

    PROVEN = "proven"
    """The system itself says so, quoted."""
    LIKELY = "likely"
    """Two independent facts point to it."""
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Certainty).index(self)


class Severity(StrEnum):
    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Owner(StrEnum):
    """Who has to act."""

    APPLICATION = "application"
    CONFIGURATION = "configuration"
    REGISTRY = "registry"
    NETWORK = "network"
    NODE = "node"
    CONTROL_PLANE = "control-plane"
    CAPACITY = "capacity"
    ACCESS = "access"


class Origin(StrEnum):
    """Where an evidence was read."""

    EVENT = "event"
    STATUS = "status"
    LOG = "log"
    PREVIOUS_LOG = "previous-log"
    NODE_LOG = "node-log"
    REGISTRY = "registry"
    PROBE = "probe"
    FIREWALL = "firewall"
    OBJECT = "object"


class Changes(StrEnum):
    """What following a remedy's command alters."""

    NOTHING = "nothing"
    WORKLOAD = "workload"
    CLUSTER = "cluster"
    NODE = "node"
