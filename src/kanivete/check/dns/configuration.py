"""The Corefile of the cluster's DNS servers. Sources keep no values of ConfigMaps, so it is asked for here."""

from kanivete.check.dns.servers import dns_service, servers_of
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import CONFIG_MAPS
from kanivete.sources.base import Source

_KEY = "Corefile"


def configuration(api: Api, source: Source) -> str:
    """The text, from the ConfigMap that the DNS pods mount; empty where there is none or it may not be read."""
    service = dns_service(source)
    if service is None:
        return ""
    volumes = [volume for pod in servers_of(service, source) for volume in pod.spec.volumes]
    names = {volume.config_map.name for volume in volumes if volume.config_map and volume.config_map.name}
    for name in sorted(names):
        try:
            found = api.read(CONFIG_MAPS.path(service.metadata.namespace, name)).get("data")
        except KubeError:
            continue
        text = found.get(_KEY) if isinstance(found, dict) else None
        if isinstance(text, str):
            return text
    return ""
