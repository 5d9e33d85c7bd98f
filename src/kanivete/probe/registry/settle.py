"""What a refusal or a missing tag really is: the list of tags settles it, where the registry shows it."""

from collections.abc import Mapping
from dataclasses import replace

from kanivete.i18n import _, ngettext
from kanivete.model import Certainty, Evidence, ObjectRef, Origin
from kanivete.probe.registry.conversation import Conversation, host_of, shown_url
from kanivete.probe.registry.nearest import suggestions
from kanivete.probe.registry.stages import Verdict
from kanivete.probe.registry.tags import Tags, list_tags

_UNSETTLED = frozenset({"image.tag-not-found", "image.digest-not-found", "image.denied-or-missing"})
_SHOWN = 6


def settle(talk: Conversation, verdict: Verdict, authorization: Mapping[str, str]) -> tuple[Verdict, int]:
    """The verdict with what the repository's tags say, and how many it has."""
    if verdict.cause not in _UNSETTLED:
        return verdict, 0
    tags = list_tags(talk, authorization)
    if tags.status == 404 and (not tags.codes or "NAME_UNKNOWN" in tags.codes):
        return _no_repository(talk, verdict, tags), 0
    if tags.status == 200 and tags.names:
        return _with_tags(talk, verdict, tags), len(tags.names)
    if verdict.cause == "image.denied-or-missing" and talk.image.official:
        note = _("Docker Hub's official images are public: one that nobody may see does not exist.")
        return replace(verdict, cause="image.repository-not-found", certainty=Certainty.LIKELY, note=note), 0
    return verdict, 0


def _no_repository(talk: Conversation, verdict: Verdict, tags: Tags) -> Verdict:
    sure = Certainty.PROVEN if tags.codes else Certainty.LIKELY
    evidence = (*verdict.evidence, _quoted(tags, tags.said))
    facts = {**verdict.facts, "repository": talk.image.repository}
    return replace(verdict, cause="image.repository-not-found", certainty=sure, evidence=evidence, facts=facts)


def _with_tags(talk: Conversation, verdict: Verdict, tags: Tags) -> Verdict:
    if verdict.cause == "image.denied-or-missing":
        note = _("Its tags are shown to anybody, so the repository exists, and pulling from it is what is not allowed.")
        return replace(verdict, cause="image.auth-forbidden", certainty=Certainty.LIKELY, note=note)
    wanted = talk.image.tag
    if wanted and wanted in tags.names:
        note = _("The tag is in the repository's list, and its manifest is not there: it is being pushed or removed.")
        return replace(verdict, note=note)
    likely = suggestions(wanted or "latest", tags.names)
    shown = ", ".join([one.tag for one in likely][:_SHOWN])
    said = ngettext("{n} tag: {tags}", "{n} tags, among them: {tags}", len(tags.names))
    said = said.format(n=len(tags.names), tags=shown)
    evidence = (*verdict.evidence, _quoted(tags, said))
    return replace(verdict, evidence=evidence, suggestions=likely if wanted else ())


def _quoted(tags: Tags, said: str) -> Evidence:
    about = ObjectRef(kind="Registry", name=host_of(tags.url))
    return Evidence(origin=Origin.REGISTRY, text=said, object=about, field=f"GET {shown_url(tags.url)}")
