"""What is known of the fields of a kind: their types and their defaults."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from kanivete.toolbox.neat.conditional import CONDITIONAL, MISSING


class Schema(Protocol):
    """What is known of one mapping of an object."""

    @property
    def is_object(self) -> bool:
        """Whether it is of a kind of its own, with apiVersion, kind and metadata."""

    def field(self, key: str) -> "Schema | None":
        """Of the mapping, the mappings of the list, or the mappings by any name in this field; None where unknown."""

    def default(self, key: str, beside: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
        """What the field becomes when it is left out, or `MISSING`. `beside` is the mapping that it is in."""


@dataclass(frozen=True)
class BuiltIn:
    """A type of Kubernetes' own. `of` begins with [] or {} where it is a list or a map of it."""

    of: str
    kind: str
    below: str = ""

    @property
    def is_object(self) -> bool:
        return self._name in _objects()

    @property
    def is_map(self) -> bool:
        """Whether the keys are names that a person chose."""
        return self.of.startswith("{}")

    @property
    def _name(self) -> str:
        return self.of.lstrip("[]{}")

    def field(self, key: str) -> "BuiltIn | None":
        if self.is_map:
            return BuiltIn(self._name, self.kind, self.below)
        inner = _table()["fields"].get(self._name, {}).get(key)
        return BuiltIn(inner, self.kind, key) if inner else None

    def default(self, key: str, beside: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
        if self.is_map:
            return MISSING
        if rule := CONDITIONAL.get(self._name, {}).get(key):
            return rule(beside, whole)
        defaults = _table()["defaults"]
        for name in (f"{self._name}@{self.kind}", f"{self._name}@{self.below}", self._name):
            found = defaults.get(name, {}).get(key, MISSING)
            if found is not MISSING:
                return found
        return MISSING


_OTHERWISE = frozenset(
    {
        "admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration",
        "admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration",
        "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
        "apps/v1beta1/Deployment",
        "apps/v1beta1/StatefulSet",
    }
)
"""Early versions that had other defaults. Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/"""


def built_in(api_version: str, kind: str) -> BuiltIn | None:
    """The schema of a kind; None where it is not one of Kubernetes' own.

    Any version of the kind will do, but those that had other defaults.
    """
    kinds: dict[str, str] = _table()["kinds"]
    if of := kinds.get(f"{api_version}/{kind}"):
        return BuiltIn(of, kind)
    if f"{api_version}/{kind}" in _OTHERWISE:
        return None
    group = api_version.rpartition("/")[0]
    for known, of in kinds.items():
        version, _, name = known.rpartition("/")
        if name == kind and version.rpartition("/")[0] == group:
            return BuiltIn(of, kind)
    return None


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(__file__).with_name("defaults.json").read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=1)
def _objects() -> frozenset[str]:
    return frozenset(_table()["kinds"].values())
