"""Silence over UDP is settled by looking on both sides, where there is a way into both."""

from collections.abc import Mapping
from dataclasses import replace

from kanivete.i18n import _
from kanivete.node.ports.model import Result
from kanivete.probe.remote.arrival import Arrival, arrives
from kanivete.probe.shell.base import Shell
from kanivete.probe.steps import Outcome, Step, StepName


def watched(result: Result, shells: Mapping[str, Shell]) -> Result:
    """The result, with whether the datagram arrives; as it is where it is no silence, or there is no way to look."""
    requirement, probed = result.requirement, result.probed
    sender, receiver = shells.get(requirement.origin), shells.get(requirement.destination)
    step = probed.step(StepName.UDP) if probed else None
    if not (probed and step and sender and receiver and requirement.target.port):
        return result
    if step.outcome is not Outcome.UNKNOWN or requirement.local:
        return result
    seen = arrives(sender, receiver, requirement.target.host, requirement.target.port)
    after = tuple(_settled(one, seen, requirement.destination) if one is step else one for one in probed.steps)
    return replace(result, probed=replace(probed, steps=after), arrived=seen.arrived, listening=seen.listening)


def _settled(step: Step, seen: Arrival, machine: str) -> Step:
    if seen.arrived is None:
        return replace(step, said="; ".join(filter(None, (step.said, seen.said))))
    if not seen.arrived:
        said = _("{count} datagrams were sent, and none arrived on {machine}")
        return Step(StepName.UDP, Outcome.DROPPED, None, said.format(count=seen.sent, machine=machine))
    if not seen.delivered:
        said = _("datagrams arrive on {machine}, and its own firewall drops them")
        return Step(StepName.UDP, Outcome.DROPPED, None, said.format(machine=machine))
    if seen.listening is False:
        said = _("datagrams arrive on {machine}, but nothing has the port open there")
        return Step(StepName.UDP, Outcome.FAILED, None, said.format(machine=machine))
    said = _("datagrams arrive on {machine} and pass its firewall")
    return Step(StepName.UDP, Outcome.OK, None, said.format(machine=machine))
