"""Why a workload's pods are not even made: the API server's answer to its controller, recognised and quoted."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from msgspec import structs

from kanivete.catalogue.entry import Where
from kanivete.diagnose.context import Context, event_evidence, reference, status_evidence
from kanivete.diagnose.examiners.workload.refusal import Refusal, failing, has_created_since, is_over, refusals
from kanivete.diagnose.examiners.workload.roots import root
from kanivete.diagnose.examiners.workload.standing import Standing, standing
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.scope import Wanted
from kanivete.i18n import _
from kanivete.kube.events import Event
from kanivete.kube.kinds import REPLICA_SETS, SERVICE_ACCOUNTS
from kanivete.kube.meta import moment
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Evidence, ObjectRef, Severity
from kanivete.recognise import recognise
from kanivete.sources.base import REFUSED, Missing

_FAMILY = "admission."
_UNRECOGNISED = "admission.refused"
_LONGEST_PAUSE = timedelta(minutes=20)
"""Controllers wait up to 17 minutes before they try again: a refusal that is older may be over."""


def examine(wanted: Wanted, context: Context) -> Iterator[Hypothesis]:
    """A hypothesis for each workload of the scope that still lacks what its controller was refused."""
    if not wanted.may_include_workloads():
        return
    for refusal in refusals(context.source.refusals(wanted.namespaces)):
        found = context.source.get(refusal.kind, refusal.namespace, refusal.about.name)
        labels: dict[str, str] = {}
        if isinstance(found, Missing):
            hypothesis = _unseen(refusal, context) if found is Missing.UNSEEN else None
        else:
            hypothesis = _seen(refusal, found, context)
            labels = found.spec.template.metadata.labels or found.metadata.labels
        if hypothesis and wanted.includes_workload((hypothesis.object, hypothesis.subject), labels):
            context.remember_template(hypothesis.object, labels)
            yield hypothesis


def _seen(refusal: Refusal, workload: Workload, context: Context) -> Hypothesis | None:
    """What is wrong with a workload that could be read, unless it has by now what it wants."""
    at = standing(refusal.kind.kind, workload)
    if not at.is_short or is_over(refusal, workload, lambda: _events(refusal, context)):
        return None
    itself = reference(workload, refusal.kind.kind, refusal.kind.api_version)
    told = _told(refusal, itself, context.owners.above(workload, itself), Certainty.PROVEN)
    condition = failing(workload)
    quoted: tuple[Evidence, ...] = ()
    if condition:
        same = _recognised(condition.message)[0] == told.cause
        # Its message is of the first refusal, which may have had another cause.
        words = f"{condition.reason}: {condition.message}" if same else condition.reason or condition.status
        quoted = (status_evidence(itself, "status.conditions[ReplicaFailure]", words, condition.last_transition_time),)
    return replace(
        told,
        evidence=told.evidence + quoted,
        since=(moment(condition.last_transition_time) if condition else None) or told.since,
        severity=Severity.WARNING if at.ready else None,
        note=" ".join(filter(None, (_how_many(at, told.facts["workload"]), _is_made(told, context), told.note))),
    )


def _unseen(refusal: Refusal, context: Context) -> Hypothesis | None:
    """What the events alone say of a workload that may not be read, while they are fresh."""
    last = refusal.latest.last
    if last is None or context.now - last > _LONGEST_PAUSE or has_created_since(refusal, _events(refusal, context)):
        return None
    kind = refusal.kind
    itself = ObjectRef(
        api_version=kind.api_version, kind=kind.kind, namespace=refusal.namespace, name=refusal.about.name
    )
    return _told(refusal, itself, itself, Certainty.LIKELY)


def _told(refusal: Refusal, itself: ObjectRef, subject: ObjectRef, certainty: Certainty) -> Hypothesis:
    cause, facts, has_rivals = _recognised(refusal.latest.text)
    facts = {
        "namespace": refusal.namespace,
        "workload": f"{subject.kind.lower()}/{subject.name}",
        "replica_set": itself.name if itself.kind == REPLICA_SETS.kind else "",
        **facts,
    }
    return Hypothesis(
        cause=cause,
        subject=subject,
        object=itself,
        symptom=REFUSED,
        certainty=Certainty.POSSIBLE if has_rivals else certainty,
        evidence=(structs.replace(event_evidence(refusal.latest), count=refusal.times),),
        facts=facts,
        root=root(cause, facts, refusal.namespace),
        since=refusal.first,
        note=_of_quota(facts) if cause == "admission.quota" else "",
    )


def _recognised(text: str) -> tuple[str, dict[str, str], bool]:
    """The cause that the words name, their facts, and whether they may mean another one."""
    found = recognise(text, Where.EVENT)
    if found is None or not found.cause.startswith(_FAMILY):
        return _UNRECOGNISED, {}, False
    return found.cause, dict(found.facts), bool(found.rivals)


def _events(refusal: Refusal, context: Context) -> Iterable[Event]:
    found = context.source.events(refusal.namespace)
    return () if isinstance(found, Missing) else found


def _how_many(at: Standing, workload: str) -> str:
    if at.wanted == 1:
        return ""
    return _("{made} of {wanted} pods of {workload} are there.").format(
        made=at.made, wanted=at.wanted, workload=workload
    )


def _is_made(told: Hypothesis, context: Context) -> str:
    """That what was missing is there by now, and only the controller's pause is left."""
    root = told.root
    if root is None or root.kind != SERVICE_ACCOUNTS.kind:
        return ""
    found = context.source.get(SERVICE_ACCOUNTS, root.namespace, root.name)
    if isinstance(found, Missing):
        return ""
    return _("It exists by now: the controller's next try, within a quarter of an hour, should succeed.")


def _of_quota(facts: dict[str, str]) -> str:
    if not facts.get("used"):
        return ""
    return _("Asked for: {requested}; in use: {used}; allowed: {limited}.").format(
        requested=facts.get("requested", ""), used=facts["used"], limited=facts.get("limited", "")
    )
