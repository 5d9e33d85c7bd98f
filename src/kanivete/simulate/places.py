"""The nodes and namespaces that a scenario asks for, as the cluster has them."""

from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, NotFoundError
from kanivete.simulate.errors import RefusedError
from kanivete.toolbox.workload import is_ready

CONTROL_PLANE = "control-plane"
_LABELS = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
_NODES = "/api/v1/nodes"
_ENDPOINTS = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"


def namespace_exists(api: Api, name: str) -> bool:
    """Whether there is one. Raises KubeError."""
    try:
        found = api.read(f"/api/v1/namespaces/{name}")
    except NotFoundError:
        return False
    except ForbiddenError:
        return True  # Whoever may not look at namespaces may not make one either.
    if (found.get("metadata") or {}).get("deletionTimestamp"):
        raise RefusedError(_("namespace {name} is being deleted: take another, or wait").format(name=name))
    return True


def facts(api: Api, asked: set[str], node: str, control_plane: str) -> dict[str, str]:
    """The values of `node`, `node.address`, `control-plane` and `control-plane.address`, if they are asked for.

    Raises:
        RefusedError: They cannot be had.
        KubeError: The server cannot be asked.
    """
    found: dict[str, str] = {}
    if any(name.partition(".")[0] == "node" for name in asked):
        if not node:
            raise RefusedError(_which(api))
        found["node"] = node
        found["node.address"] = _address(_node(api, node))
    if any(name.partition(".")[0] == CONTROL_PLANE for name in asked):
        name, address = _control_plane(api)
        found[CONTROL_PLANE] = control_plane or name
        found[f"{CONTROL_PLANE}.address"] = address
    return found


def _node(api: Api, name: str) -> dict[str, Any]:
    try:
        found = api.read(f"{_NODES}/{name}")
    except NotFoundError as error:
        raise RefusedError(_("there is no node {name!r}: {known}").format(name=name, known=_known(api))) from error
    if not is_ready(found):
        raise RefusedError(_("node {name} is not ready: it is broken already").format(name=name))
    return found


def _which(api: Api) -> str:
    return _("this scenario breaks a node: say which with --node NAME ({known})").format(known=_known(api))


def _known(api: Api) -> str:
    nodes = api.read(_NODES).get("items") or []
    return ", ".join(sorted(node["metadata"]["name"] for node in nodes)[:20])


def _address(node: dict[str, Any]) -> str:
    addresses = (node.get("status") or {}).get("addresses") or []
    return next((one["address"] for one in addresses if one.get("type") == "InternalIP"), "")


def _control_plane(api: Api) -> tuple[str, str]:
    """A machine of the control plane: a Node, where it is one; else nothing but an address of the API server."""
    for node in api.read(_NODES).get("items") or []:
        labels = node["metadata"].get("labels") or {}
        if any(label in labels for label in _LABELS):
            return node["metadata"]["name"], _address(node)
    slices = api.read(_ENDPOINTS, {"labelSelector": "kubernetes.io/service-name=kubernetes"}).get("items") or []
    addresses = sorted(a for one in slices for end in one.get("endpoints") or [] for a in end.get("addresses") or [])
    return CONTROL_PLANE, addresses[0] if addresses else ""
