"""What a dead program's log says, in the catalogue's words."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kanivete.diagnose.log_cause import read_log

CORPUS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "crash_logs.yaml").read_text())


@pytest.mark.parametrize("entry", CORPUS, ids=[f"{i}-{entry['cause']}" for i, entry in enumerate(CORPUS)])
def test_a_log_names_its_cause_and_its_facts(entry: dict[str, Any]) -> None:
    told = read_log(entry["log"])
    assert (told.cause if told else None) == entry["cause"]
    for name, value in entry.get("facts", {}).items():
        assert told is not None
        assert told.facts.get(name) == value


def test_a_specific_cause_is_preferred_to_the_exception_around_it() -> None:
    told = read_log(
        "Traceback (most recent call last):\n"
        '  File "/app/main.py", line 3, in load\n'
        "FileNotFoundError: [Errno 2] No such file or directory: '/etc/app.yaml'\n\n"
        "The above exception was the direct cause of the following exception:\n\n"
        "Traceback (most recent call last):\n"
        '  File "/app/main.py", line 9, in <module>\n'
        "RuntimeError: cannot start\n"
    )
    assert told is not None
    assert (told.cause, told.facts["file"]) == ("crash.missing-file", "/etc/app.yaml")


@pytest.mark.parametrize(
    "log",
    [
        'level=error msg="could not reach cache" err="dial tcp 10.0.0.1:6379: connect: connection refused"\n'
        + "".join(f"level=info msg=served request={n}\n" for n in range(40)),
        '10.0.0.7 - - [22/Nov/2026:07:00:00 +0000] "GET /private HTTP/1.1" 403 12 "permission denied"\n',
        "WARN :8080: bind: address already in use, trying next port\nINFO listening on :8081\n",
        "INFO ready\nERROR could not send mail to bob\n" + "".join(f"INFO served {n}\n" for n in range(40)),
    ],
    ids=["refused and got over it", "access log", "took another port", "logged an error and lived"],
)
def test_an_error_that_the_program_survived_is_no_cause(log: str) -> None:
    told = read_log(log)
    assert told is None or told.cause is None or not told.is_sure


@given(st.text(max_size=2000))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_log(text)
