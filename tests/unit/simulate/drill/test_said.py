"""What a drill prints: every reply has its words, and nothing typed reaches the terminal as a control sequence."""

import pytest

from kanivete.model import Step
from kanivete.render.simulate import drill
from kanivete.simulate.drill.dialogue import (
    WORDS,
    Choices,
    Command,
    Game,
    Help,
    Hint,
    NoMoreHints,
    Nothing,
    NotUnderstood,
    Outcome,
    Over,
    Puzzle,
    Reply,
    Standing,
    Wrong,
)
from kanivete.simulate.scenario import library
from tests.unit.simulate.plans import planned

GAME = Game(Puzzle(("image.tag-not-found",), (Step("look", "kubectl get pods"),), "not found", ("crash.signal",), 60))
HEAD = library.head("image.tag-not-found")


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Hint(1, 2, Step("look", "kubectl get pods")), "Hint 1 of 2: look\n  kubectl get pods"),
        (Hint(2, 2, None, "not found"), "Hint 2 of 2: Somewhere it is said in so many words:\n  not found"),
        (NoMoreHints(), "There are no more hints. `causes` lists some to choose from."),
        (Wrong("crash.signal", False, False), "It is not crash.signal, nor anything of that kind."),
        (Wrong("image.platform", True, False), "It is not image.platform, but something of that kind."),
        (Wrong("image.platform", True, True), "It is still not image.platform."),
        (
            Standing(61.4, 59.9),
            "1m1s, 0 hints, 0 wrong answers; the fault is there for 59s more;"
            " a hint costs 15 points, a wrong answer 10",
        ),
        (NotUnderstood("", is_answer=True), "That is like no cause of the catalogue: try other words, or `causes`."),
        (Over(), ""),
        (Nothing(), ""),
        (Help(), drill.commands()),
    ],
)
def test_replies(reply: Reply, text: str) -> None:
    assert drill.said(reply, GAME) == text


def test_a_list_has_numbers_ids_and_titles_whose_facts_are_not_told() -> None:
    text = drill.said(Choices(("config.secret-missing", "crash.signal"), unclear=True), GAME)
    assert text.splitlines() == [
        "Which of these do you mean?",
        "   1. config.secret-missing  The Secret <secret> does not exist",
        "   2. crash.signal  The process was ended by a signal",
        "Answer by number: answer 1",
    ]


def test_what_was_typed_is_shown_without_its_control_sequences() -> None:
    text = drill.said(NotUnderstood("\x1b[2J\x07bogus" + "x" * 500), GAME)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert len(text.splitlines()[0]) < 120


def test_the_commands_that_are_listed_are_understood() -> None:
    listed = {line.split("  ")[1] for line in drill.commands().splitlines()}
    assert listed == {"hint", "causes", "answer CAUSE", "status", "give up", "quit"}
    understood = {word for words in WORDS.values() for word in words}
    assert {name.removesuffix(" CAUSE") for name in listed} <= understood
    assert set(WORDS) - {Command.HELP} == {command for command in Command if command is not Command.HELP}


@pytest.mark.parametrize(
    ("outcome", "first", "points"),
    [(Outcome.FOUND, "Right.", 60), (Outcome.GIVEN_UP, "This is what it was.", 0)],
)
def test_results(outcome: Outcome, first: str, points: int) -> None:
    game = Game(GAME.puzzle, hints=2, wrong=("crash.signal",), outcome=outcome)
    assert drill.result(game, HEAD, 125.0).splitlines() == [
        first,
        "It was image.tag-not-found: an image tag that does not exist: alpine:vraus",
        f"2m5s, 2 hints, 1 wrong answer: {points} of 100 points",
    ]


def test_whoever_just_leaves_is_not_told() -> None:
    assert drill.result(Game(GAME.puzzle, outcome=Outcome.QUIT), HEAD, 125.0) == ""


def test_the_opening_says_what_is_broken_and_not_how() -> None:
    text = drill.opening(planned("image.tag-not-found"), 7, GAME)
    assert text.startswith("Deployment alpine in namespace kanivete-sim-abc123 is not well.\n")
    assert "This is drill 7; there are 2 hints." in text
    assert "image.tag-not-found" not in text
    assert drill.opening(planned("node.kubelet-stopped"), 7, GAME).startswith("Node worker-2 is not well.\n")


def test_where_all_is_well_the_opening_says_who_complains_of_what() -> None:
    text = drill.opening(planned("tls.expired"), 7, GAME).splitlines()[0]
    wanted = "Deployment client in namespace kanivete-sim-abc123 gets no answer that it could use from https://web/."
    assert text == wanted
