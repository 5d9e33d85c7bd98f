"""What a custom resource definition says of the fields of its kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kanivete.toolbox.neat.conditional import MISSING


@dataclass(frozen=True)
class Structural:
    """One mapping of a structural schema.

    Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
    """

    schema: Mapping[str, Any]

    @property
    def is_object(self) -> bool:
        return self.schema.get("x-kubernetes-embedded-resource") is True

    def field(self, key: str) -> "Structural | None":
        inner = self._of(key)
        if inner.get("type") == "array":
            inner = _mapping(inner.get("items"))
        return Structural(inner) if inner else None

    def default(self, key: str, beside: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
        del beside, whole
        return self._of(key).get("default", MISSING)

    def _of(self, key: str) -> Mapping[str, Any]:
        properties = _mapping(self.schema.get("properties"))
        return _mapping(properties.get(key) or self.schema.get("additionalProperties"))


def schema_of(definition: Mapping[str, Any], version: str) -> Structural | None:
    """The schema of one version of the kind that a CustomResourceDefinition defines."""
    versions = _mapping(definition.get("spec")).get("versions")
    for each in versions if isinstance(versions, Iterable) else ():
        if _mapping(each).get("name") == version:
            found = _mapping(_mapping(_mapping(each).get("schema")).get("openAPIV3Schema"))
            return Structural(found) if found else None
    return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
