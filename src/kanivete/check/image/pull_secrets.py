"""The credentials that a pod brings for its images. The only place that reads what is in a Secret: on request alone."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, KubeError, NotFoundError
from kanivete.kube.api.grants import rule
from kanivete.kube.decode import NotJsonError, plain
from kanivete.kube.images import ImageReference
from kanivete.kube.kinds import SECRETS, SERVICE_ACCOUNTS
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Evidence, ObjectRef, Origin
from kanivete.probe.registry.login import Login, LoginError, for_image, logins, server_key
from kanivete.probe.registry.stages import Verdict
from kanivete.redact import clean
from kanivete.sources.base import Missing, Source

_JSON, _LEGACY = ".dockerconfigjson", ".dockercfg"
_REFUSED = frozenset({"image.auth-no-credentials", "image.denied-or-missing"})


@dataclass(frozen=True)
class PullSecrets:
    """What a pod's pull secrets hold. `problems` are lines about those that are of no use."""

    names: tuple[str, ...] = ()
    logins: tuple[Login, ...] = field(default=(), repr=False)
    missing: tuple[str, ...] = ()
    malformed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def for_image(self, image: ImageReference) -> tuple[Login, ...]:
        """The logins that the kubelet would try for an image."""
        return for_image(self.logins, image)


def names_of(pod: Pod, source: Source) -> tuple[str, ...]:
    """The pull secrets that a pod names, and those of its service account, which it would get if made anew."""
    own = [ref.name for ref in pod.spec.image_pull_secrets if ref.name]
    name = pod.spec.service_account_name or "default"
    account = source.get(SERVICE_ACCOUNTS, pod.metadata.namespace, name)
    theirs = [] if isinstance(account, Missing) else [ref.name for ref in account.image_pull_secrets if ref.name]
    return tuple(dict.fromkeys([*own, *theirs]))


def read_pull_secrets(api: Api, namespace: str, names: Iterable[str]) -> PullSecrets:
    """Their content, for use and never for showing. Never raises: what cannot be read is a problem."""
    found: list[Login] = []
    missing, malformed, problems = [], [], []
    listed = tuple(names)
    for name in listed:
        try:
            found += _read(api, namespace, name)
        except NotFoundError:
            missing.append(name)
            problems.append(_("pull secret {namespace}/{name} does not exist").format(namespace=namespace, name=name))
        except ForbiddenError:
            problems.append(
                _("pull secret {namespace}/{name} may not be read; grant: {rule}").format(
                    namespace=namespace, name=name, rule=rule("", SECRETS.resource, "get")
                )
            )
        except LoginError as error:
            malformed.append(name)
            problems.append(str(error))
        except KubeError as error:
            problems.append(clean(str(error)))
    return PullSecrets(listed, tuple(found), tuple(missing), tuple(malformed), tuple(problems))


def told_apart(verdict: Verdict, secrets: PullSecrets, image: ImageReference, namespace: str) -> Verdict:
    """Why a registry saw no credentials although the pod names pull secrets."""
    if verdict.cause not in _REFUSED or not secrets.names or secrets.for_image(image):
        return verdict
    if secrets.missing:
        return _instead(verdict, "image.pull-secret-missing", secrets.missing[0], namespace, secrets.problems)
    if secrets.malformed:
        return _instead(verdict, "image.auth-malformed-secret", secrets.malformed[0], namespace, secrets.problems)
    if not secrets.logins:
        return verdict
    servers = ", ".join(dict.fromkeys(server_key(login.server) for login in secrets.logins))
    said = _("credentials for: {servers}").format(servers=servers)
    return _instead(verdict, "image.pull-secret-other-host", secrets.names[0], namespace, (said,))


def _instead(verdict: Verdict, cause: str, secret: str, namespace: str, said: tuple[str, ...]) -> Verdict:
    ref = ObjectRef(api_version="v1", kind=SECRETS.kind, namespace=namespace, name=secret)
    evidence = tuple(Evidence(origin=Origin.OBJECT, text=clean(text), object=ref) for text in said)
    facts = {**verdict.facts, "secret": secret, "namespace": namespace}
    sure = Certainty.PROVEN if verdict.cause == "image.auth-no-credentials" else Certainty.LIKELY
    return replace(verdict, cause=cause, certainty=sure, evidence=(*verdict.evidence, *evidence), facts=facts)


def _read(api: Api, namespace: str, name: str) -> tuple[Login, ...]:
    source = _("pull secret {namespace}/{name}").format(namespace=namespace, name=name)
    try:
        data = plain(api.get(SECRETS.path(namespace, name))).get("data")
    except NotJsonError as error:
        raise LoginError(_("{source} cannot be read").format(source=source)) from error
    held = data if isinstance(data, dict) else {}
    for key in (_JSON, _LEGACY):
        if isinstance(held.get(key), str):
            try:
                text = base64.b64decode(held[key])
            except (binascii.Error, ValueError) as error:
                raise LoginError(_("{source} is not base64").format(source=source)) from error
            return logins(text, source, legacy=key == _LEGACY)
    raise LoginError(_("{source} has no key {key}: it is no pull secret").format(source=source, key=_JSON))
