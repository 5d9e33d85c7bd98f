"""A registry's verdict as a finding, in the catalogue's words."""

import re
from collections.abc import Mapping

import msgspec

from kanivete.catalogue import catalogue
from kanivete.catalogue.entry import Advice
from kanivete.diagnose.case import Case
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.i18n import _
from kanivete.kube.images import ImageReference
from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, PODS, STATEFUL_SETS
from kanivete.model import Affected, Changes, Finding, ObjectRef, Remedy
from kanivete.probe.registry.nearest import Why
from kanivete.probe.registry.stages import Asked, Verdict

_FACT = re.compile(r"\{([a-z_]+)\}")
_UPDATED = frozenset({DEPLOYMENTS.kind, STATEFUL_SETS.kind, DAEMON_SETS.kind})


def finding_of(
    asked: Asked, subject: ObjectRef | None = None, facts: Mapping[str, str] | None = None
) -> Finding | None:
    """The finding that a verdict is; None where the image can be pulled.

    Without a subject it is about the image itself, and advice that needs a workload is left out.
    """
    verdict = asked.verdict
    if verdict.fine:
        return None
    about = subject or ObjectRef(kind="Image", name=str(asked.image or asked.name))
    known = facts or {}
    told = Hypothesis(
        cause=verdict.cause,
        subject=about,
        object=_pod(known) or about,
        symptom="",
        certainty=verdict.certainty,
        evidence=verdict.evidence,
        facts={**known, **verdict.facts},
        note=verdict.note,
        remedies=suggested(asked, subject, known),
    )
    found = Case(verdict.cause, about, [told]).finding(1)
    if subject is None:
        found = msgspec.structs.replace(found, affected=Affected(0, ()))
    return _fitting(found, told, verdict)


def _pod(facts: Mapping[str, str]) -> ObjectRef | None:
    if not facts.get("pod"):
        return None
    return ObjectRef(api_version="v1", kind=PODS.kind, namespace=facts["namespace"], name=facts["pod"])


def suggested(asked: Asked, subject: ObjectRef | None, facts: Mapping[str, str]) -> tuple[Remedy, ...]:
    """The tags that were probably meant, as a remedy; the command takes the likeliest."""
    likely, image = asked.verdict.suggestions, asked.image
    if not likely or image is None:
        return ()
    names = ", ".join(written(asked.name, image, one.tag) for one in likely)
    if likely[0].why is Why.EXISTS:
        text = _("None of its tags is like it. The newest that exist: {names}.").format(names=names)
        return (Remedy(text),)
    text = _("Did you mean {names}?").format(names=_(" or ").join(names.split(", ")))
    container, namespace = facts.get("container"), facts.get("namespace")
    if subject is None or subject.kind not in _UPDATED or not container:
        return (Remedy(text),)
    target = f"{subject.kind.lower()}/{subject.name}"
    command = f"kubectl -n {namespace} set image {target} {container}={written(asked.name, image, likely[0].tag)}"
    return (Remedy(text, command, Changes.WORKLOAD),)


def written(name: str, image: ImageReference, tag: str) -> str:
    """The image as its writer would name it, with another tag."""
    bare = name.partition("@")[0]
    return f"{bare.removesuffix(f':{image.tag}')}:{tag}"


def _fitting(found: Finding, told: Hypothesis, verdict: Verdict) -> Finding:
    """Without advice about things that are not known here, such as a node that nobody named."""
    entry = catalogue()[verdict.cause]
    remedies = found.remedies[len(told.remedies) :]
    return msgspec.structs.replace(
        found,
        title=verdict.headline or found.title,
        remedies=(
            *told.remedies,
            *(done for advice, done in zip(entry.remedies, remedies, strict=True) if _known(advice, told.facts)),
        ),
        next=tuple(done for advice, done in zip(entry.next, found.next, strict=True) if _known(advice, told.facts)),
    )


def _known(advice: Advice, facts: Mapping[str, str]) -> bool:
    return all(facts.get(name) for name in _FACT.findall(advice.text + advice.command.replace("{{", "")))
