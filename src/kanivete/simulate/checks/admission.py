"""What the API server says to a run's objects when it is only asked (`dryRun=All`): schema, Pod Security, quotas,
limits, webhooks and policies, names that are taken. Workloads are accepted whose pods are refused later, so their
pods are asked about too."""

from collections.abc import Iterable
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError
from kanivete.redact import clean
from kanivete.simulate.manifests import Manifest, pod_of, title
from kanivete.simulate.resources import Resources

_MADE_MEANWHILE = {"serviceAccountName": "ServiceAccount", "runtimeClassName": "RuntimeClass"}
_MADE_MEANWHILE["priorityClassName"] = "PriorityClass"
"""Fields of a pod that admission looks up, and which the run may itself be about to make."""


def refusals(
    api: Api, resources: Resources, manifests: Iterable[Manifest], namespace: str, *, pods: bool = True
) -> list[str]:
    """Why the API server would refuse them, a line each. Nothing is made.

    Raises:
        KubeError: The server cannot be asked.
    """
    manifests = list(manifests)
    made = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}
    found: dict[str, None] = {}
    for manifest in manifests:
        resource = resources.of_manifest(manifest)
        refused = _refusal(api, resource.path(namespace), manifest)
        if refused:
            found[_told(title(manifest), refused)] = None
        pod = pod_of(manifest) if pods and not refused else None
        if pod is not None and manifest["kind"] != "Pod":
            refused = _refusal(api, f"/api/v1/namespaces/{namespace}/pods", _without(pod, made, namespace))
            if refused:
                found[_told(_("the pods of {object}").format(object=title(manifest)), refused)] = None
    return list(found)


def _refusal(api: Api, path: str, manifest: Manifest) -> AnswerError | None:
    try:
        api.create(path, manifest, dry_run=True)
    except AnswerError as error:
        return error
    return None


def _without(pod: Manifest, made: set[tuple[str, str]], namespace: str) -> Manifest:
    """The pod without references to what is not there yet."""
    spec: dict[str, Any] = dict(pod["spec"])
    for key, kind in _MADE_MEANWHILE.items():
        if (kind, spec.get(key)) in made:
            del spec[key]
    return {**pod, "metadata": {**pod["metadata"], "namespace": namespace}, "spec": spec}


def _told(what: str, error: AnswerError) -> str:
    said = clean(str(error))
    if "violates PodSecurity" in said:
        text = _("Pod Security refuses {what}: {said}")
    elif "exceeded quota" in said or "must specify" in said:
        text = _("a ResourceQuota refuses {what}: {said}")
    elif error.status == 409:
        text = _("{what} is there already: {said}")
    elif "admission webhook" in said or "ValidatingAdmissionPolicy" in said:
        text = _("an admission rule refuses {what}: {said}")
    elif error.status == 403:
        text = _("the API server refuses {what}: {said}")
    else:
        text = _("the API server does not accept {what}: {said}")
    return text.format(what=what, said=said)
