"""Why a controller cannot make its pods, as it says itself."""

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import EVENTS
from kanivete.sources.live.paths import path_of


def why_no_pod(api: Api, namespace: str, kind: str, name: str) -> str:
    """The API server's last refusal of a pod of a workload or Job; "" where there is none that may be seen."""
    chosen = f"involvedObject.name={name},involvedObject.kind={kind},reason=FailedCreate"
    try:
        found = api.read(path_of(EVENTS, namespace), {"fieldSelector": chosen}).get("items") or []
    except KubeError:
        return ""
    return max(((str(one.get("lastTimestamp")), str(one.get("message"))) for one in found), default=("", ""))[1]
