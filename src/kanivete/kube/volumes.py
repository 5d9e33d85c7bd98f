"""Storage: what belongs to the cluster, and what a pod asks for."""

from kanivete.kube.meta import KubeObject, Reference, Slice
from kanivete.kube.pods import Pod

WAITS_FOR_A_POD = "WaitForFirstConsumer"
"""The binding mode of classes that make a volume only when a pod wants it; also the reason of the event about it."""


class VolumeSpec(Slice, frozen=True):
    claim_ref: Reference | None = None
    storage_class_name: str = ""
    persistent_volume_reclaim_policy: str = ""


class VolumeStatus(Slice, frozen=True):
    phase: str = ""
    reason: str = ""
    message: str = ""
    last_phase_transition_time: str = ""


class PersistentVolume(KubeObject, frozen=True):
    spec: VolumeSpec = VolumeSpec()
    status: VolumeStatus = VolumeStatus()


class StorageClass(KubeObject, frozen=True):
    provisioner: str = ""
    volume_binding_mode: str = ""


def claims_of(pod: Pod) -> list[str]:
    """The names of the claims that the pod mounts."""
    return [one.persistent_volume_claim.claim_name for one in pod.spec.volumes if one.persistent_volume_claim]
