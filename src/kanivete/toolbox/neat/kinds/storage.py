"""What binding writes into claims and volumes."""

from collections.abc import Iterator, Mapping
from typing import Any

from kanivete.toolbox.neat.paths import Path
from kanivete.toolbox.neat.written import Authors

_BOUND = "pv.kubernetes.io/bound-by-controller"


def claim(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """The volume's name, unless a person chose the volume."""
    spec = whole.get("spec")
    if not isinstance(spec, dict) or "volumeName" not in spec:
        return
    if _bound_by_controller(whole) or (authors.is_told and not authors.touched.field("spec").has("volumeName")):
        yield "spec", "volumeName"


def volume(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """The claim, where binding found it; else only what changes when the claim is made again."""
    spec = whole.get("spec")
    reference = spec.get("claimRef") if isinstance(spec, dict) else None
    if not isinstance(reference, dict):
        return
    if _bound_by_controller(whole) and not authors.explicit.field("spec").has("claimRef"):
        yield "spec", "claimRef"
    yield from (("spec", "claimRef", key) for key in ("resourceVersion", "uid") if key in reference)


def _bound_by_controller(whole: Mapping[str, Any]) -> bool:
    metadata = whole.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return isinstance(annotations, dict) and annotations.get(_BOUND) == "yes"
