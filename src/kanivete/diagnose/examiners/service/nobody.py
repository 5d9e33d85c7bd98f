"""Services whose selector matches no pod: a mistake, or a workload that has none at the moment?"""

from collections.abc import Iterator
from typing import Any

from kanivete.check.lookup import reference
from kanivete.check.objects.selector import alike, labels_of_pods, matches_nothing, nearest, scaled_to_zero
from kanivete.diagnose.context import object_evidence
from kanivete.diagnose.examiners.service.around import Around, service_ref
from kanivete.diagnose.examiners.service.told import told
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.kinds import (
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    REPLICA_SETS,
    REPLICATION_CONTROLLERS,
    SERVICES,
    STATEFUL_SETS,
    Kind,
)
from kanivete.kube.network import Service
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Severity
from kanivete.sources.base import Missing

SYMPTOM = "NoEndpoints"
_WORKLOADS: tuple[Kind[Workload], ...] = (
    DEPLOYMENTS,
    STATEFUL_SETS,
    DAEMON_SETS,
    JOBS,
    REPLICATION_CONTROLLERS,
    REPLICA_SETS,
)
_SLIP = 0.75
"""How alike a wrong value and the right one are, from 0 to 1, where one was meant for the other."""


def examine(service: Service, pods: list[Pod], around: Around) -> Iterator[Hypothesis]:
    """A hypothesis unless a workload would make such pods and has none at the moment."""
    ref, namespace = service_ref(service), service.metadata.namespace
    for kind in _WORKLOADS:
        workloads = around.whole(kind, namespace)
        if isinstance(workloads, Missing):
            return
        for one in workloads:
            if service.spec.selector.items() <= labels_of_pods(one).items() and not _is_former(one):
                yield from _of_workload(service, one, kind, around)
                return
    broken = matches_nothing(service, pods)
    near = nearest(service, pods)
    is_meant = near is not None and (_is_slip(service, near) or not _is_served(near, around))
    if is_meant or around.ingresses_to(ref) or around.wanted.has_names:
        yield told(broken, ref, SYMPTOM, of=service, severity=Severity.WARNING)
    else:
        note = _("Nothing that was looked at refers to it: it may be left over, or its workload is yet to be made.")
        yield told(broken, ref, SYMPTOM, of=service, severity=Severity.INFO, note=note)


def _of_workload(service: Service, workload: Workload, kind: Kind[Workload], around: Around) -> Iterator[Hypothesis]:
    """There are no pods: as somebody wished, or because they cannot be made, which is a finding of the workload's."""
    ref = service_ref(service)
    if workload.spec.replicas == 0:
        if around.wanted.has_names:
            broken = scaled_to_zero(service, reference(workload, kind))
            yield told(broken, ref, SYMPTOM, severity=Severity.INFO)
        return
    yield Hypothesis(
        cause="service.no-ready-endpoints",
        subject=ref,
        object=ref,
        symptom=SYMPTOM,
        certainty=Certainty.PROVEN,
        evidence=(object_evidence(ref, "endpoints", "endpoints: 0"),),
        is_only_consequence=True,
    )


def _is_former(workload: Workload) -> bool:
    """Whether it is of a former revision: its Deployment would not make such pods any more."""
    return any(owner.kind == DEPLOYMENTS.kind and owner.controller for owner in workload.metadata.owner_references)


def _is_slip(service: Service, pod: Pod) -> bool:
    """Whether what differs looks like a typing error, or an old key for the same value."""
    labels = pod.metadata.labels
    wrong = {key: value for key, value in service.spec.selector.items() if labels.get(key) != value}
    return all(
        alike(labels[key], value) >= _SLIP if key in labels else value in labels.values()
        for key, value in wrong.items()
    )


def _is_served(pod: Pod, around: Around) -> bool:
    """Whether another Service picks the pod: then this one may be for its other colour, or for its sister."""
    found: Any = around.context.source.list(SERVICES, pod.metadata.namespace)
    if isinstance(found, Missing):
        return True
    labels = pod.metadata.labels.items()
    return any(one.spec.selector and one.spec.selector.items() <= labels for one in found)
