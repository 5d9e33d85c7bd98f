"""Small recordings in every layout, made of the same cluster: a Deployment's pod that crashes, in namespace `shop`."""

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import yaml

Tree = dict[str, bytes]
Object = dict[str, Any]

POD: Object = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web-1", "namespace": "shop", "uid": "u1", "resourceVersion": "7", "labels": {"app": "web"}},
    "spec": {"containers": [{"name": "main", "image": "acme/web:1", "env": [{"name": "A", "value": "never-kept"}]}]},
    "status": {
        "phase": "Running",
        "containerStatuses": [
            {
                "name": "main",
                "restartCount": 3,
                "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "password=hunter2"}},
                "lastState": {"terminated": {"exitCode": 1, "finishedAt": "2026-11-22T07:00:00Z"}},
            }
        ],
    },
}
EVENT: Object = {
    "apiVersion": "v1",
    "kind": "Event",
    "metadata": {"name": "web-1.1", "namespace": "shop", "uid": "e1"},
    "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "web-1"},
    "reason": "BackOff",
    "message": "Back-off restarting failed container",
    "lastTimestamp": "2026-11-22T07:01:00Z",
    "count": 4,
}
NODE: Object = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node1"}}
LOG = b"Traceback (most recent call last):\nKeyError: 'URL'\n"
PREVIOUS = b"starting\nKeyError: 'URL'\n"


def listed(kind: str, *items: Object, bare: bool = False) -> bytes:
    """A typed list; `bare` items do not say what they are, as in answers of the API server."""
    kept = [{k: v for k, v in item.items() if not bare or k not in ("kind", "apiVersion")} for item in items]
    return json.dumps({"kind": f"{kind}List", "apiVersion": "v1", "items": kept or None}, indent=4).encode() + b"\n"


def as_yaml(value: Object) -> bytes:
    return yaml.safe_dump(value).encode()


def framed(container: str, log: bytes) -> bytes:
    mark = f"logs for container {container} of pod shop/web-1 ====\n".encode()
    return b"==== START " + mark + log + b"==== END " + mark


CLUSTER_INFO_DUMP: Tree = {
    "nodes.json": listed("Node", NODE, bare=True),
    "shop/pods.json": listed("Pod", POD, bare=True),
    "shop/events.json": listed("Event", EVENT, bare=True),
    "shop/services.json": listed("Service"),
    "shop/web-1/logs.txt": framed("main", LOG),
    "previous-logs/shop/web-1/main.log": PREVIOUS,
}
KUBECTL_GET: Tree = {
    "all.json": listed("", POD, EVENT, NODE),
    "services.yaml": as_yaml({"kind": "List", "apiVersion": "v1", "items": [{
        "kind": "Service", "apiVersion": "v1", "metadata": {"name": "other", "namespace": "shop"}}]}),
    "logs/shop/web-1/main.log": LOG,
    "previous-logs/shop/web-1/main.log": PREVIOUS,
    "describe.txt": b"Name:         web-1\nNamespace:    shop\n",
}  # fmt: skip
_STAMPED = b"".join(b"2026-11-22T07:00:00.123456789Z " + line + b"\n" for line in LOG.splitlines())
_IN_POD = "must-gather.local.1/quay-io-x/namespaces/shop/pods/web-1/"
_IN_NAMESPACE = "must-gather.local.1/quay-io-x/namespaces/shop/core/"
MUST_GATHER: Tree = {
    _IN_NAMESPACE + "pods.yaml": as_yaml({"apiVersion": "v1", "kind": "PodList", "items": [POD]}),
    _IN_NAMESPACE + "events.yaml": as_yaml({"apiVersion": "v1", "kind": "EventList", "items": [EVENT]}),
    _IN_NAMESPACE + "services.yaml": as_yaml({"apiVersion": "v1", "kind": "ServiceList", "items": []}),
    _IN_POD + "web-1.yaml": as_yaml(POD),
    _IN_POD + "main/main/logs/current.log": _STAMPED,
    _IN_POD + "main/main/logs/previous.log": PREVIOUS,
    "must-gather.local.1/quay-io-x/cluster-scoped-resources/core/nodes/node1.yaml": as_yaml(NODE),
    "must-gather.local.1/event-filter.html": b"<html></html>",
}
SUPPORT_BUNDLE: Tree = {
    "bundle/cluster-resources/pods/shop.json": listed("Pod", POD),
    "bundle/cluster-resources/pods/logs/shop/web-1/main.log": LOG,
    "bundle/cluster-resources/pods/logs/shop/web-1/main-previous.log": PREVIOUS,
    "bundle/cluster-resources/events/shop.json": json.dumps([EVENT]).encode(),
    "bundle/cluster-resources/services/shop.json": b"[]",
    "bundle/cluster-resources/nodes.json": json.dumps([{"metadata": NODE["metadata"]}]).encode(),
    "bundle/version.yaml": b"apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n",
}
PRINTED_DUMP: Tree = {
    "dump.txt": listed("Node", NODE, bare=True) + listed("Event", EVENT) + listed("Service") + listed("Pod", POD)
    + framed("main", LOG),
}  # fmt: skip
LAYOUTS = {
    "cluster-info-dump": CLUSTER_INFO_DUMP,
    "kubectl-get": KUBECTL_GET,
    "must-gather": MUST_GATHER,
    "support-bundle": SUPPORT_BUNDLE,
}


def as_directory(tree: Tree, path: Path) -> str:
    for name, data in tree.items():
        file = path / "recording" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return str(path / "recording")


def tarred(tree: Tree, mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in tree.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(tree: Tree) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in tree.items():
            archive.writestr(name, data)
    return out.getvalue()


PACKED = {
    "tar": tarred,
    "tar.gz": lambda tree: tarred(tree, "w:gz"),
    "tar.bz2": lambda tree: tarred(tree, "w:bz2"),
    "tar.xz": lambda tree: tarred(tree, "w:xz"),
    "zip": zipped,
}
