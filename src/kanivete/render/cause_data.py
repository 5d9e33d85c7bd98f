"""A cause of the catalogue as data, in the reader's language."""

from typing import Any

from kanivete.catalogue import Cause
from kanivete.catalogue.entry import Advice
from kanivete.diagnose.prose import fill, fill_command


def cause_data(cause: Cause) -> dict[str, Any]:
    """What its page says, as plain values; facts stand as `<fact>`."""
    return {
        "cause": cause.id,
        "title": fill(cause.title, {}),
        "owner": str(cause.owner),
        "severity": str(cause.severity),
        "explanation": fill(cause.explanation, {}),
        "reasons": list(cause.reasons),
        "rivals": list(cause.rivals),
        "examples": [{"text": one.text, "saidBy": one.said_by, "where": str(one.where)} for one in cause.examples],
        "next": [_advice(one) for one in cause.next],
        "remedies": [_advice(one) for one in cause.remedies],
        "references": list(cause.references),
    }


def _advice(advice: Advice) -> dict[str, str]:
    return {
        "text": fill(advice.text, {}),
        "command": fill_command(advice.command, {}),
        "changes": str(advice.changes),
    }
