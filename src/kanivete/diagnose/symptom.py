"""Unhealthy states that can be observed."""

from dataclasses import dataclass
from enum import Enum

from kanivete.kube.pods import Container, ContainerStatus, Pod


class SymptomKind(Enum):
    """Which examiner a symptom is for."""

    IMAGE = "image"
    """The image is not on the node: waiting in ErrImagePull, ImagePullBackOff …, or still pulling after long."""
    START = "start"
    """The container cannot be created or started: CreateContainerConfigError, CreateContainerError …"""
    CRASH = "crash"
    """The container started and ended: CrashLoopBackOff, or it ended and is about to, or restarts again and again."""
    NOT_READY = "not-ready"
    """Running, and for long not ready."""
    CREATING = "creating"
    """Scheduled, and for long nothing started: sandbox, volumes."""
    PENDING = "pending"
    """Not scheduled."""
    POD_FAILED = "pod-failed"
    """The pod as a whole failed: evicted, rejected by the node, lost with it."""
    TERMINATING = "terminating"
    """Being deleted for longer than its grace period."""


@dataclass(frozen=True)
class Symptom:
    """One unhealthy state of a pod, or of one of its containers.

    `label` is what kubectl shows (`CrashLoopBackOff`); `init` says that the container is an init container.
    `container` and `status` are None for a symptom of the pod as a whole.
    """

    kind: SymptomKind
    label: str
    pod: Pod
    container: Container | None = None
    status: ContainerStatus | None = None
    init: bool = False
