"""The pod template of whatever has one, and the pods of whatever selects some."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import NotFoundError
from kanivete.kube.kinds import CRON_JOBS, PODS, SERVICES, Kind, kind_named
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.errors import ToolboxError, absent

Object = dict[str, Any]


@dataclass(frozen=True)
class Named:
    """An object as somebody named it: `deploy/web`, or the name of a pod."""

    kind: str
    name: str
    namespace: str
    object: Object

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}"


def find(api: Api, text: str, namespace: str) -> Named:
    """The object that a text means.

    Raises:
        AbsentError: There is none.
        ToolboxError: It means none.
        KubeError: It may not be read.
    """
    word, slash, name = text.partition("/")
    kind: Kind[Any] | None = kind_named(word) if slash else PODS
    if not slash:
        name = word
    if kind is None or not name or "/" in name:
        raise ToolboxError(_("{text!r} is neither a pod's name nor TYPE/NAME, such as deploy/web").format(text=text))
    try:
        found = api.read(path_of(kind, namespace, name))
    except NotFoundError as error:
        raise absent(kind, namespace, name) from error
    return Named(kind.kind, name, namespace, found)


def template(named: Named) -> Object:
    """Its pod template; of a pod, the pod.

    Raises:
        ToolboxError: It has none.
    """
    spec = part(named.object, "spec")
    if named.kind == PODS.kind:
        return named.object
    if named.kind == CRON_JOBS.kind:
        spec = part(part(spec, "jobTemplate"), "spec")
    found = spec.get("template")
    if not isinstance(found, dict) or not part(found, "spec"):
        raise ToolboxError(_("{object} has no pod template to be like").format(object=named))
    return found


def a_pod_of(api: Api, named: Named) -> Named:
    """A pod of it that runs, the first by name; itself if it is a pod.

    Raises:
        ToolboxError: It has none that runs.
        KubeError: They may not be listed.
    """
    if named.kind == PODS.kind:
        return named
    selector = selector_of(named)
    if not selector:
        raise ToolboxError(_("{object} selects no pods").format(object=named))
    listed = api.read(path_of(PODS, named.namespace), {"labelSelector": selector})
    pods = [one for one in listed.get("items") or [] if part(one, "status").get("phase") == "Running"]
    pods = [one for one in pods if not part(one, "metadata").get("deletionTimestamp")]
    if not pods:
        raise ToolboxError(_("{object} has no pod that runs").format(object=named))
    names = sorted((str(part(one, "metadata").get("name")), at) for at, one in enumerate(pods))
    name, at = names[0]
    return Named(PODS.kind, name, named.namespace, pods[at])


def selector_of(named: Named) -> str:
    """How its pods are selected, as `kubectl -l` writes it; empty where it selects none."""
    spec = part(named.object, "spec")
    selector = part(spec, "selector")
    if named.kind in (SERVICES.kind, "ReplicationController"):
        return ",".join(f"{key}={value}" for key, value in selector.items())
    parts = [f"{key}={value}" for key, value in part(selector, "matchLabels").items()]
    for one in selector.get("matchExpressions") or []:
        key, operator = str(one.get("key")), one.get("operator")
        values = f"({','.join(str(value) for value in one.get('values') or [])})"
        form = {"In": f"{key} in {values}", "NotIn": f"{key} notin {values}", "Exists": key, "DoesNotExist": f"!{key}"}
        parts.append(form.get(str(operator), key))
    return ",".join(parts)


def selector_keys(named: Named) -> tuple[str, ...]:
    """The labels without which a pod is not selected."""
    selector = part(part(named.object, "spec"), "selector")
    if named.kind in (SERVICES.kind, "ReplicationController"):
        return tuple(selector)
    wanted = [one for one in selector.get("matchExpressions") or [] if one.get("operator") in ("In", "Exists")]
    return (*part(selector, "matchLabels"), *(str(one.get("key")) for one in wanted))


def items(api: Api, path: str, params: dict[str, str] | None = None) -> list[Object]:
    """The objects of a list. Raises KubeError."""
    return [one for one in api.read(path, params).get("items") or [] if isinstance(one, dict)]


def part(object_: Any, key: str) -> Object:
    """A mapping inside a mapping, empty where it is anything else."""
    found = object_.get(key) if isinstance(object_, dict) else None
    return found if isinstance(found, dict) else {}


def is_ready(found: Object) -> bool:
    """Whether a pod or a node says that it is ready."""
    conditions = part(found, "status").get("conditions") or []
    return any(one.get("type") == "Ready" and one.get("status") == "True" for one in conditions)


def namespaced(group: str, resource: str, namespace: str) -> str:
    """The path of a resource that kanivete does not otherwise look at; `group` with its version: `policy/v1`."""
    return f"/apis/{group}/namespaces/{quote(namespace, safe='')}/{resource}"
