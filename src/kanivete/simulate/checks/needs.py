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
_WITHOUT_TLS = ("containerd://", "docker://")


def lacking(api: Api, needs: list[Need]) -> list[str]:
    """What is certainly not there, a line each. What may not be looked at is given the benefit of the doubt.

    Raises:
        KubeError: The server cannot be asked.
    """
    found = []
    if Need.CLUSTER_DNS in needs and _read(api, _DNS) == {}:
        found.append(_("the scenario needs cluster DNS, and there is no Service kube-system/kube-dns"))
    if Need.NODEPORT_ON_LOCALHOST in needs:
        found += _localhost(api)
    return found


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
