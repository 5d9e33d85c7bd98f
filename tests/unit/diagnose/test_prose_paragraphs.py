"""What an explanation is made of, and how its beginning is cut."""

import pytest

from kanivete.diagnose.prose import beginning, explanation, paragraphs, preceded


@pytest.mark.parametrize("here", ["", "Pod web-1 ended 3 times."])
def test_its_two_paragraphs_are_found_again(here: str) -> None:
    assert paragraphs(explanation(here, "What it means.")) == (here, "What it means.")


def test_a_sentence_more_on_this_case_goes_first() -> None:
    assert preceded("First.", "Then.\n\nGeneral.") == "First. Then.\n\nGeneral."
    assert preceded("First.", "General.") == "First.\n\nGeneral."
    assert preceded("", "Then.\n\nGeneral.") == "Then.\n\nGeneral."


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (100, "See e.g. this. `Then` that. End."),
        (28, "See e.g. this. `Then` that."),
        (20, "See e.g. this."),
        (3, "See e.g. this."),
    ],
)
def test_it_is_cut_between_sentences(most: int, kept: str) -> None:
    assert beginning("See e.g. this. `Then` that. End.", most) == kept
