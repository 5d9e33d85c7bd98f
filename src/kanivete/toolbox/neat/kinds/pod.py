"""What a cluster writes into pods and pod templates."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kanivete.toolbox.neat.paths import Path
from kanivete.toolbox.neat.written import Authors, Written

_TOKEN_PLACE = "/var/run/secrets/kubernetes.io/serviceaccount"
_TOKEN_VOLUME = re.compile(r"kube-api-access-[a-z0-9]{5}|.+-token-[a-z0-9]{5}")
_TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_SECONDS = 300
_CONTAINERS = ("initContainers", "containers")


def pod(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """Of a pod: what the scheduler, admission and `kubectl debug` added."""
    spec = whole.get("spec")
    if not isinstance(spec, dict):
        return
    written = authors.touched.field("spec")
    yield from template_spec(spec, ("spec",))
    yield from _token(spec)
    yield from _tolerations(spec, authors.explicit.at("spec", "tolerations"))
    yield from _requests(spec, authors.explicit.field("spec"))
    # A priority follows from the class; another one would be refused. So does what a RuntimeClass costs.
    names = ["ephemeralContainers", "preemptionPolicy", "priority"]
    if spec.get("serviceAccountName") == "default":
        names.append("serviceAccountName")
    if spec.get("runtimeClassName"):
        names.append("overhead")
    if not written.has("nodeName"):
        names.append("nodeName")
    yield from (("spec", name) for name in names if name in spec)


def template_spec(spec: Mapping[str, Any], path: Path) -> Iterator[Path]:
    """Of any pod template: the old name of a field, which the server fills in beside the new one."""
    if "serviceAccount" in spec and spec.get("serviceAccountName") == spec["serviceAccount"]:
        yield (*path, "serviceAccount")


def _token(spec: Mapping[str, Any]) -> Iterator[Path]:
    """The service account's token: a volume, and where each container mounts it."""
    mounted: set[str] = set()
    for part in _CONTAINERS:
        for at, container in _mappings(spec.get(part)):
            mounts = list(_mappings(container.get("volumeMounts")))
            gone = [(at_, mount["name"]) for at_, mount in mounts if _is_token(mount)]
            mounted.update(name for _, name in gone)
            yield from (("spec", part, at, "volumeMounts", at_) for at_, _ in gone)
            if gone and len(gone) == len(container["volumeMounts"]):
                yield "spec", part, at, "volumeMounts"
    gone_ = [at for at, volume in _mappings(spec.get("volumes")) if str(volume.get("name")) in mounted]
    yield from (("spec", "volumes", at) for at in gone_)
    if gone_ and len(gone_) == len(spec["volumes"]):
        yield "spec", "volumes"


def _is_token(mount: Mapping[str, Any]) -> bool:
    name = mount.get("name")
    return (
        mount.get("mountPath") == _TOKEN_PLACE and isinstance(name, str) and _TOKEN_VOLUME.fullmatch(name) is not None
    )


def _tolerations(spec: Mapping[str, Any], written: Written) -> Iterator[Path]:
    gone = [
        at
        for at, toleration in _mappings(spec.get("tolerations"))
        if toleration.get("key") in _TOLERATED
        and toleration.get("tolerationSeconds") == _SECONDS
        and not written.item(at, toleration).nodes
    ]
    yield from (("spec", "tolerations", at) for at in gone)
    if gone and len(gone) == len(spec["tolerations"]):
        yield "spec", "tolerations"


def _requests(spec: Mapping[str, Any], written: Written) -> Iterator[Path]:
    """Requests that nobody wrote are the limits. In a template they would stay unwritten."""
    for part in _CONTAINERS:
        for at, container in _mappings(spec.get(part)):
            resources = container.get("resources")
            limits = resources.get("limits") if isinstance(resources, dict) else None
            requests = resources.get("requests") if isinstance(resources, dict) else None
            if not isinstance(limits, dict) or not isinstance(requests, dict):
                continue
            said = written.field(part).item(at, container).at("resources", "requests")
            gone = [key for key in requests if requests[key] == limits.get(key) and not said.has(key)]
            yield from (("spec", part, at, "resources", "requests", key) for key in gone)
            if gone and len(gone) == len(requests):
                yield "spec", part, at, "resources", "requests"


def _mappings(items: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings of a list, with their places."""
    for at, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield at, item
