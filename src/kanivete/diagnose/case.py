"""Hypotheses that belong together, on their way to become one finding."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kanivete.catalogue import Cause, catalogue
from kanivete.diagnose.commands import STATIC, fitting, is_undo
from kanivete.diagnose.context import rfc3339
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.prose import explanation, fill
from kanivete.i18n import _
from kanivete.kube.kinds import PODS
from kanivete.model import (
    Affected,
    Consequence,
    Evidence,
    Finding,
    ObjectRef,
    Remedy,
    Severity,
    Step,
)
from kanivete.redact import clean

MOST_HEARD = 4
"""Workloads that a finding about something they share quotes."""
MOST_AFFECTED = 200
LONGEST_HEADLINE = 120


@dataclass
class Case:
    """One cause with one subject, and every hypothesis that says so; the first speaks for all."""

    cause: str
    subject: ObjectRef
    hypotheses: list[Hypothesis]
    consequences: dict[ObjectRef, str] = field(default_factory=dict)
    also_affected: list[ObjectRef] = field(default_factory=list)
    """What suffers through a consequence."""
    heard: list[Evidence] = field(default_factory=list)
    """Evidence of what is behind it, from other cases."""
    remedies: list[Remedy] = field(default_factory=list)
    """Those of what is behind it."""
    severity: Severity | None = None
    notes: list[str] = field(default_factory=list)
    is_first_revision: bool = False
    """Whether the workload is known to have no former revision to go back to."""

    @property
    def speaker(self) -> Hypothesis:
        """The hypothesis whose words and facts the finding uses: the surest that has evidence."""
        return min(self.hypotheses, key=lambda h: (not h.evidence, h.certainty.rank))

    def objects(self) -> list[ObjectRef]:
        """All that suffers, sorted: workloads behind a shared root, then what the symptoms were seen on."""
        seen = {h.object for h in self.hypotheses} | set(self.also_affected)
        seen |= {h.subject for h in self.hypotheses if h.subject != self.subject}
        return sorted(seen, key=lambda ref: (ref.kind == "Pod", ref.namespace, ref.kind, ref.name))

    @property
    def is_only_consequence(self) -> bool:
        """Whether it is no finding of its own."""
        return all(h.is_only_consequence for h in self.hypotheses)

    def swallow(self, other: "Case") -> None:
        """Make another case a consequence of this one."""
        if other.subject != self.subject:
            self.consequences[other.subject] = other.speaker.symptom
        self.consequences.update({ref: symptom for ref, symptom in other.consequences.items() if ref != self.subject})
        self.also_affected += other.objects()

    def learn(self, behind: "Case") -> None:
        """Take over what is known of the thing that this case fails for want of."""
        self.heard += behind.speaker.evidence
        self.remedies += behind.speaker.remedies
        self.consequences.update({ref: symptom for ref, symptom in behind.consequences.items() if ref != self.subject})

    def severity_or_catalogues(self, entry: Cause) -> Severity:
        """What the facts say, else the catalogue."""
        said = [h.severity or entry.severity for h in self.hypotheses]
        return self.severity or min(said, key=lambda severity: severity.rank)

    def _evidence(self) -> Iterator[Evidence]:
        """All that the speaker quotes, and the first thing quoted of every other workload: replicas add nothing."""
        yield from self.speaker.evidence
        heard = {self.speaker.subject}
        for hypothesis in self.hypotheses:
            if hypothesis.evidence and hypothesis.subject not in heard and len(heard) < MOST_HEARD:
                heard.add(hypothesis.subject)
                yield hypothesis.evidence[0]
        yield from self.heard[:MOST_HEARD]

    def _catalogues_remedies(self, entry: Cause) -> Iterator[Remedy]:
        if not self.speaker.is_remedied:
            for advice in entry.remedies:
                if self.is_first_revision and is_undo(advice.command):
                    continue
                text = fill(advice.text, self.speaker.facts)
                yield Remedy(text, fitting(advice.command, self.speaker), advice.changes)

    def finding(self, rank: int) -> Finding:
        """The finished finding, in the reader's language."""
        entry = catalogue()[self.cause]
        speaker, objects = self.speaker, self.objects()
        facts = speaker.facts
        since = min((h.since for h in self.hypotheses if h.since), default=None)
        here = " ".join(part for part in (*self.notes, speaker.note, _static(facts)) if part) or _place(speaker)
        return Finding(
            rank=rank,
            id=_identity(self.cause, self.subject),
            cause=self.cause,
            title=fill(entry.title, facts) + (f": {_headline(speaker.headline)}" if speaker.headline else ""),
            severity=self.severity_or_catalogues(entry),
            certainty=speaker.certainty,
            owner=speaker.owner or entry.owner,
            subject=self.subject,
            affected=Affected(total=len(objects), objects=tuple(objects[:MOST_AFFECTED])),
            since=rfc3339(since),
            explanation=explanation(here, fill(entry.explanation, facts)),
            evidence=tuple(self._evidence()),
            consequences=tuple(Consequence(ref, symptom) for ref, symptom in sorted(self.consequences.items())),
            ruled_out=speaker.ruled_out,
            remedies=(*self.remedies, *speaker.remedies, *self._catalogues_remedies(entry)),
            next=speaker.next + tuple(Step(fill(a.text, facts), fitting(a.command, speaker)) for a in entry.next),
            references=entry.references,
        )


def _static(facts: Mapping[str, str]) -> str:
    if not facts.get(STATIC):
        return ""
    return _(
        "It is a static pod: its manifest is a file on node {node}, usually in /etc/kubernetes/manifests, and the "
        "kubelet there starts the pod anew when that file changes."
    ).format(node=facts.get("node", ""))


def _place(speaker: Hypothesis) -> str:
    """Where it was seen and as what, for a case that nothing more is known of."""
    if speaker.object.kind != PODS.kind or not speaker.symptom:
        return ""
    container, node = speaker.facts.get("container", ""), speaker.facts.get("node", "")
    parts = [
        str(speaker.object),
        _("container {name}").format(name=container) if container else "",
        _("node {name}").format(name=node) if node else "",
    ]
    return f"{', '.join(part for part in parts if part)}: {speaker.symptom}."


def _headline(text: str) -> str:
    text = " ".join(clean(text).split())
    return text if len(text) <= LONGEST_HEADLINE else f"{text[:LONGEST_HEADLINE]}…"


def _identity(cause: str, subject: ObjectRef) -> str:
    parts = (cause, subject.api_version, subject.kind, subject.namespace, subject.name)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
