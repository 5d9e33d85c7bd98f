"""What pods refer to: configuration, identity, storage. Never the values of a Secret."""

from kanivete.kube.meta import Condition, KubeObject, Reference, Slice


class ConfigMap(KubeObject, frozen=True):
    """`data` and `binary_data` are read for their keys; the values are of no use to a diagnosis."""

    data: dict[str, object] = {}
    binary_data: dict[str, object] = {}

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.data) | frozenset(self.binary_data)


class Secret(KubeObject, frozen=True):
    """Its name and type. `data` is not declared, so it is skipped wherever a Secret is decoded."""

    type: str = ""


class ServiceAccount(KubeObject, frozen=True):
    image_pull_secrets: list[Reference] = []


class NamespaceSpec(Slice, frozen=True):
    finalizers: list[str] = []


class NamespaceStatus(Slice, frozen=True):
    phase: str = ""
    conditions: list[Condition] = []


class Namespace(KubeObject, frozen=True):
    """Its conditions say what keeps one that is being deleted from going away."""

    spec: NamespaceSpec = NamespaceSpec()
    status: NamespaceStatus = NamespaceStatus()


class ClaimSpec(Slice, frozen=True):
    storage_class_name: str = ""
    volume_name: str = ""
    access_modes: list[str] = []


class ClaimStatus(Slice, frozen=True):
    phase: str = ""


class PersistentVolumeClaim(KubeObject, frozen=True):
    spec: ClaimSpec = ClaimSpec()
    status: ClaimStatus = ClaimStatus()
