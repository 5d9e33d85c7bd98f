"""How a container last ended, and what all conclusions about it share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from kanivete.diagnose.context import Context, reference, status_evidence
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom
from kanivete.kube.events import Event
from kanivete.kube.meta import moment
from kanivete.kube.pods import Container, Terminated
from kanivete.model import Certainty, Evidence, ObjectRef

ALWAYS = "Always"


@dataclass(frozen=True)
class Ending:
    """The last end of the symptom's container, in its surroundings.

    `terminated` is empty (no exit code, no reason) where the status does not tell. `field` is where it was read.
    """

    symptom: Symptom
    context: Context
    terminated: Terminated
    field: str

    @cached_property
    def container(self) -> Container:
        return self.symptom.container or Container()

    @cached_property
    def pod(self) -> ObjectRef:
        return reference(self.symptom.pod, "Pod")

    @cached_property
    def events(self) -> list[Event]:
        """The container's events, oldest first."""
        return self.context.events_of(self.symptom.pod, self.container.name)

    @property
    def code(self) -> int | None:
        return self.terminated.exit_code

    @property
    def started(self) -> datetime | None:
        return moment(self.terminated.started_at)

    @property
    def finished(self) -> datetime | None:
        return moment(self.terminated.finished_at)

    @property
    def lived(self) -> timedelta | None:
        """From start to end, where both are known."""
        return self.finished - self.started if self.finished and self.started else None

    @property
    def since(self) -> datetime | None:
        """When it began to end again and again: the first back-off that is remembered, else this end."""
        back_offs = (event.first for event in self.events if event.reason == "BackOff")
        return next((first for first in back_offs if first), None) or self.finished

    @property
    def is_step(self) -> bool:
        """Whether it is an init container that has to finish (and no sidecar, which is one that runs on)."""
        return self.symptom.init and self.container.restart_policy != ALWAYS

    @property
    def is_restarted(self) -> bool:
        """Whether it is started again whatever its exit code."""
        policy = self.container.restart_policy or self.symptom.pod.spec.restart_policy or ALWAYS
        return policy == ALWAYS and not self.is_step

    def evidence(self) -> Evidence:
        """The end itself, as the status tells it."""
        ended = self.terminated
        parts = [
            f"exitCode: {ended.exit_code}" if ended.exit_code is not None else "",
            f"signal: {ended.signal}" if ended.signal else "",
            f"reason: {ended.reason}" if ended.reason else "",
            f"startedAt: {ended.started_at}" if self.started else "",
            f"finishedAt: {ended.finished_at}" if self.finished else "",
        ]
        return status_evidence(self.pod, self.field, ", ".join(part for part in parts if part), ended.finished_at)

    def conclude(
        self,
        cause: str,
        certainty: Certainty,
        *evidence: Evidence,
        facts: Mapping[str, str] | None = None,
        note: str = "",
        headline: str = "",
    ) -> Hypothesis:
        """A hypothesis about it that rests on the evidence."""
        return Hypothesis(
            cause=cause,
            subject=self.context.workload(self.symptom.pod),
            object=self.pod,
            symptom=self.symptom.label,
            certainty=certainty,
            evidence=evidence,
            facts={**self.context.facts(self.symptom), **(facts or {})},
            since=self.since or self.context.since(self.symptom.pod),
            note=note,
            headline=headline,
        )


def last_ending(symptom: Symptom, context: Context) -> Ending:
    """The last end that the status knows of."""
    status = symptom.status
    kind = "initContainerStatuses" if symptom.init else "containerStatuses"
    at = f"status.{kind}[{status.name if status else ''}]"
    if status and status.state.terminated:
        return Ending(symptom, context, status.state.terminated, f"{at}.state.terminated")
    if status and status.last_state.terminated:
        return Ending(symptom, context, status.last_state.terminated, f"{at}.lastState.terminated")
    return Ending(symptom, context, Terminated(), f"{at}.lastState")
