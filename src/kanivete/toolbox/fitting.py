"""Small requests and limits that a namespace's quotas and limit ranges allow."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kanivete.toolbox.pod import Fit, Object
from kanivete.toolbox.quantities import amount, written
from kanivete.toolbox.refusals import Refusal

_USUAL = {
    "cpu": (Decimal("0.01"), Decimal("0.2")),
    "memory": (Decimal(32 << 20), Decimal(128 << 20)),
    "ephemeral-storage": (Decimal(16 << 20), Decimal(128 << 20)),
}
"""Request and limit of a shell with a few small programs."""


@dataclass(frozen=True)
class Demands:
    """What has been learnt from refusals so far."""

    restricted: bool = False
    named: frozenset[str] = frozenset()
    left: dict[str, Decimal] = field(default_factory=dict)

    def learnt(self, refusal: Refusal) -> "Demands":
        """The same with what another refusal says; the same object where it says nothing that could be changed."""
        if refusal.hopeless:
            return self
        if refusal.quota:
            left = {**self.left, **refusal.left}
            grown = Demands(self.restricted, self.named | refusal.named, left)
        else:
            grown = replace(self, restricted=True)
        return self if grown == self else grown

    def fit(self, ranges: list[Object]) -> Fit:
        """What the pod has to ask for; `ranges` are the `spec.limits` entries of the namespace's limit ranges."""
        requests, limits = {}, {}
        for resource in sorted(self.named):
            request, limit = _amounts(resource, self.left, ranges)
            requests[resource] = written(resource, request)
            limits[resource] = written(resource, limit)
        return Fit(self.restricted, {"requests": requests, "limits": limits} if requests else {})


def _amounts(resource: str, left: dict[str, Decimal], ranges: list[Object]) -> tuple[Decimal, Decimal]:
    request, limit = _USUAL[resource]
    own = [one for one in ranges if one.get("type") in ("Container", "Pod")]
    for one in own:
        request = max(request, _of(one, "min", resource) or request)
        most = _of(one, "max", resource)
        limit = min(limit, most) if most else limit
    limit = max(limit, request)
    limit = min(limit, left.get(f"limits.{resource}", limit))
    request = min(request, limit, left.get(f"requests.{resource}", request))
    for one in own:
        ratio = _of(one, "maxLimitRequestRatio", resource)
        if ratio and ratio >= 1 and limit > request * ratio:
            limit = request * ratio
    return request, limit


def _of(entry: Object, part: str, resource: str) -> Decimal | None:
    values: Any = entry.get(part)
    return amount(values[resource]) if isinstance(values, dict) and resource in values else None
