"""The dialogue of a drill: what is said to what is typed, and how the game stands after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.model import Step
from kanivete.simulate.drill.dialogue import (
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
    play,
)

STEPS = (Step("look", "kubectl get pods"), Step("look closer", "kubectl describe pods"))
CHOICES = ("crash.signal", "image.tag-not-found", "node.kubelet-stopped")
NEW = Game(
    Puzzle(
        accepted=("image.tag-not-found", "image.digest-not-found"), hints=STEPS, quote="q", choices=CHOICES, seconds=600
    )
)


def after(*lines: str, game: Game = NEW) -> tuple[Game, Reply]:
    """The game after these lines, one every second, and the reply to the last."""
    reply: Reply = Nothing()
    for at, line in enumerate(lines):
        game, reply = play(game, line, float(at))
    return game, reply


def test_hints_come_in_their_order_the_proof_last_and_then_no_more() -> None:
    assert after("hint")[1] == Hint(1, 3, STEPS[0])
    assert after("hint", "dica")[1] == Hint(2, 3, STEPS[1])
    assert after("hint", "hint", "hint")[1] == Hint(3, 3, None, "q")
    game, reply = after(*["hint"] * 5)
    assert (reply, game.hints) == (NoMoreHints(), 3), "what is not given costs nothing"


@pytest.mark.parametrize(
    "line",
    [
        "answer image.tag-not-found",
        "  ANSWER   tag-not-found ",
        "resposta a tag não existe",
        "responder image.digest-not-found",
        "answer 2",
        "2",
        "image.tag-not-found",
    ],
)
def test_the_cause_is_accepted_and_what_is_as_good_as_it(line: str) -> None:
    game, reply = after(line)
    assert (reply, game.outcome, game.points) == (Over(), Outcome.FOUND, 100)


def test_a_wrong_answer_is_counted_once_and_says_how_far_it_is_off() -> None:
    assert after("answer crash.signal")[1] == Wrong("crash.signal", same_family=False, again=False)
    assert after("answer image.platform")[1] == Wrong("image.platform", same_family=True, again=False)
    game, reply = after("answer 1", "answer crash.signal")
    assert reply == Wrong("crash.signal", same_family=False, again=True)
    assert game.wrong == ("crash.signal",)


def test_hints_and_wrong_answers_cost_points_and_none_are_left_for_who_gives_up() -> None:
    assert after("hint", "answer 1", "answer 2")[0].points == 75
    game, reply = after("hint", "give up")
    assert (reply, game.outcome, game.points) == (Over(), Outcome.GIVEN_UP, 0)
    game = Game(NEW.puzzle, wrong=tuple("abcdefghijkl"))
    assert after("answer 2", game=game)[0].points == 0, "never less than none"


def test_words_that_fit_several_causes_cost_nothing_and_are_asked_back() -> None:
    game, reply = after("answer out of memory")
    assert isinstance(reply, Choices)
    assert reply.unclear
    assert {"crash.out-of-memory-limit", "crash.out-of-memory-heap"} <= set(reply.causes)
    assert (game.wrong, game.outcome) == ((), None)
    number = reply.causes.index("crash.out-of-memory-heap") + 1
    assert after(f"answer {number}", game=game)[1] == Wrong("crash.out-of-memory-heap", False, False)


def test_a_number_is_of_the_list_that_was_shown_last() -> None:
    game, reply = after("answer out of memory", "causes")
    assert reply == Choices(CHOICES)
    assert after("answer 2", game=game)[0].outcome is Outcome.FOUND


@pytest.mark.parametrize("words", ["99", "0", "xyzzy plugh", "{", ""])
def test_an_answer_like_no_cause_costs_nothing(words: str) -> None:
    game, reply = after(f"answer {words}")
    assert reply == NotUnderstood(words, is_answer=True)
    assert game == NEW


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("", Nothing()),
        ("help", Help()),
        ("ajuda", Help()),
        ("kubectl get pods", NotUnderstood("kubectl get pods")),
        ("hint please", NotUnderstood("hint please")),
        ("status", Standing(0.0, 600.0)),
        ("situação", Standing(0.0, 600.0)),
    ],
)
def test_other_lines(line: str, reply: Reply) -> None:
    assert after(line) == (NEW, reply)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("quit", Outcome.QUIT),
        ("sair", Outcome.QUIT),
        ("give  up", Outcome.GIVEN_UP),
        ("Desisto", Outcome.GIVEN_UP),
    ],
)
def test_ends(line: str, outcome: Outcome) -> None:
    game, reply = after(line)
    assert (reply, game.outcome, game.points) == (Over(), outcome, 0)


def test_when_the_time_is_over_no_answer_counts() -> None:
    game, reply = play(NEW, "answer image.tag-not-found", 600.0)
    assert (reply, game.outcome, game.points) == (Over(), Outcome.TIME_OVER, 0)


@given(
    st.lists(st.text(max_size=400) | st.sampled_from(["hint", "answer 1", "answer crash.signal", "causes"]), max_size=8)
)
def test_whatever_is_typed_points_only_fall_until_it_is_over(lines: list[str]) -> None:
    game = NEW
    for at, line in enumerate(lines):
        before = game
        game, _reply = play(game, line, float(at))
        assert game.hints >= before.hints
        assert game.wrong[: len(before.wrong)] == before.wrong
        if game.outcome is not None:
            break


def test_every_command_has_a_word() -> None:
    from kanivete.simulate.drill.dialogue import WORDS

    assert set(WORDS) == set(Command)
    words = [word for them in WORDS.values() for word in them]
    assert len(words) == len(set(words))
