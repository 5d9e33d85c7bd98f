"""Texts that the authors of the patterns did not have before them, and the causes that a person named first.

`held_out/*.yaml` holds, for each kind of text, the cause and what was said; "a or b" is a text that honestly may mean
either, and "none" one that names nothing.
"""

from pathlib import Path

import pytest
import yaml

from kanivete.catalogue import catalogue
from kanivete.catalogue.entry import Where
from kanivete.diagnose.explain import answer

FOLDER = Path(__file__).parent / "held_out"


def _texts() -> list[object]:
    return [
        pytest.param(text, Where(where), frozenset(causes.split(" or ")), id=f"{file.stem}-{where}-{causes}-{number}")
        for file in sorted(FOLDER.glob("*.yaml"))
        for where, told in yaml.safe_load(file.read_text()).items()
        for causes, texts in told.items()
        for number, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize(("text", "where", "causes"), _texts())
def test_a_text_names_what_a_person_named(text: str, where: Where, causes: frozenset[str]) -> None:
    assert causes <= {*catalogue(), "none"}
    assert (answer(text, where).cause or "none") in causes
