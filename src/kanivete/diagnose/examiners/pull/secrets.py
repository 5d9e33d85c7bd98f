"""What the pod brings to show to the registry. Names only: no Secret's content is ever read."""

import re
from dataclasses import dataclass
from datetime import timedelta

from kanivete.diagnose.context import Context, event_evidence, latest, object_evidence, reference
from kanivete.kube.events import Event
from kanivete.kube.kinds import SECRETS, SERVICE_ACCOUNTS
from kanivete.kube.pods import Pod
from kanivete.model import Evidence
from kanivete.sources.base import Missing

_ONE_ATTEMPT = timedelta(minutes=2)
_NOT_FOUND = re.compile(r"image pull secrets \(([^)]{1,2000})\)")


@dataclass(frozen=True)
class PullSecrets:
    """The pull secrets that a pod names, those of them that are missing, and what says so.

    `later` are pull secrets of its ServiceAccount that the pod does not have: they are copied when a pod is made.
    """

    named: tuple[str, ...]
    missing: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    later: tuple[str, ...] = ()
    seen: bool = True
    """Whether anybody said if they exist."""

    @property
    def present(self) -> tuple[str, ...]:
        """Those that the kubelet found, as far as anybody said."""
        return tuple(name for name in self.named if name not in self.missing)


def pull_secrets(pod: Pod, context: Context, events: list[Event]) -> PullSecrets:
    """What the pod's specification and the kubelet's events say; the API is asked where the events are gone."""
    named = tuple(dict.fromkeys(ref.name for ref in pod.spec.image_pull_secrets if ref.name))
    if not named:
        return PullSecrets((), (), (), _of_service_account(pod, context))
    spec = object_evidence(reference(pod, "Pod"), "spec.imagePullSecrets", ", ".join(named))
    complaint = next((e for e in reversed(events) if e.reason == "FailedToRetrieveImagePullSecret"), None)
    if complaint and not _outdated(complaint, events):
        missing = _not_found(complaint.text, named)
        return PullSecrets(named, missing, (event_evidence(complaint), spec))
    if any(event.reason in ("Pulling", "Failed") for event in events):
        # The kubelet complains at every attempt, so its silence says that it found them all.
        return PullSecrets(named, (), (spec,))
    namespace = pod.metadata.namespace
    looked_up = {name: context.source.get(SECRETS, namespace, name) for name in named}
    absent = tuple(name for name, found in looked_up.items() if found is Missing.ABSENT)
    return PullSecrets(named, absent, (spec,), seen=Missing.UNSEEN not in looked_up.values())


def _not_found(text: str, named: tuple[str, ...]) -> tuple[str, ...]:
    found = _NOT_FOUND.search(text)
    listed = [name.strip() for name in found[1].split(",")] if found else []
    return tuple(name for name in listed if name) or named


def _outdated(complaint: Event, events: list[Event]) -> bool:
    """Whether a later attempt went without the complaint: somebody has made the secret since."""
    attempt = latest(events, "Pulling")
    return bool(attempt and attempt.last and complaint.last and attempt.last - complaint.last > _ONE_ATTEMPT)


def _of_service_account(pod: Pod, context: Context) -> tuple[str, ...]:
    name = pod.spec.service_account_name or "default"
    account = context.source.get(SERVICE_ACCOUNTS, pod.metadata.namespace, name)
    return () if isinstance(account, Missing) else tuple(ref.name for ref in account.image_pull_secrets if ref.name)
