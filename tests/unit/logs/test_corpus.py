"""What each language's dying words are read as; the corpus is the specification."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.logs import find_failure

CORPUS = Path(__file__).parent / "corpus"


def _entries(calm: bool) -> list[Any]:
    return [
        pytest.param(entry, id=f"{file.stem}: {entry['name']}")
        for file in sorted(CORPUS.glob("*.yaml"))
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
        if (file.stem == "calm") is calm
    ]


@pytest.mark.parametrize("entry", _entries(calm=False))
def test_the_failure_is_found_and_quoted(entry: dict[str, Any]) -> None:
    found = find_failure(entry["log"])

    assert found is not None
    assert found.strength == entry.get("strength", 3)
    for field in ("headline", "language", "exception", "outer", "line"):
        if field in entry:
            assert getattr(found, field) == entry[field], field
    if "frames" in entry:
        assert list(found.frames) == entry["frames"]
    for text in entry.get("quote", ()):
        assert text in found.quote


@pytest.mark.parametrize("entry", _entries(calm=True))
def test_an_ordinary_end_is_no_failure(entry: dict[str, Any]) -> None:
    found = find_failure(entry["log"])

    assert found is not None
    assert found.strength <= entry["strength"]
