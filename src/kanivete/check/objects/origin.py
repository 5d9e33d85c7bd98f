"""FROM itself: nothing can be tried in a pod that does not run."""

from collections.abc import Iterator

from kanivete.check.lookup import is_ready, reference
from kanivete.check.objects.way import Way
from kanivete.check.result import Mark, ObjectStep, Topic, status_of
from kanivete.i18n import _
from kanivete.kube.kinds import PODS


def steps(way: Way) -> Iterator[ObjectStep]:
    """What is odd about FROM."""
    pod = way.origin.pod
    if pod is None:
        return
    ref = reference(pod, PODS)
    where = _("{pod} on node {node}").format(pod=ref, node=pod.spec.node_name or "-")
    if pod.status.phase != "Running":
        text = _("{pod} does not run ({phase}): nothing can be tried in it").format(pod=ref, phase=pod.status.phase)
        yield ObjectStep(Topic.FROM, Mark.HINT, text, (status_of(ref, "status.phase", pod.status.phase or "?"),))
    elif not is_ready(pod):
        yield ObjectStep(Topic.FROM, Mark.HINT, _("{where} is not ready itself").format(where=where))
    else:
        yield ObjectStep(Topic.FROM, Mark.OK, where)
    if pod.spec.host_network:
        yield ObjectStep(
            Topic.FROM,
            Mark.HINT,
            _("it uses its node's network: NetworkPolicies do not hold for it, and its DNS may be the node's"),
            (),
        )
