"""The way from the API server to a kubelet, told by the API server itself: it needs no Shell anywhere."""

from kanivete.node.ports.model import Requirement
from kanivete.probe.steps import Outcome, Probed, Step, StepName
from kanivete.sources.base import Missing, Source

_SIGNS = (
    ("connection refused", Outcome.REFUSED),
    ("no route to host", Outcome.REJECTED),
    ("network is unreachable", Outcome.REJECTED),
    ("i/o timeout", Outcome.DROPPED),
    ("context deadline exceeded", Outcome.DROPPED),
    ("connection reset", Outcome.RESET),
    ("no such host", Outcome.FAILED),
    ("x509:", Outcome.FAILED),
    ("tls:", Outcome.FAILED),
)
"""Go's net and crypto/tls, as the API server passes them on."""
_BEFORE_TCP = ("no such host",)
_TLS = ("x509:", "tls:")


def through_api(source: Source, requirement: Requirement) -> Probed | None:
    """What `GET /api/v1/nodes/NAME/proxy/healthz` tells of the path; None where it cannot be asked."""
    said = source.kubelet_health(requirement.destination)
    if isinstance(said, Missing):
        return None
    origin, program = "API server", f"GET /api/v1/nodes/{requirement.destination}/proxy/healthz"
    return Probed(origin, requirement.target, _steps(said), program=program)


def _steps(said: str) -> tuple[Step, ...]:
    low = said.lower()
    sign, outcome = next(((sign, outcome) for sign, outcome in _SIGNS if sign in low), ("", Outcome.OK))
    if not sign:
        ended = Outcome.OK if said.strip() == "ok" else Outcome.FAILED
        return (Step(StepName.TCP, Outcome.OK), Step(StepName.TLS, Outcome.OK), Step(StepName.HTTP, ended, None, said))
    if sign in _BEFORE_TCP:
        return (Step(StepName.NAME, outcome, None, said),)
    if sign in _TLS:
        return (Step(StepName.TCP, Outcome.OK), Step(StepName.TLS, outcome, None, said))
    return (Step(StepName.TCP, outcome, None, said),)
