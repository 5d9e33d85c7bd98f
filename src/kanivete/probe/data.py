"""What was probed as plain data, for JSON: names in camelCase, times in RFC 3339."""

from datetime import datetime
from typing import Any

import msgspec

from kanivete.probe.steps import Probed, Step


def data_of(probed: Probed) -> dict[str, Any]:
    """All of it; what is not known is left out."""
    parts = {
        "resolved": probed.resolved,
        "presented": probed.presented,
        "answered": probed.answered,
        "attempts": probed.attempts or None,
    }
    return {
        "from": probed.origin,
        "target": str(probed.target),
        "with": probed.program,
        "reached": probed.reached,
        "steps": [_step(step) for step in probed.steps],
        **{name: _camel(msgspec.to_builtins(part)) for name, part in parts.items() if part is not None},
    }


def _step(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {"name": step.name.value, "outcome": step.outcome.value}
    if step.seconds is not None:
        found["seconds"] = round(step.seconds, 6)
    if step.said:
        found["said"] = step.said
    if step.fault:
        found["fault"] = step.fault.value
    return found


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {_name(key): _camel(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_camel(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return round(value, 6) if isinstance(value, float) else value


def _name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
