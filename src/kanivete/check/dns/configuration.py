"""The Corefile of the cluster's DNS servers. Sources keep no values of ConfigMaps, so it is asked for here."""

from kanivete.check.dns.objects import NAMESPACE, dns_service
from kanivete.check.lookup import listed
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import CONFIG_MAPS, PODS
from kanivete.sources.base import Source

_KEY = "Corefile"


def configuration(api: Api, source: Source) -> str:
    """The text, from the ConfigMap that the DNS pods mount; empty where there is none or it may not be read."""
    service = dns_service(source)
    wanted = service.spec.selector.items() if service else ()
    pods = [pod for pod in listed(PODS, NAMESPACE, source) if wanted and wanted <= pod.metadata.labels.items()]
    names = {v.config_map.name for pod in pods for v in pod.spec.volumes if v.config_map and v.config_map.name}
    for name in sorted(names):
        try:
            found = api.read(CONFIG_MAPS.path(NAMESPACE, name)).get("data")
        except KubeError:
            continue
        text = found.get(_KEY) if isinstance(found, dict) else None
        if isinstance(text, str):
            return text
    return ""
