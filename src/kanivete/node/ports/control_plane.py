"""The control plane's own ports, read from the flags of its static pods: where etcd is, for instance."""

from collections.abc import Iterator

from kanivete.i18n import _
from kanivete.kube.kinds import PODS
from kanivete.node.ports import table
from kanivete.node.ports.endpoints import server
from kanivete.node.ports.machines import Machine
from kanivete.node.ports.model import Requirement
from kanivete.probe.steps import Target
from kanivete.sources.base import Missing, Source

_ETCD_SERVERS = "--etcd-servers="


def etcd_of(source: Source, own: Machine) -> Iterator[Requirement]:
    """From the API server on this machine to each of its etcd servers, stacked or external."""
    if not own.control_plane:
        return
    name = f"kube-apiserver-{own.name}"
    pod = source.get(PODS, "kube-system", name)
    if isinstance(pod, Missing):
        return
    words = [word for container in pod.spec.containers for word in (*container.command, *container.args)]
    urls = next((word.removeprefix(_ETCD_SERVERS) for word in words if word.startswith(_ETCD_SERVERS)), "")
    for url in urls.split(",")[:7] if urls else ():
        if place := server(url, f"Pod kube-system/{name}"):
            target = Target(place.host, place.port, tls=url.startswith("https"), verify=False)
            why = _(table.ETCD_CLIENT.why)
            yield Requirement("etcd", own.name, place.host, target, why, True, place.known_from)
