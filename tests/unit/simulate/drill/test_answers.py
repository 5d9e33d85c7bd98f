"""Which cause an answer means."""

import pytest

from kanivete.catalogue import catalogue
from kanivete.i18n import LANGUAGES, translated
from kanivete.simulate.drill.answers import Meant, meant


@pytest.mark.parametrize("cause", catalogue())
def test_the_id_of_every_cause_means_it(cause: str) -> None:
    assert meant(cause) == meant(f" {cause.upper()}. ") == Meant(cause)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_every_cause_in_every_language_means_it(language: str) -> None:
    titles = {cause.id: translated(cause.title, language) for cause in catalogue().values()}
    unique = {cause: title for cause, title in titles.items() if list(titles.values()).count(title) == 1}
    assert len(unique) > len(titles) * 0.95
    assert {cause: meant(title).cause for cause, title in unique.items()} == {cause: cause for cause in unique}


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("tag not found", "image.tag-not-found"),
        ("the tag does not exist", "image.tag-not-found"),
        ("A TAG NAO EXISTE", "image.tag-not-found"),
        ("comand not foud", "crash.command-not-found"),
        ("readiness probe", "probe.readiness"),
        ("node cannot reach the api server", "node.apiserver-unreachable"),
        ("pod security", "admission.pod-security"),
    ],
)
def test_close_words_are_enough(words: str, cause: str) -> None:
    assert meant(words) == Meant(cause)


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("out of memory", "crash.out-of-memory-limit"),
        ("memória", "crash.out-of-memory-limit"),
        ("secret missing", "config.secret-missing"),
        ("comando não existe", "crash.command-not-found"),
    ],
)
def test_what_may_mean_several_is_not_guessed(words: str, cause: str) -> None:
    found = meant(words)
    assert not found.cause
    assert cause in found.near
    assert len(found.near) <= 4


@pytest.mark.parametrize("words", ["", "  ", "?", "asdf qwer", "kubernetes is broken", "\x00", "é" * 1000])
def test_what_is_like_none_means_none(words: str) -> None:
    assert meant(words) == Meant()
