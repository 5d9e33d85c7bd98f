"""What a person may write for FROM and TO."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.check.words import Address, Named, WordError, origin_word, target_word
from kanivete.kube.kinds import PODS, SERVICES


@pytest.mark.parametrize(
    ("word", "host", "number", "scheme", "path"),
    [
        ("api", "api", None, "", ""),
        ("api:8080", "api", 8080, "", ""),
        ("api.shop.svc:80", "api.shop.svc", 80, "", ""),
        ("http://api", "api", 80, "http", "/"),
        ("https://api:8443/healthz?deep=1", "api", 8443, "https", "/healthz?deep=1"),
        ("tcp://db:5432", "db", 5432, "tcp", ""),
        ("tls://db", "db", 443, "tls", ""),
        ("10.0.0.1", "10.0.0.1", None, "", ""),
        ("::1", "::1", None, "", ""),
        ("[::1]:80", "::1", 80, "", ""),
        ("http://[::1]:80/", "::1", 80, "http", "/"),
    ],
)
def test_addresses(word: str, host: str, number: int | None, scheme: str, path: str) -> None:
    found = target_word(word)
    assert isinstance(found, Address)
    assert (found.host, found.number, found.scheme, found.path) == (host, number, scheme, path)


def test_a_port_may_be_named() -> None:
    found = target_word("api:metrics")
    assert isinstance(found, Address)
    assert (found.port, found.number) == ("metrics", None)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("svc/api", Named(SERVICES, "api")),
        ("svc/data/db:5432", Named(SERVICES, "db", "data", "5432")),
        ("pod/web-1", Named(PODS, "web-1")),
    ],
)
def test_objects(word: str, expected: Named) -> None:
    assert target_word(word) == expected
    assert str(target_word(word)) == word.replace("pod/", f"{PODS.short[0]}/")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("", "no name"),
        ("two words", "no name"),
        ("ftp://host", "not ftp"),
        ("http://", "no host"),
        ("http://user:secret@host/", "credentials"),
        ("tcp://db", "needs a port"),
        ("api:0", "no port"),
        ("api:70000", "no port"),
        ("api:a_b", "no port"),
        ("secret/x", "no type"),
        ("svc/", "not TYPE/NAME"),
        ("svc/a/b/c", "not TYPE/NAME"),
        ("node/a/b", "not TYPE/NAME"),
        ("[::1:80", "no address"),
        ("a:b:c", "no HOST:PORT"),
        ("http://host:99999/", "no URL"),
        (":80", "no host"),
    ],
)
def test_what_cannot_be_understood_is_said(word: str, says: str) -> None:
    with pytest.raises(WordError, match=says):
        target_word(word)


@pytest.mark.parametrize("word", ["http://api", "api:80", "svc/api"])
def test_not_everything_can_be_tried_from(word: str) -> None:
    with pytest.raises(WordError):
        origin_word(word)


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused_in_one_line(text: str) -> None:
    for read in (origin_word, target_word):
        assert "\n" not in _refusal(read, text)


def _refusal(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except WordError as error:
        return str(error)
    return ""


@given(st.text(alphabet="ab/:.[]0123456789-http", max_size=30))
def test_what_is_understood_is_written_as_it_would_be_understood_again(text: str) -> None:
    try:
        found = target_word(text)
    except WordError:
        return
    assert target_word(str(found)) == found
