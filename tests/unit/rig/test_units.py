"""The rig's systemd units say what they are given, whatever signs are in it."""

import configparser
import shlex

from hypothesis import given
from hypothesis import strategies as st

from tests.rig import units

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\"\\#'"), min_size=1)


def parsed(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(text)
    return parser


@given(st.lists(WORDS, min_size=1))
def test_a_command_line_is_read_back_word_by_word(words: list[str]) -> None:
    line = parsed(units.service("a test", words))["Service"]["ExecStart"]
    assert [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)] == words


def test_a_service_takes_nothing_from_the_distributions_targets() -> None:
    unit = parsed(units.service("a test", ["/bin/true"], after="other.service"))
    assert unit["Unit"]["DefaultDependencies"] == "no"
    assert unit["Unit"]["After"] == "other.service"
    assert unit["Service"]["Restart"] == "always"
