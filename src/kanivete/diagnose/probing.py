"""`diagnose --probe`: what only the registry can settle is asked of it, and makes findings sure, or other ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import msgspec

from kanivete.check.image.answer import ImageAnswer, Wanted, ask_image
from kanivete.check.image.compare import is_on_the_way
from kanivete.check.image.pull_secrets import PullSecrets, names_of
from kanivete.check.image.used import Used, platform_of, waiting_images
from kanivete.diagnose.probing_verdict import finding_of, suggested
from kanivete.diagnose.prose import preceded
from kanivete.i18n import _
from kanivete.kube.kinds import PODS
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Coverage, Evidence, Finding, Gap, ObjectRef, Origin, RuledOut
from kanivete.probe.registry.exchange import Client
from kanivete.probe.registry.walk import Options
from kanivete.sources.base import Missing, Source

MOST_IMAGES = 24
_AT_ONCE = 4
_REFUSALS = ("image.auth-", "image.denied", "image.pull-secret")
_ASKED = (
    "image.auth-",
    "image.network-",
    "image.dns-",
    "image.tls-",
    "image.tag-",
    "image.digest-",
    "image.repository-",
)
_ALSO_ASKED = frozenset(
    {
        "image.denied-or-missing",
        "image.unrecognised",
        "image.slow-pull",
        "image.rate-limited",
        "image.registry-error",
        "image.blob-missing",
        "image.truncated",
        "image.pull-secret-other-host",
    }
)
_UNSURE = {
    "image.tag-not-found": frozenset({"image.repository-not-found"}),
    "image.digest-not-found": frozenset({"image.repository-not-found"}),
    "image.slow-pull": frozenset({"image.network-stalled", "image.truncated", "image.blob-missing"}),
}
"""What a cause may turn out to be, where it is proven as far as the kubelet can tell."""

Secrets = Callable[[str, tuple[str, ...]], PullSecrets]
"""Reads pull secrets of a namespace, where that was asked for."""


@dataclass
class Probing:
    """How registries are asked, from where, and with whose credentials."""

    client: Client
    options: Options = field(default_factory=Options)
    secrets: Secrets | None = None
    from_node: bool = False


def probe(
    findings: Sequence[Finding], coverage: Coverage, source: Source, probing: Probing
) -> tuple[tuple[Finding, ...], Coverage]:
    """The findings with what registries answered, and the coverage with what could not be asked.

    Only images are asked for that are not there: each once, so many at a time, and no more than `MOST_IMAGES`.
    """
    wanted = [_wanted(finding, source, probing) for finding in findings]
    images = list(dict.fromkeys(one.name for one in wanted if one))[:MOST_IMAGES]
    first = {one.name: one for one in reversed([one for one in wanted if one])}

    def ask(name: str) -> ImageAnswer:
        return ask_image(first[name], probing.client, probing.options, from_node=probing.from_node)

    with ThreadPoolExecutor(_AT_ONCE, "kanivete-probe") as pool:
        answers = dict(zip(images, pool.map(ask, images), strict=True))
    settled = [
        settle(finding, answers[one.name], one.used) if one and one.used and one.name in answers else finding
        for finding, one in zip(findings, wanted, strict=True)
    ]
    gaps = [*coverage.gaps, *_gaps(findings, wanted, answers)]
    return tuple(settled), Coverage(not gaps, coverage.examined, tuple(sorted(set(gaps))))


def settle(finding: Finding, answer: ImageAnswer, used: Used) -> Finding:
    """A finding with the registry's answer: sure, or another one, or with a sentence about where they differ."""
    verdict = answer.asked.verdict
    if verdict.fine:
        return _with(finding, (_fine(answer),), answer.compared)
    if verdict.cause == finding.cause:
        better = min(finding.certainty, verdict.certainty, key=lambda certainty: certainty.rank)
        remedies = suggested(answer.asked, finding.subject, used.facts)
        found = _with(finding, verdict.evidence, verdict.note)
        return msgspec.structs.replace(found, certainty=better, remedies=(*remedies, *found.remedies))
    if _may_be(finding, verdict.cause):
        return _corrected(finding, answer, used)
    return finding if is_on_the_way(verdict.cause) else _with(finding, verdict.evidence, answer.compared)


def _may_be(finding: Finding, cause: str) -> bool:
    """Whether the registry's word goes before the kubelet's: never about the way there, which is another one."""
    if is_on_the_way(cause) and cause not in _UNSURE.get(finding.cause, ()):
        return False
    if finding.cause in ("image.denied-or-missing", "image.unrecognised"):
        return True
    return cause in _UNSURE.get(finding.cause, ()) or finding.certainty is not Certainty.PROVEN


def _corrected(finding: Finding, answer: ImageAnswer, used: Used) -> Finding:
    found = finding_of(answer.asked, finding.subject, used.facts)
    assert found is not None
    quoted = answer.asked.verdict.evidence
    answered = next((one.text for one in quoted if one.origin is Origin.REGISTRY), found.title)
    because = _("the registry answered: “{words}”").format(words=answered)
    return msgspec.structs.replace(
        found,
        rank=finding.rank,
        affected=finding.affected,
        since=finding.since,
        evidence=(*finding.evidence, *quoted),
        consequences=finding.consequences,
        ruled_out=(*finding.ruled_out, RuledOut(finding.cause, because)),
    )


def _with(finding: Finding, evidence: tuple[Evidence, ...], sentence: str) -> Finding:
    known = {one.text for one in finding.evidence}
    fresh = tuple(one for one in evidence if one.text not in known)
    told = preceded(sentence, finding.explanation)
    return msgspec.structs.replace(finding, evidence=(*finding.evidence, *fresh), explanation=told)


def _fine(answer: ImageAnswer) -> Evidence:
    asked = answer.asked
    digest = asked.content.digest if asked.content else ""
    text = _("{image} can be pulled from {origin}: {digest}").format(
        image=asked.image, origin=asked.origin, digest=digest
    )
    name = str(asked.image.registry) if asked.image else ""
    return Evidence(origin=Origin.REGISTRY, text=text, object=ObjectRef(kind="Registry", name=name))


def _wanted(finding: Finding, source: Source, probing: Probing) -> Wanted | None:
    """The image that a finding is about, with what the kubelet says of it; None where there is nothing to ask."""
    if not (finding.cause.startswith(_ASKED) or finding.cause in _ALSO_ASKED):
        return None
    for pod in _pods(finding, source):
        for image, container, told in waiting_images(pod, source):
            if told.cause and not _is_about(finding, told.cause):
                continue
            secrets = PullSecrets()
            if probing.secrets:
                secrets = probing.secrets(pod.metadata.namespace, names_of(pod, source))
            used = Used(image, _workload(finding, pod), pod, (container,), platform_of(pod, source), told)
            return Wanted(image, used, secrets)
    return None


def _is_about(finding: Finding, cause: str) -> bool:
    """Whether a container that waits for that reason is the one of the finding; refusals are told apart later on."""
    if cause in (finding.cause, "image.unrecognised"):
        return True
    return all(one.startswith(_REFUSALS) for one in (finding.cause, cause))


def _pods(finding: Finding, source: Source) -> Iterator[Pod]:
    for ref in finding.affected.objects[:MOST_IMAGES]:
        if ref.kind == PODS.kind:
            pod = source.get(PODS, ref.namespace, ref.name)
            if not isinstance(pod, Missing):
                yield pod


def _workload(finding: Finding, pod: Pod) -> ObjectRef:
    if finding.subject.namespace == pod.metadata.namespace:
        return finding.subject
    return ObjectRef(api_version="v1", kind=PODS.kind, namespace=pod.metadata.namespace, name=pod.metadata.name)


def _gaps(
    findings: Sequence[Finding], wanted: Sequence[Wanted | None], answers: Mapping[str, ImageAnswer]
) -> Iterator[Gap]:
    """What this machine could not reach says nothing about the nodes."""
    for finding, one in zip(findings, wanted, strict=True):
        if one is None:
            continue
        answer = answers.get(one.name)
        if answer is None:
            yield Gap("registry", one.name, _("only {n} images are asked for in one run").format(n=MOST_IMAGES))
            continue
        for problem in answer.problems:
            yield Gap("registry", one.name, problem)
        verdict = answer.asked.verdict
        if is_on_the_way(verdict.cause) and verdict.cause != finding.cause and not _may_be(finding, verdict.cause):
            said = verdict.evidence[0].text if verdict.evidence else verdict.cause
            why = _("could not be asked from {origin} ({said}); the node may see something else").format(
                origin=answer.asked.origin, said=said
            )
            yield Gap("registry", str(answer.asked.image.registry) if answer.asked.image else one.name, why)
