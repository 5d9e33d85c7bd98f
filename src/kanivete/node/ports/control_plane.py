"""The control plane's own ports, read from the flags of its static pods: where etcd is, for instance."""

from collections.abc import Iterator

from kanivete.i18n import _
from kanivete.kube.kinds import DAEMON_SETS, PODS
from kanivete.kube.pods import Pod
from kanivete.node.ports import table
from kanivete.node.ports.endpoints import server
from kanivete.node.ports.machines import Machine
from kanivete.node.ports.model import CONTROL_PLANE, Requirement
from kanivete.probe.steps import Target
from kanivete.sources.base import Missing, Source

_ETCD_SERVERS = "--etcd-servers="
_AGENT = "konnectivity-agent"
_PROXY_HOST, _PROXY_PORT = "--proxy-server-host=", "--proxy-server-port="


def etcd_of(source: Source, own: Machine) -> Iterator[Requirement]:
    """From the API server on this machine to each of its etcd servers, stacked or external."""
    if not own.control_plane:
        return
    name = f"kube-apiserver-{own.name}"
    pod = source.get(PODS, "kube-system", name)
    if isinstance(pod, Missing):
        return
    urls = _flag(pod, _ETCD_SERVERS)
    for url in urls.split(",")[:7] if urls else ():
        if place := server(url, f"Pod kube-system/{name}"):
            target = Target(place.host, place.port, tls=url.startswith("https"), verify=False)
            why = _(table.ETCD_CLIENT.why)
            yield Requirement("etcd", own.name, place.host, target, why, True, place.known_from)


def konnectivity_of(source: Source, own: Machine) -> Iterator[Requirement]:
    """From this node's konnectivity agent to its server, through which the API server reaches the node."""
    sets = source.list(DAEMON_SETS)
    if isinstance(sets, Missing) or not any(one.metadata.name == _AGENT for one in sets):
        return
    pods = source.list(PODS, "kube-system")
    for pod in () if isinstance(pods, Missing) else pods:
        host, port = _flag(pod, _PROXY_HOST), _flag(pod, _PROXY_PORT) or str(table.KONNECTIVITY.port)
        known = host and port.isascii() and port.isdigit() and len(port) < 6
        if pod.metadata.name.startswith(_AGENT) and pod.spec.node_name == own.name and known:
            target = Target(host, int(port), tls=True, verify=False)
            why, known_from = _(table.KONNECTIVITY.why), f"Pod kube-system/{pod.metadata.name}"
            yield Requirement("konnectivity", own.name, CONTROL_PLANE, target, why, True, known_from)
            return


def _flag(pod: Pod, flag: str) -> str:
    """A flag's value in the words of a pod's containers."""
    words = (word for container in pod.spec.containers for word in (*container.command, *container.args))
    return next((word.removeprefix(flag) for word in words if word.startswith(flag)), "")
