"""A scenario's manifests as they are sent: in their namespace, marked, owned by what ends them."""

from collections.abc import Mapping
from typing import Any

from kanivete.kube.api.discovery import Resource

Manifest = dict[str, Any]


def placed(
    manifest: Manifest, resource: Resource, namespace: str, labels: Mapping[str, str], owner: Manifest | None
) -> Manifest:
    """The manifest with its namespace, our labels and, where there is one, its owner."""
    metadata = dict(manifest["metadata"])
    if resource.namespaced:
        metadata["namespace"] = namespace
    metadata["labels"] = {**(metadata.get("labels") or {}), **labels}
    if owner is not None:
        metadata["ownerReferences"] = [owner]
    return {**manifest, "metadata": metadata}


def owner_reference(api_version: str, kind: str, name: str, uid: str) -> Manifest:
    """An owner without which the garbage collector removes an object."""
    return {"apiVersion": api_version, "kind": kind, "name": name, "uid": uid}


def pod_of(manifest: Manifest) -> Manifest | None:
    """The pod that a workload makes, or None where it makes none."""
    if manifest["kind"] == "Pod":
        return manifest
    spec = manifest.get("spec") or {}
    if manifest["kind"] == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    template = spec.get("template")
    if not isinstance(template, dict) or not isinstance(template.get("spec"), dict):
        return None
    metadata = {key: value for key, value in (template.get("metadata") or {}).items() if key != "namespace"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**metadata, "name": f"{manifest['metadata']['name']}-kanivete-check"[:253]},
        "spec": template["spec"],
    }


def title(manifest: Manifest, namespace: str = "") -> str:
    """For people: `Deployment shop/web`."""
    where = f"{namespace}/" if namespace else ""
    return f"{manifest['kind']} {where}{manifest['metadata']['name']}"
