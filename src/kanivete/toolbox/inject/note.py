"""What is noted on a workload that has a sidecar, so that anybody anywhere can take it out again.

The template but for the added container is the former template: its hash tells whether it still is. Labels find the
workload again; they are not those of objects that kanivete made, for those are deleted.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from kanivete.toolbox import marks
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.pod import Object
from kanivete.toolbox.run import Run
from kanivete.toolbox.workload import part

SIDECAR = "kanivete.dev/sidecar"
"""Annotation: the name of the added container, and the hash of the template as it was."""
PURPOSE = "inject"
SELECTOR = f"{marks.PURPOSE}={PURPOSE}"
PREFIX = "kanivete-inject-"
"""How the names of the containers begin."""


@dataclass(frozen=True)
class Note:
    """A sidecar that a workload has, or had. `template` is the hash of the template without it; "" where unknown."""

    container: str
    template: str = ""
    run: str = ""
    by: str = ""
    expires: str = ""


def labels(run: Run) -> dict[str, str]:
    """Of the workload, not of its pods."""
    return {marks.PURPOSE: PURPOSE, marks.RUN: run.id}


def annotations(run: Run, container: str, template: Object) -> dict[str, str]:
    """Of the workload, not of its pods."""
    content = json.dumps({"container": container, "template": digest(template)}, separators=(",", ":"))
    return {SIDECAR: content, **run.annotations}


KEYS = (marks.PURPOSE, marks.RUN), (SIDECAR, marks.EXPIRES, marks.BY)
"""The labels and annotations that go with the sidecar."""


def note_of(workload: Target) -> Note | None:
    """The note on a workload; a container with a name of ours that nobody noted counts too."""
    found = part(workload.metadata, "annotations")
    content = _content(found.get(SIDECAR))
    name, template = content.get("container"), content.get("template")
    if not isinstance(name, str):
        names = [str(one.get("name")) for one in workload.containers]
        name = next((one for one in names if one.startswith(PREFIX)), None)
    if name is None:
        return None
    return Note(
        container=name,
        template=template if isinstance(template, str) else "",
        run=str(part(workload.metadata, "labels").get(marks.RUN) or name.removeprefix(PREFIX)),
        by=str(found.get(marks.BY) or ""),
        expires=str(found.get(marks.EXPIRES) or ""),
    )


def without(template: Object, container: str) -> Object:
    """A template without one of its containers."""
    spec = part(template, "spec")
    kept = [one for one in spec.get("containers") or [] if one.get("name") != container]
    return {**template, "spec": {**spec, "containers": kept}}


def digest(template: Object) -> str:
    """What a template is known by: the same template gives the same text on every machine."""
    text = json.dumps(template, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _content(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
