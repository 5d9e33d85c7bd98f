"""What a test pod takes over from a workload, to be treated as its pods are."""

from kanivete.kube.api.client import Api
from kanivete.kube.kinds import PODS
from kanivete.toolbox.pod import USER, Likeness, Object
from kanivete.toolbox.selections import shared
from kanivete.toolbox.workload import Named, part, template

_POD = (
    "serviceAccountName",
    "automountServiceAccountToken",
    "nodeSelector",
    "tolerations",
    "securityContext",
    "imagePullSecrets",
    "hostAliases",
    "hostNetwork",
    "dnsPolicy",
    "dnsConfig",
    "runtimeClassName",
    "schedulerName",
    "priorityClassName",
)
"""Fields of a pod's spec that decide how it is treated, and not what runs in it."""

_NETWORKED = (
    "sidecar.istio.io/",
    "proxy.istio.io/",
    "linkerd.io/",
    "config.linkerd.io/",
    "k8s.v1.cni.cncf.io/networks",
)
"""Annotations that decide by which network, or through which proxy, a pod speaks."""

_DEFAULTS: Object = {"dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler", "securityContext": {}}
_TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def likeness(api: Api, named: Named, *, join: bool) -> Likeness:
    """Of that workload or pod; `join` keeps the labels that its Services select by.

    Raises:
        ToolboxError: It has no pod template.
        KubeError: What selects its pods could not be read.
    """
    found = template(named)
    meta, spec = part(found, "metadata"), part(found, "spec")
    labels, notes = shared(api, part(meta, "labels"), named.namespace, join=join)
    taken = {key: spec[key] for key in _POD if spec.get(key) not in (None, _DEFAULTS.get(key))}
    if affinity := part(spec, "affinity").get("nodeAffinity"):
        # What keeps pods of the workload apart would keep this one away from all of them.
        taken["affinity"] = {"nodeAffinity": affinity}
    _forget_generated(taken)
    if named.kind == PODS.kind and spec.get("nodeName"):
        taken = {**taken, "nodeName": spec["nodeName"], "tolerations": [{"operator": "Exists"}]}
    annotations = {key: value for key, value in part(meta, "annotations").items() if key.startswith(_NETWORKED)}
    return Likeness(labels, annotations, taken, _container(spec), notes)


def _forget_generated(spec: Object) -> None:
    """Leave out what the cluster gives to every pod."""
    left = [
        one
        for one in spec.get("tolerations") or []
        if one.get("key") not in _TOLERATED or one.get("effect") != "NoExecute"
    ]
    spec.pop("tolerations", None)
    if left:
        spec["tolerations"] = left
    if spec.get("serviceAccountName") == "default":
        del spec["serviceAccountName"]


def _container(spec: Object) -> Object:
    """The security context of the workload's first container; other programs need another user than its image's."""
    containers = spec.get("containers") or [{}]
    own = dict(part(containers[0], "securityContext"))
    pod = part(spec, "securityContext")
    if (own.get("runAsNonRoot") or pod.get("runAsNonRoot")) and not (own.get("runAsUser") or pod.get("runAsUser")):
        own["runAsUser"] = USER
    return {"securityContext": own} if own else {}
