"""NetworkPolicies, with the selectors they use.

None was not asked for and selects nothing; an empty selector selects all.
Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
"""

from collections.abc import Mapping

from msgspec import field

from kanivete.kube.meta import KubeObject, Slice
from kanivete.kube.pods import IntOrString


class Requirement(Slice, frozen=True):
    """One of a selector's `matchExpressions`: `In`, `NotIn`, `Exists` or `DoesNotExist`."""

    key: str = ""
    operator: str = ""
    values: list[str] = []

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels fulfil it. `NotIn` holds for labels without the key."""
        if self.operator == "In":
            return labels.get(self.key) in self.values
        if self.operator == "NotIn":
            return self.key not in labels or labels[self.key] not in self.values
        return (self.key in labels) == (self.operator == "Exists")


class FullSelector(Slice, frozen=True):
    """A label selector with `matchLabels` and `matchExpressions`; an empty one matches everything."""

    match_labels: dict[str, str] = {}
    match_expressions: list[Requirement] = []

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels fulfil all of it."""
        return self.match_labels.items() <= labels.items() and all(r.matches(labels) for r in self.match_expressions)


class IpBlock(Slice, frozen=True):
    cidr: str = ""
    except_: list[str] = field(default_factory=list, name="except")


class PolicyPeer(Slice, frozen=True):
    """Pods (of the policy's own namespace, or of those selected), or addresses."""

    pod_selector: FullSelector | None = None
    namespace_selector: FullSelector | None = None
    ip_block: IpBlock | None = None


class PolicyPort(Slice, frozen=True):
    """A port, a range up to `end_port`, a container port's name, or (None) all ports of the protocol."""

    protocol: str = "TCP"
    port: IntOrString | None = None
    end_port: int | None = None


class IngressRule(Slice, frozen=True):
    """No peers mean all peers, no ports all ports."""

    from_: list[PolicyPeer] = field(default_factory=list, name="from")
    ports: list[PolicyPort] = []


class EgressRule(Slice, frozen=True):
    to: list[PolicyPeer] = []
    ports: list[PolicyPort] = []


class NetworkPolicySpec(Slice, frozen=True):
    pod_selector: FullSelector = FullSelector()
    policy_types: list[str] = []
    ingress: list[IngressRule] = []
    egress: list[EgressRule] = []


class NetworkPolicy(KubeObject, frozen=True):
    spec: NetworkPolicySpec = NetworkPolicySpec()
