"""What a set of NetworkPolicies says of one connection, at one of its ends.

A pod that no policy of a direction selects is open in that direction; one that some select may do what any of them
allows. Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kanivete.kube.numbers import whole_number
from kanivete.kube.policies import IpBlock, NetworkPolicy, PolicyPeer, PolicyPort


class Side(StrEnum):
    """Whose policies are asked: those of the pod that connects, or of the pod that is connected to."""

    EGRESS = "Egress"
    INGRESS = "Ingress"


@dataclass(frozen=True)
class End:
    """One end of a connection. `is_pod` is False for nodes, host-network pods and everything outside."""

    address: str
    namespace: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    namespace_labels: Mapping[str, str] = field(default_factory=dict)
    is_pod: bool = True
    ports: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Its named container ports: number and protocol."""


@dataclass(frozen=True)
class Ruling:
    """`isolating` are the policies that select the end (none: it is open), `allowing` the first that allows it."""

    side: Side
    isolating: tuple[NetworkPolicy, ...] = ()
    allowing: NetworkPolicy | None = None

    @property
    def allowed(self) -> bool:
        """Whether the connection may be made, as far as this end goes."""
        return not self.isolating or self.allowing is not None


def ruling(
    side: Side, policies: Iterable[NetworkPolicy], subject: End, peer: End, port: int | None, protocol: str = "TCP"
) -> Ruling:
    """What the policies of `subject`'s namespace say of its connection with `peer`. `port` is the destination's."""
    if not subject.is_pod or (subject.address and subject.address == peer.address):
        return Ruling(side)
    isolating = tuple(policy for policy in policies if isolates(policy, side, subject))
    listening = peer if side is Side.EGRESS else subject
    for policy in isolating:
        if _allows(policy, side, peer, listening, port, protocol):
            return Ruling(side, isolating, policy)
    return Ruling(side, isolating)


def isolates(policy: NetworkPolicy, side: Side, subject: End) -> bool:
    """Whether the policy is about that direction of that pod."""
    return (
        policy.metadata.namespace == subject.namespace
        and side in policy_types(policy)
        and policy.spec.pod_selector.matches(subject.labels)
    )


def policy_types(policy: NetworkPolicy) -> tuple[str, ...]:
    """The directions of a policy: where it does not say, Ingress, and Egress if it has egress rules."""
    if policy.spec.policy_types:
        return tuple(policy.spec.policy_types)
    return (Side.INGRESS, Side.EGRESS) if policy.spec.egress else (Side.INGRESS,)


def _allows(policy: NetworkPolicy, side: Side, peer: End, listening: End, port: int | None, protocol: str) -> bool:
    rules: list[tuple[list[PolicyPeer], list[PolicyPort]]]
    if side is Side.EGRESS:
        rules = [(rule.to, rule.ports) for rule in policy.spec.egress]
    else:
        rules = [(rule.from_, rule.ports) for rule in policy.spec.ingress]
    own = policy.metadata.namespace
    return any(
        (not peers or any(_is_peer(one, peer, own) for one in peers))
        and (not ports or any(_is_port(one, listening, port, protocol) for one in ports))
        for peers, ports in rules
    )


def _is_peer(rule: PolicyPeer, peer: End, own_namespace: str) -> bool:
    if rule.ip_block is not None:
        return in_block(rule.ip_block, peer.address)
    if rule.pod_selector is None and rule.namespace_selector is None:
        return False
    if not peer.is_pod:
        return False
    if rule.namespace_selector is None:
        if peer.namespace != own_namespace:
            return False
    elif not rule.namespace_selector.matches(peer.namespace_labels):
        return False
    return rule.pod_selector is None or rule.pod_selector.matches(peer.labels)


def in_block(block: IpBlock, address: str) -> bool:
    """Whether the address is in the block and in none of its exceptions; one that is no address never is."""
    try:
        where = ipaddress.ip_address(address)
        inside = where in ipaddress.ip_network(block.cidr, strict=False)
        return inside and not any(where in ipaddress.ip_network(one, strict=False) for one in block.except_)
    except ValueError:
        return False


def _is_port(rule: PolicyPort, listening: End, port: int | None, protocol: str) -> bool:
    if (rule.protocol or "TCP") != protocol:
        return False
    if rule.port is None:
        return True
    if port is None:
        return False
    first = whole_number(rule.port) if isinstance(rule.port, str) else rule.port
    if first is None:
        return listening.ports.get(str(rule.port)) == (port, protocol)
    return first <= port <= max(rule.end_port or first, first)
