"""What an examiner concludes about one object, before the conclusions are folded into findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kanivete.model import Certainty, Evidence, ObjectRef, Owner, Remedy, RuledOut, Severity, Step


@dataclass(frozen=True)
class Hypothesis:
    """A cause for one symptom of one pod (or node, or volume …).

    `subject` is what has to be looked after: the workload for a pod that has one. `object` is where it was seen.
    `root` is the thing behind it that several workloads may share: a Secret, a ConfigMap, a `Registry`, a Node, another
    workload; hypotheses with one cause and one root become one finding. `facts` fill the catalogue's texts.
    `symptom` is what can be observed, as kubectl words it (`ImagePullBackOff`). `owner` and `severity` override the
    catalogue's. `remedies` and `next` come before the catalogue's own.
    """

    cause: str
    subject: ObjectRef
    object: ObjectRef
    symptom: str
    certainty: Certainty
    evidence: tuple[Evidence, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    root: ObjectRef | None = None
    ruled_out: tuple[RuledOut, ...] = ()
    owner: Owner | None = None
    severity: Severity | None = None
    since: datetime | None = None
    headline: str = ""
    """The program's own words for it, one line: they end the title."""
    note: str = ""
    """A sentence added to the explanation: what these facts add to it, already in the reader's language."""
    remedies: tuple[Remedy, ...] = ()
    is_remedied: bool = False
    """Its own remedies are exactly what to do: the catalogue's, which only know the cause, are left out."""
    next: tuple[Step, ...] = ()
    consequences: Mapping[ObjectRef, str] = field(default_factory=dict)
    """What is known to suffer from it, with its symptom."""
    is_only_consequence: bool = False
    """It is worth a word only below the finding that explains it, and none of its own."""
