"""Which pods a Service's selector picks, and which were probably meant where it picks none."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from shlex import quote

from kanivete.check.lookup import is_over, listed, reference
from kanivete.check.objects.facts import facts, written
from kanivete.check.objects.way import Way
from kanivete.check.result import Break, Mark, ObjectStep, Topic, field_of
from kanivete.check.words import WORKLOADS
from kanivete.i18n import _, ngettext
from kanivete.kube.kinds import PODS, SERVICES
from kanivete.kube.meta import ObjectMeta
from kanivete.kube.network import Service
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Changes, ObjectRef, Remedy
from kanivete.sources.base import Missing, Source

_GENERATED = frozenset({"pod-template-hash", "controller-revision-hash", "pod-template-generation", "controller-uid"})
_NEAR = 0.6
_SURELY = 0.75


def steps(way: Way, service: Service) -> Iterator[ObjectStep]:
    """Whether the selector matches pods."""

    wanted, ref = service.spec.selector, reference(service, SERVICES)
    if not wanted:
        yield ObjectStep(
            Topic.SELECTOR, Mark.HINT, _("it has no selector: its endpoints are kept by hand or by a program")
        )
        return
    pods = way.source.list(PODS, service.metadata.namespace)
    if isinstance(pods, Missing):
        yield ObjectStep(Topic.SELECTOR, Mark.UNSEEN, _("which pods its selector matches could not be seen"))
        return
    matching = [pod for pod in pods if wanted.items() <= pod.metadata.labels.items() and not is_over(pod)]
    shown, field = written(wanted), field_of(ref, "spec.selector", written(wanted))
    if matching:
        text = ngettext("selector {selector} matches {n} pod", "selector {selector} matches {n} pods", len(matching))
        yield ObjectStep(Topic.SELECTOR, Mark.OK, text.format(selector=shown, n=len(matching)), (field,))
        return
    idle = idle_workload(service, way.source)
    broken = scaled_to_zero(service, idle) if idle else matches_nothing(service, pods)
    yield ObjectStep(Topic.SELECTOR, Mark.BROKEN, broken.text, broken.evidence, broken)


def scaled_to_zero(service: Service, workload: ObjectRef) -> Break:
    """There are no pods, since the workload that would make them is to have none."""
    ref, selector = reference(service, SERVICES), written(service.spec.selector)
    text = _("selector {selector} matches no pod, since {workload} is scaled to 0").format(
        selector=selector, workload=workload
    )
    evidence = (field_of(ref, "spec.selector", selector), field_of(workload, "spec.replicas", "0"))
    known = {**facts(service), "workload": f"{workload.kind.lower()}/{workload.name}"}
    return Break("service.scaled-to-zero", text, ref, evidence=evidence, facts=known)


def matches_nothing(service: Service, pods: Iterable[Pod]) -> Break:
    """No pod has the selector's labels; with the pod that was probably meant, and the selector that would pick it."""
    wanted, ref = service.spec.selector, reference(service, SERVICES)
    text = _("selector {selector} matches no pod in {namespace}").format(
        selector=written(wanted), namespace=service.metadata.namespace
    )
    evidence = [field_of(ref, "spec.selector", written(wanted))]
    remedies: tuple[Remedy, ...] = ()
    best = nearest(service, pods)
    if best:
        labels = {key: value for key, value in best.metadata.labels.items() if key not in _GENERATED}
        text += _("; nearest is {pod} with {labels}").format(pod=reference(best, PODS), labels=written(labels))
        evidence.append(field_of(reference(best, PODS), "metadata.labels", written(labels)))
        remedies = _mended(service, labels) if likeness(wanted, best.metadata) >= _SURELY else ()
    return Break(
        "service.selector-matches-nothing", text, ref, Certainty.PROVEN, tuple(evidence), facts(service), remedies
    )


def nearest(service: Service, pods: Iterable[Pod]) -> Pod | None:
    """The pod whose labels come nearest to the selector, if they come near at all."""
    wanted = service.spec.selector
    near = {pod.metadata.name: pod for pod in pods if not is_over(pod) and likeness(wanted, pod.metadata) >= _NEAR}
    return max(near.values(), key=lambda pod: (likeness(wanted, pod.metadata), pod.metadata.name), default=None)


def likeness(wanted: Mapping[str, str], meta: ObjectMeta) -> float:
    """How near labels come to a selector, from 0 to 1: a wrong value like the right one counts as nearly right."""
    if not wanted:
        return 0.0
    return sum(_likeness(key, value, meta.labels) for key, value in wanted.items()) / len(wanted)


def _likeness(key: str, value: str, labels: Mapping[str, str]) -> float:
    if labels.get(key) == value:
        return 1.0
    same_key = alike(labels[key], value) if key in labels else 0.0
    same_value = 0.8 if value in [v for k, v in labels.items() if k not in _GENERATED] else 0.0
    return max(same_key * 0.95, same_value)


def alike(one: str, other: str) -> float:
    """How likely one word was meant for the other, from 0 to 1; the same letters in another order are a slip."""
    return 1.0 if sorted(one) == sorted(other) else difflib.SequenceMatcher(None, one, other).ratio()


def _mended(service: Service, labels: Mapping[str, str]) -> tuple[Remedy, ...]:
    """The selector with the values that the nearest pod has; nothing where a key would have to be guessed."""
    wanted = service.spec.selector
    if not all(key in labels for key in wanted):
        return ()
    selector = ",".join(f"{key}={labels[key]}" for key in sorted(wanted))
    meta = service.metadata
    command = f"kubectl set selector -n {quote(meta.namespace)} {quote(f'service/{meta.name}')} {quote(selector)}"
    return (Remedy(_("If those pods are meant, select them."), command, Changes.CLUSTER),)


def idle_workload(service: Service, source: Source) -> ObjectRef | None:
    """The workload whose pods the selector would match, if there were any."""
    for kind in WORKLOADS[:2]:
        for one in listed(kind, service.metadata.namespace, source):
            if one.spec.replicas == 0 and service.spec.selector.items() <= labels_of_pods(one).items():
                return reference(one, kind)
    return None


def labels_of_pods(workload: Workload) -> dict[str, str]:
    """What its pods are labelled with: as its template says, or at least its selector."""
    selector = workload.spec.selector.match_labels if workload.spec.selector else {}
    return workload.spec.template.metadata.labels or selector
