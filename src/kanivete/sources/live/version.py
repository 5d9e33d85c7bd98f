"""The version of the API server, which it tells everybody who may ask it anything."""

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.decode import NotJsonError, plain
from kanivete.redact import clean
from kanivete.sources.base import Missing

_LONGEST = 60


def read_version(api: Api) -> str | Missing:
    """Its `gitVersion`. Not to know it hides nothing that is broken, so that is no gap."""
    try:
        found = plain(api.get("/version")).get("gitVersion")
    except (KubeError, NotJsonError):
        return Missing.UNSEEN
    return clean(found)[:_LONGEST] if isinstance(found, str) and found else Missing.UNSEEN
