"""Texts that the authors of the patterns did not have before them, and the causes that a person named first.

`held_out/*.yaml` holds, for each kind of text, the cause and what was said; "a or b" is a text that honestly may mean
either, and "none" one that names nothing.
"""

from pathlib import Path

import pytest
import yaml

from kanivete.catalogue import catalogue
from kanivete.catalogue.entry import Where
from kanivete.diagnose.explain import answer, explain_text

FOLDER = Path(__file__).parent / "held_out"


PASTES = yaml.safe_load((FOLDER / "pastes" / "pastes.yaml").read_text())


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


@pytest.mark.parametrize("paste", PASTES, ids=range(1, len(PASTES) + 1))
def test_a_paste_names_each_failure_in_it(paste: dict[str, list[str]]) -> None:
    assert sorted(one.cause for one in explain_text(str(paste["text"]))) == paste["causes"]


def test_terminal_colours_and_windows_line_ends_change_nothing() -> None:
    text = "panic: open /etc/app/config.yaml: no such file or directory\n\ngoroutine 1 [running]:\nmain.main()\n"
    for dressed in (
        text.replace("\n", "\r\n"),
        f"\x1b[31m{text}\x1b[0m",
        text.replace("panic:", "\x1b[1mpanic:\x1b[0m"),
    ):
        assert answer(dressed, Where.CONTAINER_LOG).cause == "crash.missing-file"


def test_the_last_failure_of_several_counts() -> None:
    first = "KeyError: 'A'\n" + "2024-05-06 07:08:09 INFO working\n" * 80
    last = "Error: listen EADDRINUSE: address already in use :::3000\n    at Server.listen (node:net:1)\n"
    assert answer(first + last, Where.CONTAINER_LOG).cause == "crash.port-in-use"


@pytest.mark.parametrize("size", [16_000, 17_000, 200_000])
def test_a_long_log_is_read_to_its_end(size: int) -> None:
    noise = "2024-05-06T07:08:09Z INFO served /unauthorized in 3ms after timeout=5s error=none\n"
    log = noise * (size // len(noise)) + "PermissionError: [Errno 13] Permission denied: '/data/db'\n"
    assert answer(log, Where.CONTAINER_LOG).cause == "crash.permission-denied"


def test_a_message_cut_at_its_longest_names_what_is_left() -> None:
    image = "registry.corp.test/" + "team/" * 36 + "app:1"
    text = (
        f'Failed to pull image "{image}": rpc error: code = NotFound desc = failed to pull and unpack image "{image}":'
        f' failed to resolve reference "{image}": {image}: not found'
    )
    assert len(text) < 1_024
    assert answer(text, Where.EVENT).cause == "image.tag-not-found"
    assert answer(text[:-30], Where.CONTAINER_STATUS).cause == "image.tag-not-found"
