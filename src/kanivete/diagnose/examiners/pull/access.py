"""Which of the refusals it is: the words are the same for several, what the pod brings tells them apart."""

import re
from dataclasses import dataclass

from kanivete.diagnose.examiners.pull.secrets import PullSecrets
from kanivete.i18n import _
from kanivete.kube.images import ImageReference
from kanivete.model import Certainty, Evidence, ObjectRef

REFUSALS = frozenset(
    {
        "image.denied-or-missing",
        "image.auth-no-credentials",
        "image.auth-bad-credentials",
        "image.auth-forbidden",
        "image.auth-token-expired",
        "image.auth-malformed-secret",
    }
)
_ANONYMOUS = re.compile(r"no basic auth credentials|fetch anonymous token|unauthenticated request", re.IGNORECASE)


@dataclass(frozen=True)
class Refusal:
    """A refusal, told apart: its cause, how sure that is, what else proves it, what is behind it, and a sentence."""

    cause: str
    certainty: Certainty
    evidence: tuple[Evidence, ...] = ()
    root: ObjectRef | None = None
    note: str = ""
    secret: str = ""


def tell_apart(cause: str, text: str, secrets: PullSecrets, image: ImageReference | None, namespace: str) -> Refusal:
    """The refusal that the words and the pod's pull secrets mean together."""
    if secrets.missing:
        return _missing(cause, secrets, namespace)
    if cause in ("image.auth-forbidden", "image.auth-token-expired", "image.auth-malformed-secret"):
        return _with_secret(cause, Certainty.PROVEN, secrets, namespace)
    if cause == "image.denied-or-missing":
        return _denied(secrets, image)
    anonymous = bool(_ANONYMOUS.search(text))
    if secrets.present:
        return _shown(cause, anonymous, secrets, namespace)
    if cause == "image.auth-bad-credentials":
        note = _("The pod names no pull secret: these credentials come from the node's own configuration.")
        return Refusal(cause, Certainty.PROVEN, note=note)
    return Refusal(cause, Certainty.PROVEN if anonymous else Certainty.LIKELY, note=_none(secrets))


def _missing(cause: str, secrets: PullSecrets, namespace: str) -> Refusal:
    sure = cause in ("image.auth-no-credentials", "image.auth-bad-credentials")
    note = ""
    if cause == "image.denied-or-missing":
        note = _("Whether the image exists at all will only show once the registry is asked with credentials.")
    return Refusal(
        "image.pull-secret-missing",
        Certainty.PROVEN if sure else Certainty.LIKELY,
        secrets.evidence,
        _secret(secrets.missing[0], namespace),
        note,
        secrets.missing[0],
    )


def _with_secret(cause: str, certainty: Certainty, secrets: PullSecrets, namespace: str) -> Refusal:
    root = None if cause == "image.auth-forbidden" else _only(secrets, namespace)
    return Refusal(cause, certainty, secrets.evidence, root, "", secrets.present[0] if secrets.present else "")


def _denied(secrets: PullSecrets, image: ImageReference | None) -> Refusal:
    cause = "image.denied-or-missing"
    if image and image.official:
        note = _(
            "Docker Hub's official images are public, so the name is far more likely wrong than the image private."
        )
        return Refusal(cause, Certainty.LIKELY, secrets.evidence, note=note)
    if secrets.present:
        note = _(
            "The pod brings the pull secret {secrets}, which the kubelet found: if it is for this registry, its "
            "account may not see this repository, or the repository does not exist."
        ).format(secrets=", ".join(secrets.present))
        return Refusal(cause, Certainty.POSSIBLE, secrets.evidence, note=note, secret=secrets.present[0])
    note = (
        _none(secrets)
        + " "
        + _("If the repository is private, that is the reason; if it does not exist, no secret helps.")
    )
    return Refusal(cause, Certainty.POSSIBLE, note=note)


def _shown(cause: str, anonymous: bool, secrets: PullSecrets, namespace: str) -> Refusal:
    """There are pull secrets, and the registry wants (other) credentials."""
    certainty = Certainty.LIKELY if secrets.seen else Certainty.POSSIBLE
    if cause == "image.auth-bad-credentials" or not anonymous:
        note = _("The pod brings {secrets}, which the kubelet found and handed over.")
        certainty = Certainty.PROVEN if cause == "image.auth-bad-credentials" else certainty
        cause = "image.auth-bad-credentials"
    else:
        note = _("The pod has {secrets}, and the runtime still had nothing to show to this registry.")
        cause = "image.pull-secret-other-host"
    if not secrets.seen:
        note = _("The pod names {secrets}; whether that exists could not be seen.")
    note = note.format(secrets=", ".join(secrets.present))
    return Refusal(cause, certainty, secrets.evidence, _only(secrets, namespace), note, secrets.present[0])


def _none(secrets: PullSecrets) -> str:
    if secrets.later:
        return _(
            "The pod names no pull secret. Its ServiceAccount now has {secrets}, but a pod gets them only when it is "
            "made: restart the workload."
        ).format(secrets=", ".join(secrets.later))
    return _("The pod names no pull secret, and its ServiceAccount had none when the pod was made.")


def _only(secrets: PullSecrets, namespace: str) -> ObjectRef | None:
    return _secret(secrets.present[0], namespace) if len(secrets.present) == 1 else None


def _secret(name: str, namespace: str) -> ObjectRef:
    return ObjectRef(api_version="v1", kind="Secret", namespace=namespace, name=name)
