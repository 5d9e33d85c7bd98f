"""Texts of the catalogue, filled with facts that nobody vouches for."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.diagnose.commands import fitting
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.prose import fill, fill_command
from kanivete.model import Certainty, ObjectRef


def test_a_known_fact_is_filled_in_and_an_unknown_one_named() -> None:
    assert fill("The tag {tag} of {repository}", {"tag": "vraus"}) == "The tag vraus of <repository>"


def test_an_unknown_fact_in_a_command_is_no_redirection() -> None:
    told = Hypothesis(
        cause="crash.permission-denied",
        subject=ObjectRef(kind="Pod", name="web-0"),
        object=ObjectRef(kind="Pod", name="web-0"),
        symptom="Error",
        certainty=Certainty.PROVEN,
        evidence=(),
    )
    assert fitting("ls -ldn {file}", told) == "ls -ldn FILE"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("awk '{print $1}'", "awk '{print $1}'"),
        ("grep -E '[0-9]{4}'", "grep -E '[0-9]{4}'"),
        ("kubectl get po -o jsonpath='{{.status}}'", "kubectl get po -o jsonpath='{.status}'"),
        ("docker inspect -f '{{{{.Config.User}}}}'", "docker inspect -f '{{.Config.User}}'"),
    ],
)
def test_other_braces_belong_to_the_command(written: str, shown: str) -> None:
    assert fill_command(written, {}) == shown


@given(st.text(min_size=1))
def test_a_fact_in_a_command_is_one_word_for_the_shell(fact: str) -> None:
    words = shlex.split(fill_command("kubectl logs {pod} -c main", {"pod": fact}))
    assert (words[:2], words[-2:], len(words)) == (["kubectl", "logs"], ["-c", "main"], 5)


@given(st.text())
def test_terminal_control_never_gets_into_a_text(fact: str) -> None:
    shown = fill("it said {words}", {"words": fact})
    assert not any(ord(char) < 32 and char not in "\n\t" for char in shown)
