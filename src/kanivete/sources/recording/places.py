"""Where recordings keep what was taken from the nodes themselves: logs of their kubelets, dumps of their firewalls.

The layouts: `kanivete snapshot`, `kind export logs` (NODE/kubelet.log), `oc adm must-gather`
(host_service_logs/masters/kubelet_service.log, nodes/NODE/NODE_logs_kubelet.gz), support bundles
(https://troubleshoot.sh/docs/host-collect-analyze/overview/), and the names that people give such files.
"""

import re
from dataclasses import dataclass

_UNIT = (
    r"kubelet|k3s(?:-agent)?|rke2(?:-(?:server|agent))?|k0s(?:worker|controller)?|journal|journalctl|messages|syslog"
)
_ENDING = r"(?:\.service)?\.(?:log|txt|json|journal|export|out)"
_OF_NODE = re.compile(
    rf"(?P<node>[^/]+?)(?:[._-]+|_logs_)(?P<unit>{_UNIT})(?:[._-](?:service|logs?|journal))?(?:{_ENDING})?(?P<gz>\.gz)?"
)
_PLAIN = re.compile(rf"(?:journalctl[._-])?(?P<unit>{_UNIT})(?:[._-](?:service|logs?))?(?:{_ENDING})?(?P<gz>\.gz)?")
_BEFORE = re.compile(rf"(?:journalctl[._-])?(?P<unit>{_UNIT})[._-](?P<node>[^/]+?){_ENDING}(?P<gz>\.gz)?")
_LOG_FOLDERS = frozenset({"node-logs", "nodelogs", "node_logs", "journal", "journald", "kubelet", "kubelet-logs"})
_NODE_FOLDERS = _LOG_FOLDERS | {"nodes", "hosts", "remote-collectors", "run-host", "host-collectors", "firewall"}
_GROUPED = ("host_service_logs", "kubelet_service.log")

_DUMP = (
    r"(?:ip6?tables(?:-(?:legacy|nft))?-save|nft(?:\.json|-ruleset\.json|-j\.json)|ipset(?:[.-]save)?)"
    r"(?:\.(?:txt|log|out|dump))?"
)
_DUMP_OF_NODE = re.compile(rf"(?P<node>[^/]+?)[._-](?P<name>{_DUMP})")
_BARE_DUMP = re.compile(rf"(?P<name>{_DUMP})")


@dataclass(frozen=True)
class NodeLogPlace:
    """A kubelet's log. Of several for one node the lowest `rank` is used.

    `grouped`: the logs of several nodes in one file, each line after its node's name, and `node` is empty.
    """

    node: str
    rank: int = 0
    packed: bool = False
    grouped: bool = False


@dataclass(frozen=True)
class DumpPlace:
    """A dump of a firewall: the machine's name, and what printed it."""

    node: str
    name: str


def node_log_place(parts: tuple[str, ...]) -> NodeLogPlace | None:
    """Whose kubelet's log the file is, or None where it is none that a known layout has."""
    if len(parts) >= 3 and parts[-3] == _GROUPED[0] and parts[-1] == _GROUPED[1]:
        return NodeLogPlace("", grouped=True)
    name, folder = parts[-1], parts[-2] if len(parts) > 1 else ""
    if match := _PLAIN.fullmatch(name):
        return _log(match, folder) if folder and folder not in _NODE_FOLDERS else None
    in_folder = any(part in _NODE_FOLDERS for part in parts[:-1]) or folder in name
    for pattern in (_OF_NODE, _BEFORE):
        if (in_folder or len(parts) == 1) and (match := pattern.fullmatch(name)):
            return _log(match, match["node"])
    return None


def _log(match: "re.Match[str]", node: str) -> NodeLogPlace:
    rank = 0 if match["unit"] not in ("journal", "journalctl", "messages", "syslog") else 1
    return NodeLogPlace(node, rank, packed=bool(match["gz"]))


def dump_place(parts: tuple[str, ...]) -> DumpPlace | None:
    """Which machine's firewall the file is a dump of, or None."""
    if match := _BARE_DUMP.fullmatch(parts[-1]):
        folder = parts[-2] if len(parts) > 1 else ""
        return DumpPlace(folder, match["name"]) if folder and folder not in _NODE_FOLDERS else None
    match = _DUMP_OF_NODE.fullmatch(parts[-1])
    return DumpPlace(match["node"], match["name"]) if match else None
