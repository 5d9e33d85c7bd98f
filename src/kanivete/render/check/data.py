"""A check as plain data. Field names are a stable contract."""

from collections.abc import Mapping
from typing import Any

import msgspec

from kanivete.check.result import Break, Check, ObjectStep, Tried, Verdict
from kanivete.model import Certainty, ObjectRef
from kanivete.probe.steps import Probed
from kanivete.render.check.advice import explained

API_VERSION = "kanivete.dev/v1alpha1"


def data(check: Check, metadata: Mapping[str, Any], kind: str = "Check") -> dict[str, Any]:
    """The whole check, `apiVersion` and `kind` first."""
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": dict(metadata), **body(check)}


def body(check: Check) -> dict[str, Any]:
    """The check without its head."""
    return {
        "coverage": plain(check.coverage),
        "from": {"text": check.origin, "object": _ref(check.origin_ref)},
        "to": {"text": check.target, "object": _ref(check.target_ref)},
        "verdict": _verdict(check.verdict),
        "objects": [_object(step) for step in check.objects],
        "steps": [_tried(one) for one in check.tried],
        "tool": check.tool,
        "notes": list(check.notes),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    found: dict[str, Any] = {"reached": verdict.reached, "text": verdict.text}
    return (
        {**found, **broken_data(verdict.broken)} if verdict.broken else {**found, "certainty": Certainty.PROVEN.value}
    )


def broken_data(broken: Break) -> dict[str, Any]:
    """A break, with the catalogue's advice."""
    advice = explained(broken)
    return {
        "cause": broken.cause,
        "title": advice.title,
        "certainty": broken.certainty.value,
        "owner": broken.owner.value,
        "subject": _ref(broken.subject),
        "explanation": advice.explanation,
        "evidence": plain(broken.evidence),
        "remedies": plain(advice.remedies),
        "next": plain(advice.next),
        "references": list(advice.references),
    }


def _object(step: ObjectStep) -> dict[str, Any]:
    found = {"topic": step.topic.value, "mark": step.mark.value, "text": step.text, "evidence": plain(step.evidence)}
    return {**found, "cause": step.broken.cause} if step.broken else found


def _tried(tried: Tried) -> dict[str, Any]:
    return {"role": tried.role, "object": _ref(tried.subject), **probed_data(tried.probed)}


def probed_data(probed: Probed) -> dict[str, Any]:
    """What came of one target."""
    found: dict[str, Any] = {
        "target": str(probed.target),
        "reached": probed.reached,
        "from": probed.origin,
        "program": probed.program,
        "steps": [
            {
                "name": step.name.value,
                "outcome": step.outcome.value,
                "seconds": None if step.seconds is None else round(step.seconds, 6),
                "said": step.said,
                **({"fault": step.fault.value} if step.fault else {}),
            }
            for step in probed.steps
        ],
    }
    if probed.resolved:
        found["resolved"] = plain(probed.resolved)
    if probed.presented:
        found["certificates"] = plain(probed.presented.chain)
    if probed.answered:
        found["answered"] = {"status": probed.answered.status, "server": probed.answered.server}
    return found


def plain(value: object) -> Any:
    """Structs and dataclasses as dictionaries, with camelCase fields."""
    return _camel(msgspec.to_builtins(value))


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {_name(key): _camel(one) for key, one in value.items()}
    return [_camel(one) for one in value] if isinstance(value, list | tuple) else value


def _name(word: str) -> str:
    first, *rest = word.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _ref(ref: ObjectRef | None) -> Any:
    return None if ref is None else plain(ref)
