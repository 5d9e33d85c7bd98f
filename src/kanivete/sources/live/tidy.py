"""What is kept of an object that was read: no values of Secrets or ConfigMaps, no credentials."""

from typing import TypeVar

from msgspec.structs import replace

from kanivete.kube.config import ConfigMap, Secret
from kanivete.kube.meta import KubeObject
from kanivete.redact import redact_slice

T = TypeVar("T", bound=KubeObject)

_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The whole manifest as it was applied, with the values of Secrets and environment variables."""


def tidy(found: T) -> T:
    """The object without values, redacted."""
    annotations = found.metadata.annotations
    if isinstance(found, Secret) and annotations:
        found = replace(found, metadata=replace(found.metadata, annotations={}))
    elif _APPLIED in annotations:
        kept = {key: value for key, value in annotations.items() if key != _APPLIED}
        found = replace(found, metadata=replace(found.metadata, annotations=kept))
    if isinstance(found, ConfigMap):
        found = replace(found, data=dict.fromkeys(found.data, ""), binary_data=dict.fromkeys(found.binary_data, ""))
    return redact_slice(found)
