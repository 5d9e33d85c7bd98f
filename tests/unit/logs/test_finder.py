"""Which of many errors ended the program, and what is promised of any text."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kanivete.logs import find_failure, last_lines

CORPUS = Path(__file__).parent / "corpus"
TRACEBACK = "Traceback (most recent call last):\n  File \"/app/m.py\", line 1, in <module>\nKeyError: 'URL'\n"
WORK = "2026-11-22 07:00:00,001 INFO app handled request {}\n"

KNOWN: list[dict[str, Any]] = [
    entry
    for file in sorted(CORPUS.glob("*.yaml"))
    if file.stem != "calm"
    for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    if entry.get("strength", 3) == 3 and "headline" in entry and "line" not in entry
]

words = st.sampled_from(
    [
        "Traceback (most recent call last):",
        '  File "/a.py", line 1, in f',
        "KeyError: 'x'",
        "panic: ",
        "goroutine 1 [running]:",
        "\tat a.B.c(B.java:1)",
        "Caused by: a.B: c",
        "   at A.B()",
        " ---> A.B: c",
        "Unhandled exception. ",
        "    at f (/a.js:1:2)",
        "  [cause]: Error: x",
        "Node.js v20",
        "{",
        '{"msg":1}',
        '{"level":"error","err":{"stack":"a\\nb"}}',
        'level=error msg="x',
        "FATAL:  x",
        "HINT:  y",
        "ERROR",
        "[emerg]",
        "2026-11-22 07:00:00",
        "E1122 07:00:00.1 1 a.go:1] ",
        "Error: ",
        "Caused by:",
        "thread 'main' panicked at ",
        "/a.rb:1:in `x': y (Z)",
        "PHP Fatal error:  Uncaught X: y",
        "Next Y: z",
        "#0 {main}",
        "APPLICATION FAILED TO START",
        "Description:",
        "terminate called after throwing an instance of 'x'",
        "  what():  y",
        "==1==ERROR: AddressSanitizer: x",
        "usage: x",
        "*** FATAL CONFIG FILE ERROR ***",
        "In A.php line 3:",
        "SyntaxError: x",
        "",
        "The above exception was the direct cause of the following exception:",
        "| ",
        "+ Exception Group Traceback (most recent call last):",
    ]
)
logs = st.lists(st.one_of(words, st.text(max_size=40), st.tuples(words, words).map("".join)), max_size=40).map(
    "\n".join
)


@given(logs)
@settings(max_examples=400, deadline=None)
def test_any_text_gets_an_answer_within_bounds(text: str) -> None:
    found = find_failure(text)

    assert (found is None) == (not text.strip()) or "unable to retrieve" in text
    if found:
        assert 0 <= found.strength <= 3
        assert 1 <= found.line <= text.count("\n") + 1
        assert len(found.quote.split("\n")) <= 14
        assert len(found.quote) <= 1_500
        assert len(found.frames) <= 5
        assert found.headline.strip()


@given(st.lists(words.filter(lambda line: "{" not in line and "=" not in line), max_size=40).map("\n".join))
@settings(max_examples=300, deadline=None)
def test_a_quote_is_made_of_lines_of_the_text(text: str) -> None:
    found = find_failure(text)

    if found:
        assert set(found.quote.split("\n")) <= {*(line.rstrip() for line in text.split("\n")), "…"}


@given(
    st.sampled_from(KNOWN),
    st.lists(
        st.one_of(words, st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60)), max_size=60
    ),
)
@settings(max_examples=300, deadline=None)
def test_noise_before_it_hides_no_failure(entry: dict[str, Any], noise: list[str]) -> None:
    before = "".join(f"2026-11-22 07:00:00,001 INFO app {line.strip()}\n" for line in noise)

    found = find_failure(before + entry["log"])

    assert found is not None
    assert found.headline == entry["headline"]
    assert found.strength == 3


@given(st.sampled_from(KNOWN), st.integers(min_value=40, max_value=400))
@settings(max_examples=100, deadline=None)
def test_much_work_after_it_acquits_a_failure(entry: dict[str, Any], lines: int) -> None:
    found = find_failure(entry["log"] + "".join(WORK.format(line) for line in range(lines)))

    assert found is not None
    assert found.strength <= 1


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n\n", "unable to retrieve container logs for containerd://e5d6cd\n"])
def test_a_blank_log_says_nothing(text: str) -> None:
    assert find_failure(text) is None


def test_a_few_lines_of_other_threads_do_not_hide_an_uncaught_exception() -> None:
    found = find_failure(TRACEBACK + "".join(WORK.format(line) for line in range(10)))

    assert found is not None
    assert (found.strength, found.headline, found.line) == (3, "KeyError: 'URL'", 3)


def _torn(seconds: int) -> str:
    """A traceback with 100 lines of another thread around each of its lines, written within some seconds."""
    trace = ["Traceback (most recent call last):", '  File "/app/main.py", line 10, in <module>', "ValueError: 12,50"]
    chat = [f"2026-11-22 13:46:{n * seconds // 400:02},315 INFO uploader part {n}" for n in range(400)]
    return "\n".join(line for at, own in enumerate([*trace, ""]) for line in (*chat[at * 100 : at * 100 + 100], own))


def test_an_exception_is_found_though_others_logged_very_much_while_it_was_printed() -> None:
    failure = find_failure(_torn(seconds=1))
    assert failure
    assert (failure.exception, failure.headline, failure.strength) == ("ValueError", "ValueError: 12,50", 1)


def test_lines_of_a_stack_trace_that_are_long_apart_in_time_do_not_make_one() -> None:
    failure = find_failure(_torn(seconds=30))
    assert failure
    assert failure.language != "python"


def test_of_two_deaths_the_later_one_counts() -> None:
    found = find_failure(
        TRACEBACK + "starting again\npanic: no tenant\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/m.go:1 +0x1\n"
    )

    assert found is not None
    assert found.headline == "panic: no tenant"


def test_the_crashing_goroutine_is_found_before_thousands_of_others() -> None:
    others = "".join(f"goroutine {n} [select]:\nmain.work(0xc000)\n\t/app/w.go:12 +0x1d\n\n" for n in range(2, 20_000))

    found = find_failure(
        "2026/11/22 07:00:00 up\npanic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/m.go:8 +0x1\n\n" + others
    )

    assert found is not None
    assert (found.headline, found.line, found.frames) == ("panic: boom", 2, ("/app/m.go:8",))


def test_the_innermost_of_many_causes_is_found() -> None:
    causes = "".join(f"Caused by: a.b.C{n}: {n}\n\tat a.b.C.d(C.java:{n})\n" for n in range(2_000))

    found = find_failure('Exception in thread "main" a.b.C: top\n\tat a.b.C.main(C.java:1)\n' + causes)

    assert found is not None
    assert (found.headline, found.outer) == ("a.b.C1999: 1999", 'Exception in thread "main" a.b.C: top')


def test_a_very_long_line_is_shortened_in_the_quote() -> None:
    found = find_failure("fatal: " + "x" * 4_000_000)

    assert found is not None
    assert found.quote.startswith("fatal: xxx")
    assert found.quote.endswith("…")


def test_lines_numbers_count_from_the_beginning_of_a_long_log() -> None:
    found = find_failure("".join(WORK.format(line) for line in range(30_000)) + TRACEBACK)

    assert found is not None
    assert found.line == 30_003


def test_the_last_lines_skip_blank_ones() -> None:
    assert last_lines("a\n\nb\nc\n\n", 2) == "b\nc"
    assert last_lines("") == ""
    assert last_lines("a", 0) == ""
