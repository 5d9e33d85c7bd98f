"""Whether the cluster has what a scenario needs, as far as its objects tell."""

import re
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ForbiddenError, NotFoundError
from kanivete.simulate.scenario.model import Need

_DNS = "/api/v1/namespaces/kube-system/services/kube-dns"
_PROXY = "/api/v1/namespaces/kube-system/configmaps/kube-proxy"
_NODES = "/api/v1/nodes"
_MODE = re.compile(r"""^\s*mode:\s*["']?(nftables|ipvs|kernelspace)["']?\s*$""", re.MULTILINE)
_KEPT_OFF = ("NoSchedule", "NoExecute")
_WITHOUT_TLS = ("containerd://", "docker://")


def lacking(api: Api, needs: list[Need]) -> list[str]:
    """What is certainly not there, a line each. What may not be looked at is given the benefit of the doubt.

    Raises:
        KubeError: The server cannot be asked.
    """
    found = []
    if Need.CLUSTER_DNS in needs and _read(api, _DNS) == {}:
        found.append(_("the scenario needs cluster DNS, and there is no Service kube-system/kube-dns"))
    if Need.TWO_NODES in needs and _too_few(api):
        found.append(_("the scenario needs two nodes that take pods, and there are not as many"))
    if Need.NODEPORT_ON_LOCALHOST in needs:
        found += _localhost(api)
    return found


def _too_few(api: Api) -> bool:
    """Whether fewer than two nodes take pods that tolerate nothing."""
    nodes = _read(api, _NODES)
    if nodes is None:
        return False
    specs = [node.get("spec") or {} for node in nodes.get("items") or []]
    taken = [spec for spec in specs if any(one.get("effect") in _KEPT_OFF for one in spec.get("taints") or [])]
    return len(specs) - len(taken) < 2


def _localhost(api: Api) -> list[str]:
    """Where nodes do not pull from `localhost:NODEPORT`."""
    found = []
    settings = _read(api, _PROXY) or {}
    if mode := _MODE.search((settings.get("data") or {}).get("config.conf") or ""):
        found.append(
            _(
                "the scenario brings a registry along, and kube-proxy in mode {mode} serves no NodePort on localhost"
            ).format(mode=mode[1])
        )
    nodes = (_read(api, _NODES) or {}).get("items") or []
    runtimes = {((node.get("status") or {}).get("nodeInfo") or {}).get("containerRuntimeVersion", "") for node in nodes}
    others = sorted(name for name in runtimes if name and not name.startswith(_WITHOUT_TLS))
    if others:
        found.append(
            _("the scenario brings a registry along that speaks plain HTTP, which {runtimes} does not ask").format(
                runtimes=", ".join(others)
            )
        )
    return found


def _read(api: Api, path: str) -> dict[str, Any] | None:
    """The object; empty where it is not there, None where it may not be seen."""
    try:
        return api.read(path)
    except NotFoundError:
        return {}
    except ForbiddenError:
        return None
