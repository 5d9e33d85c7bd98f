"""What a registry says when it refuses: its own error codes first, else whatever words there are."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from kanivete.kube.decode import NotJsonError, plain
from kanivete.redact import clean

_TITLE = re.compile(r"<(?:title|h1)[^<>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_LONGEST = 300
_WORDS = ("message", "error_description", "details", "detail", "error", "reason")


@dataclass(frozen=True)
class Refusal:
    """An answer that is a failure. `codes` are the specification's, in upper case: `MANIFEST_UNKNOWN`."""

    status: int
    codes: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        """`404 Not Found: MANIFEST_UNKNOWN: manifest unknown`."""
        line = status_line(self.status)
        return ": ".join(filter(None, (line, ", ".join(self.codes), self.words if self.words != line else "")))


def refusal(status: int, body: bytes) -> Refusal:
    """What an answer with such a status and body says. Total: takes any bytes."""
    try:
        said = plain(body)
    except (NotJsonError, ValueError):
        return Refusal(status, (), _prose(body))
    errors = said.get("errors")
    found = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    codes = tuple(dict.fromkeys(str(one["code"]).upper() for one in found[:8] if isinstance(one.get("code"), str)))
    words = "; ".join(filter(None, (_first(one) for one in found[:8]))) or _first(said)
    return Refusal(status, codes, _short(words))


def is_html(content_type: str, body: bytes) -> bool:
    """Whether it is a page for people: nothing of a registry's is."""
    head = body[:512].lstrip().lower()
    return content_type.partition(";")[0].strip().lower() == "text/html" or head.startswith(
        (b"<!doctype html", b"<html")
    )


def status_line(status: int) -> str:
    """`503 Service Unavailable`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def title_of(body: bytes) -> str:
    """The title of a page, or nothing."""
    found = _TITLE.search(body[:65536].decode("utf-8", "replace"))
    return _short(found[1]) if found else ""


def _prose(body: bytes) -> str:
    if title := title_of(body):
        return title
    return _short(body[:4096].decode("utf-8", "replace"))


def _first(said: dict[str, object]) -> str:
    for name in _WORDS:
        value = said.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _short(text: str) -> str:
    text = " ".join(clean(text).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
