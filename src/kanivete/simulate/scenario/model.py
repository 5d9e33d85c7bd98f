"""One scenario file, as types: what a fault is made of, and how one sees that it is there.

docs/simulate.md describes the format for those who write scenarios.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

API_VERSION = "kanivete.dev/v1alpha1"
KIND = "Scenario"
SETTLED = 12
"""Seconds after an event until it counts: what happens to a pod in its first seconds is nobody's business."""


class Need(StrEnum):
    """What a cluster must have for a scenario, besides rights."""

    CLUSTER_DNS = "cluster-dns"
    PRIVILEGED = "privileged"
    """Pod Security must allow pods that the level `baseline` forbids."""
    NODE = "node"
    """A node must be named that may be broken."""
    CONTROL_PLANE = "control-plane"
    """The machine of the control plane must be reached."""
    TWO_NODES = "two-nodes"
    """Pods must find room on two nodes."""
    NODEPORT_ON_LOCALHOST = "nodeport-on-localhost"
    """Nodes must answer NodePorts on localhost, and pull from there without TLS."""


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename="kebab"):
    """A part of a scenario. A field that nobody knows is an error: it would be ignored without a word."""


class Wait(Part, frozen=True, kw_only=True):
    """How one sees that the fault is there: all of what is given must hold, among the objects of the scenario."""

    waiting: list[str] = []
    """A container waits for one of these reasons."""
    ended: str = ""
    """A container's last instance ended for that reason."""
    restarts: int = 0
    """A container has restarted at least so often."""
    event: str = ""
    """There is an event of that reason, at least `seconds` old."""
    seconds: int = SETTLED
    reason: str = ""
    """A pod's `status.reason`."""
    phase: str = ""
    """A pod's `status.phase`."""
    ready: int | None = None
    """So many pods are ready: for what must work before it is broken."""
    node: str = ""
    """The status of the node's condition `Ready`."""
    condition: str = ""
    """A condition of the node that is True, such as `DiskPressure`."""


class Drop(Part, frozen=True, kw_only=True):
    """Packets that a node's firewall shall drop. Addresses, or values such as `{{node.address}}`."""

    source: str = field(name="from", default="")
    to: str = ""
    port: int | None = None
    protocol: str = ""
    chain: str = "INPUT"


class Kubelet(Part, frozen=True, kw_only=True):
    """A kubelet that systemd starts with more `flags`: the last of a kind counts.

    `prepare` is a shell script that is run before, as root: `$kubeconfig` is the path of the kubelet's, `$own` a folder
    that goes with the fault.
    """

    flags: str
    prepare: str = ""


class Patch(Part, frozen=True, kw_only=True):
    """Fields of an object that is there already, to be set (a merge patch: `null` removes)."""

    api_version: str = field(name="apiVersion")
    kind: str
    name: str
    namespace: str = ""
    set: dict[str, Any]


class Step(Part, frozen=True, kw_only=True):
    """One thing that is done after the manifests are there: exactly one of `wait`, `patch` and `machine`.

    `machine` is a machine, `{{node}}` or `{{control-plane}}`, where `drop` puts a firewall rule, `kubelet` has the
    kubelet started otherwise, or a shell script `do` is run as root whose inverse is `undo`. `undo` must be good to run
    twice, and where `do` never ran.
    """

    wait: Wait | None = None
    patch: Patch | None = None
    machine: str = ""
    drop: Drop | None = None
    kubelet: Kubelet | None = None
    do: str = ""
    undo: str = ""

    def __post_init__(self) -> None:
        if sum((self.wait is not None, self.patch is not None, bool(self.machine))) != 1:
            raise ValueError("a step has exactly one of wait, patch and machine")
        changes = (self.drop is not None, self.kubelet is not None, bool(self.do or self.undo))
        if sum(changes) != bool(self.machine) or bool(self.do) != bool(self.undo):
            raise ValueError(
                "a step with `machine` has either drop, or kubelet, or do and undo; others have none of them"
            )


class Check(Part, frozen=True, kw_only=True):
    """The words of `kanivete check FROM TO`, in the run's namespace. FROM is a workload that the scenario makes."""

    origin: str = field(name="from")
    target: str = field(name="to")

    def __post_init__(self) -> None:
        if not self.origin or not self.target:
            raise ValueError("a check has from and to")


class Head(Part, frozen=True, kw_only=True):
    """The first document of a scenario's file.

    `cause` is what a diagnosis must name first for the `subject` (`Kind/name`), or one of `accept`; `note` says why
    others are as good. `quote` is a text that the finding's evidence must hold, `owner` its owner. `summary` says in
    one line what is made, for people.

    Where every object is well, `check` shows the fault instead: `cause` is what it must name, the evidence and the
    owner are its, and `subject` is who complains.
    """

    api_version: str = field(name="apiVersion")
    kind: str
    cause: str
    summary: str
    subject: str
    summary_pt_br: str = field(name="summary.pt-BR")
    check: Check | None = None
    accept: list[str] = []
    owner: str = ""
    quote: str = ""
    wait: Wait = Wait()
    needs: list[Need] = []
    registry: dict[str, str] | UnsetType = UNSET
    """Faults of a registry that is brought along, by image name; images name it with `{{registry}}`."""
    pods_refused: bool = False
    """Whether it is part of the fault that the API server refuses its pods."""
    steps: list[Step] = []
    """What is done once the manifests are there, in this order."""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.api_version, self.kind) != (API_VERSION, KIND):
            raise ValueError(f"apiVersion and kind must be {API_VERSION} and {KIND}")
        if self.subject.count("/") != 1:
            raise ValueError("subject must be Kind/name")

    @property
    def causes(self) -> tuple[str, ...]:
        """The cause that must be named first, and those that are as good."""
        return (self.cause, *self.accept)

    @property
    def all_needs(self) -> list[Need]:
        """With those that follow from the rest."""
        implied = [] if self.registry is UNSET else [Need.NODEPORT_ON_LOCALHOST]
        return [*self.needs, *implied]

    def told(self, language: str) -> str:
        """The summary in a language."""
        return self.summary_pt_br if language == "pt-BR" else self.summary


@dataclass(frozen=True)
class Scenario:
    """A scenario in full. `name` is the file's: the cause, and `--VARIANT` where it shows itself in several ways."""

    name: str
    head: Head
    manifests: tuple[dict[str, Any], ...]

    @property
    def patches(self) -> bool:
        """Whether it changes objects that are there already."""
        return any(step.patch for step in self.head.steps)
