"""Objects made neat, as text again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kanivete.toolbox.neat import Find, added
from kanivete.toolbox.neat.manifests.dump import to_yaml
from kanivete.toolbox.neat.manifests.edit import Cut, UneditableError, cut, cuts
from kanivete.toolbox.neat.manifests.read import Manifest
from kanivete.toolbox.neat.manifests.tree import NotYamlError, documents
from kanivete.toolbox.neat.paths import Path, without
from kanivete.toolbox.neat.schema import built_in


@dataclass(frozen=True)
class Neat:
    """A manifest without what the cluster added."""

    manifest: Manifest
    gone: tuple[set[Path], ...]
    """By object."""

    @property
    def objects(self) -> list[dict[str, object]]:
        return [without(each, paths) for each, paths in zip(self.manifest.objects, self.gone, strict=True)]

    def yaml(self) -> tuple[str, bool]:
        """As YAML, and whether comments and layout are as they were."""
        if not self.manifest.is_yaml:
            return to_yaml(self.objects), True
        try:
            return self._edited(), True
        except UneditableError:
            return to_yaml(self.objects), False

    def _edited(self) -> str:
        changes: list[Cut] = []
        for node, paths in zip(self.manifest.nodes, self.gone, strict=True):
            changes += cuts(self.manifest.text, node, paths)
        text = cut(self.manifest.text, changes)
        try:
            found = [node.value for node in documents(text) if node.value is not None] if changes else self.objects
        except NotYamlError as error:
            raise UneditableError from error
        if found != self.objects:
            raise UneditableError
        return text if text.endswith("\n") else f"{text}\n"


def neat_manifest(manifest: Manifest, *, every_default: bool = False, find: Find = built_in) -> Neat:
    """Find what the cluster added to each object of a manifest. The arguments are those of `neat`."""
    return Neat(manifest, tuple(added(each, every_default=every_default, find=find) for each in manifest.objects))


def to_text(found: Sequence[Neat], output: str) -> tuple[str, list[str]]:
    """Several manifests as one text, `yaml` or `json`, and the names of those that lost comments or layout."""
    if output == "json":
        objects = [each for one in found for each in one.objects]
        whole = objects[0] if len(objects) == 1 else {"apiVersion": "v1", "kind": "List", "items": objects}
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n", []
    texts: list[str] = []
    lost: list[str] = []
    for one in found:
        text, is_kept = one.yaml()
        texts.append(text if not texts or text.startswith("---") else f"---\n{text}")
        if not is_kept:
            lost.append(one.manifest.name)
    return "".join(texts), lost
