"""What the cluster writes into an object's metadata."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from kanivete.toolbox.neat.paths import Path
from kanivete.toolbox.neat.written import LAST_APPLIED, Authors

ALWAYS = frozenset(
    {
        "clusterName",
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "ownerReferences",
        "resourceVersion",
        "selfLink",
        "uid",
    }
)
"""An owner is named by its uid, which no manifest can know; the owner is what makes such an object again."""

ANNOTATIONS = frozenset(
    {
        LAST_APPLIED,
        "autoscaling.alpha.kubernetes.io/conditions",
        "autoscaling.alpha.kubernetes.io/current-metrics",
        "batch.kubernetes.io/cronjob-scheduled-timestamp",
        "batch.kubernetes.io/job-completion-index",
        "batch.kubernetes.io/job-tracking",
        "control-plane.alpha.kubernetes.io/leader",
        "cronjob.kubernetes.io/instantiate",
        "csi.volume.kubernetes.io/nodeid",
        "deployment.kubernetes.io/desired-replicas",
        "deployment.kubernetes.io/max-replicas",
        "deployment.kubernetes.io/revision",
        "deployment.kubernetes.io/revision-history",
        "deprecated.daemonset.template.generation",
        "endpoints.kubernetes.io/last-change-trigger-time",
        "kubernetes.io/config.hash",
        "kubernetes.io/config.mirror",
        "kubernetes.io/config.seen",
        "kubernetes.io/config.source",
        "kubernetes.io/created-by",
        "kubernetes.io/limit-ranger",
        "kubernetes.io/psp",
        "kubernetes.io/service-account.uid",
        "node.alpha.kubernetes.io/ttl",
        "pv.kubernetes.io/bind-completed",
        "pv.kubernetes.io/bound-by-controller",
        "pv.kubernetes.io/migrated-to",
        "volume.beta.kubernetes.io/storage-provisioner",
        "volume.kubernetes.io/selected-node",
        "volume.kubernetes.io/storage-provisioner",
        "volume.kubernetes.io/storage-resizer",
        "volumes.kubernetes.io/controller-managed-attach-detach",
    }
)
"""Source: https://kubernetes.io/docs/reference/labels-annotations-taints/"""

JOB_LABELS = frozenset(
    {"batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"}
)
_POD_LABELS = JOB_LABELS | {
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/job-completion-index",
    "controller-revision-hash",
    "pod-template-generation",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
}
_NODE_LABELS = frozenset(
    {
        "beta.kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "kubernetes.io/arch",
        "kubernetes.io/hostname",
        "kubernetes.io/os",
    }
)
LABELS = {
    "Pod": _POD_LABELS,
    "Job": JOB_LABELS,
    "Namespace": frozenset({"kubernetes.io/metadata.name"}),
    "Node": _NODE_LABELS,
}
_FINALIZER = re.compile(
    r"(?:foregroundDeletion|orphan|kubernetes|(?:[a-z0-9.-]+\.)?(?:kubernetes|k8s)\.io/.+|external-.+)"
)
"""Of the control plane and of the controllers that belong to Kubernetes."""


class Origin(Enum):
    """Where an object has been."""

    PERSON = "nowhere: a person wrote it"
    PROGRAM = "in a program, such as `kubectl create --dry-run=client`, which fills in nothing but empty values"
    SERVER = "in a server, which fills in its defaults"


def origin(whole: Mapping[str, Any]) -> Origin:
    """Where an object has been, by the marks that are left on it."""
    metadata = whole.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    annotations = metadata.get("annotations")
    marks = {key for key in ALWAYS - {"ownerReferences"} if key in metadata}
    if isinstance(annotations, Mapping) and not ANNOTATIONS.isdisjoint(annotations):
        return Origin.SERVER
    if any(not _says_nothing(metadata[key]) for key in marks) or not _says_nothing(whole.get("status")):
        return Origin.SERVER
    return Origin.PROGRAM if marks or "status" in whole else Origin.PERSON


def _says_nothing(value: Any) -> bool:
    """Whether it is what Go writes for a value that was never set."""
    if isinstance(value, Mapping):
        return all(_says_nothing(child) for child in value.values())
    return not value


def metadata(whole: Mapping[str, Any], kind: str, authors: Authors) -> Iterator[Path]:
    """What the cluster wrote into the metadata."""
    found = whole.get("metadata")
    if not isinstance(found, Mapping):
        return
    for key in found:
        if key in ALWAYS or (key == "generateName" and found.get("name")):
            yield "metadata", key
    yield from _keys(found, "annotations", ANNOTATIONS)
    yield from _keys(found, "labels", LABELS.get(kind, frozenset()))
    yield from _finalizers(found.get("finalizers"), authors)


def _keys(found: Mapping[str, Any], part: str, ours: frozenset[str]) -> Iterator[Path]:
    values = found.get(part)
    if isinstance(values, Mapping):
        gone = [key for key in values if key in ours]
        yield from (("metadata", part, key) for key in gone)
        if len(gone) == len(values):
            yield "metadata", part


def _finalizers(values: Any, authors: Authors) -> Iterator[Path]:
    """Those that a person wrote stay. Of the others those go that a controller adds by itself."""
    if not isinstance(values, list):
        return
    written = authors.explicit.at("metadata", "finalizers")
    gone = [
        at
        for at, value in enumerate(values)
        if isinstance(value, str) and not _said(written, value) and (authors.is_exact or _FINALIZER.fullmatch(value))
    ]
    yield from (("metadata", "finalizers", at) for at in gone)
    if len(gone) == len(values):
        yield "metadata", "finalizers"


def _said(written: Any, value: str) -> bool:
    return bool(written.has(value))
