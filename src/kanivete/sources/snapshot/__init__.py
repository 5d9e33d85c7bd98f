"""Snapshots: what a diagnosis read of a cluster, in one file, so that it can be repeated elsewhere.

A snapshot is a directory, tar or zip with, at its root:

- `kanivete.json`: what was asked, what was not to be seen, and when (`kanivete.sources.snapshot.manifest`);
- `objects.json`: a v1 `List` of the parts of the objects that were read;
- `logs/NAMESPACE/POD/CONTAINER.log` and `CONTAINER.previous.log`;
- `node-logs/NODE.kubelet.log`, `firewall/MACHINE.iptables-save`, `.nft.json`, `.ipset` …
"""

from kanivete.sources.snapshot.manifest import MANIFEST
from kanivete.sources.snapshot.nodes import Reader, keep_nodes
from kanivete.sources.snapshot.read import SnapshotSource, read
from kanivete.sources.snapshot.write import check_free, write
from kanivete.sources.tap import Tap

__all__ = ["MANIFEST", "Reader", "SnapshotSource", "Tap", "check_free", "keep_nodes", "read", "write"]
