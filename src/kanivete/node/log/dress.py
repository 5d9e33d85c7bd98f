"""What a journal, a collector or a runtime puts around a line, taken off."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from kanivete.node.log.times import of_iso, of_klog, of_seconds, of_short

_HOST = re.compile(r"\s{0,4}(?P<host>\S{1,253}) (?P<unit>[\w./@:()-]{1,120}?)(?:\[\d{1,9}\])?: ?")
_PRIORITY = re.compile(r"<\d{1,3}>(?:\d )?")
_WEEKDAY = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d{4}-)")
_CRI = re.compile(r"\S{20,40} (?:stdout|stderr) [FP] ")
_STAMP = re.compile(r"\S{1,40}(?: \d\d:\d\d:\d\d\S*(?: [A-Z]{3,5}| [+-]\d\d:?\d\d)?)?")
_SHORT_STAMP = re.compile(r"[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?")
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,12}[mK]")
_EXPORTED = "MESSAGE="
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """What was said, and when; `message` has klog's own head still on."""

    message: str
    when: datetime | None


def message_of(raw: bytes) -> str:
    """What a line says, whenever that was."""
    return undressed(raw, _EPOCH).message


def undressed(raw: bytes, now: datetime, stamp: bytes = b"") -> Line:
    """A line of a log. `stamp`: microseconds since 1970, where the format has them on a line of their own."""
    text = raw.decode("utf-8", "replace").replace("\x00", "").strip("\r\n\ufeff")
    text = _COLOUR.sub("", text) if "\x1b" in text else text
    when: datetime | None = of_seconds(int(stamp)) if stamp[:20].isdigit() else None
    if text.startswith("{") and (fields := _fields(text)):
        text, outer, sure = _of_json(text, fields)
    else:
        text, outer, sure = _of_text(text.removeprefix(_EXPORTED), now)
    when = when or (outer if sure else None)
    inner, exact = _inner(text, now)
    return Line(text, when or (inner if exact else None) or outer or inner)


def _of_json(text: str, fields: dict[str, Any]) -> tuple[str, datetime | None, bool]:
    """A journal's entry (`journalctl -o json`); other JSON is the kubelet's own and stays as it is."""
    if "MESSAGE" not in fields and "__REALTIME_TIMESTAMP" not in fields:
        return text, None, False
    message = fields.get("MESSAGE")
    if isinstance(message, list):
        octets = bytes(one for one in message if isinstance(one, int) and 0 <= one < 256)
        message = octets.decode("utf-8", "replace")
    return str(message or ""), _number(fields.get("__REALTIME_TIMESTAMP")), True


def _inner(text: str, now: datetime) -> tuple[datetime | None, bool]:
    """The kubelet's own time: of its JSON, which is exact, or of klog's head, which has neither year nor zone."""
    if text.startswith("{") and (fields := _fields(text)):
        found = fields.get("ts")
        if isinstance(found, str) and (iso := of_iso(found, now)):
            return iso
        return _number(found), True
    return of_klog(text, now), False


def _of_text(text: str, now: datetime) -> tuple[str, datetime | None, bool]:
    """A line without its stamp, host and unit; the time; and whether its year and zone are known."""
    text = _PRIORITY.sub("", text, count=1) if text.startswith("<") else text
    text = _WEEKDAY.sub("", text, count=1)
    if found := of_iso(text, now):
        if cri := _CRI.match(text):
            return text[cri.end() :], *found
        rest = _after(_STAMP, text)
        return _without_host(rest), *found
    if when := of_short(text, now):
        return _without_host(_after(_SHORT_STAMP, text)), when, False
    return text, None, False


def _after(pattern: "re.Pattern[str]", text: str) -> str:
    match = pattern.match(text)
    return text[match.end() :] if match else text


def _without_host(text: str) -> str:
    match = _HOST.match(text)
    return text[match.end() :] if match else text.lstrip(" ")


def _fields(text: str) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _number(value: object) -> datetime | None:
    try:
        return of_seconds(float(value)) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None
