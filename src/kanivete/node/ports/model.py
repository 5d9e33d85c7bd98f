"""What has to be reachable, and what came of it."""

from dataclasses import dataclass
from typing import Any

from kanivete.probe.data import data_of
from kanivete.probe.steps import Outcome, Probed, Target
from kanivete.probe.words import told

CONTROL_PLANE = "control-plane"
"""The machine that stands for a control plane of which no Node is known: the key of its Shell, too."""


@dataclass(frozen=True)
class Requirement:
    """One machine has to reach another on a port.

    `id` names the row of the table of ports (`apiserver`, `kubelet`, `flannel-vxlan`); `origin` and `destination` are
    names of Nodes, `CONTROL_PLANE`, or what else stands there (`shop/hook`); `known_from` is where it is known from.
    """

    id: str
    origin: str
    destination: str
    target: Target
    why: str
    required: bool
    known_from: str
    any_answer: bool = False
    """Whether a refusal shows the path to be open as well: it is the way that matters, and not who listens."""

    @property
    def local(self) -> bool:
        """Whether a machine has to reach itself."""
        return self.origin == self.destination


@dataclass(frozen=True)
class Result:
    """What came of a requirement. `untested` tells why nothing was tried; then `probed` is None."""

    requirement: Requirement
    probed: Probed | None = None
    untested: str = ""
    arrived: bool | None = None
    """For UDP: whether the datagram was seen to arrive on the other machine; None where nobody looked."""
    listening: bool | None = None
    """For UDP: whether the port is open on the other machine, or on this one; None where that is not known."""

    @property
    def outcome(self) -> Outcome:
        """How it ended: UNKNOWN where it was not tried or cannot be told."""
        if self.probed is None or not self.probed.steps:
            return Outcome.UNKNOWN
        failed = self.probed.failed
        if failed:
            return failed.outcome
        steps = self.probed.steps
        return next((s.outcome for s in steps if s.outcome is Outcome.UNKNOWN), Outcome.OK)

    @property
    def reached(self) -> bool | None:
        """Whether the path is open; None where it cannot be told."""
        if self.outcome is Outcome.UNKNOWN:
            return None
        if self.outcome in (Outcome.REFUSED, Outcome.RESET) and self.requirement.any_answer:
            return True
        return self.outcome is Outcome.OK

    @property
    def said(self) -> str:
        """The outcome in words, with the system's own."""
        return self.untested if self.probed is None else told(self.probed)

    def data(self) -> dict[str, Any]:
        """As `kanivete node -o json` shows it under `paths`."""
        requirement = self.requirement
        return {
            "id": requirement.id,
            "from": requirement.origin,
            "to": requirement.destination,
            "address": requirement.target.host,
            "port": requirement.target.port,
            "protocol": requirement.target.protocol,
            "why": requirement.why,
            "required": requirement.required,
            "knownFrom": requirement.known_from,
            "reached": self.reached,
            "outcome": self.outcome.value,
            "said": self.said,
            "steps": data_of(self.probed)["steps"] if self.probed else [],
        }
