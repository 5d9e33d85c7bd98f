"""When the leaders of the control plane's parts last renewed their leases, and when others did.

Source: https://kubernetes.io/docs/concepts/architecture/leases/#leader-election
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kanivete.diagnose.context import Context, reference, rfc3339, status_evidence
from kanivete.kube.kinds import LEASES, Kind
from kanivete.kube.meta import moment
from kanivete.kube.nodes import Lease
from kanivete.model import Evidence, ObjectRef
from kanivete.sources.base import Missing

KINDS: tuple[Kind[Any], ...] = (LEASES,)
LEASES_OF = "kube-system"
CONTROLLER_MANAGER = "kube-controller-manager"
SCHEDULER = "kube-scheduler"
_SILENT = timedelta(seconds=60)
"""A leader renews every 2 s, and another takes over after 15 s (leaseDurationSeconds)."""


@dataclass(frozen=True)
class Silent:
    """A lease that nobody renews any more, and the last that somebody else renewed: so it is not the API server."""

    lease: Lease
    last: datetime
    other: Lease

    @property
    def ref(self) -> ObjectRef:
        return reference(self.lease, LEASES.kind, LEASES.api_version)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        other = reference(self.other, LEASES.kind, LEASES.api_version)
        return (_renewed(self.lease, self.ref), _renewed(self.other, other))


def silent(name: str, context: Context) -> Silent | None:
    """The lease of that name, if it was not renewed for long while others were.

    Clocks are not compared with this machine's: all times are those of the control plane, or of the nodes.
    """
    found = context.source.list(LEASES, LEASES_OF)
    if isinstance(found, Missing):
        return None
    lease = next((one for one in found if one.metadata.name == name), None)
    last = moment(lease.spec.renew_time) if lease else None
    if lease is None or last is None:
        return None
    other = _freshest([one for one in found if one is not lease], last)
    if other is None and context.now - last > _SILENT:
        other = _freshest(list(context.leases.values()), last)
    return Silent(lease, last, other) if other else None


def _freshest(leases: list[Lease], last: datetime) -> Lease | None:
    """The lease that was renewed last, if that is long after the given time."""
    renewed = [(when, one.metadata.name, one) for one in leases if (when := moment(one.spec.renew_time))]
    when, _name, one = max(renewed, key=lambda entry: entry[:2], default=(last, "", None))
    return one if when - last > _SILENT else None


def _renewed(lease: Lease, ref: ObjectRef) -> Evidence:
    last = rfc3339(moment(lease.spec.renew_time))
    return status_evidence(ref, "spec.renewTime", f"renewTime: {last}, holder: {lease.spec.holder_identity}", last)
