"""What holds for every text, however odd."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kanivete.redact import clean, redact

_PARTS = st.sampled_from(
    [
        *(
            "password",
            "token",
            "secret",
            "--api-key",
            "Authorization",
            "Bearer",
            "Basic",
            "pass",
            "auth",
            "name",
            "value",
        ),
        *("=", ":", ": ", " ", '"', "'", "\\", '\\"', "\n", ",", ";", "&", "?", "[", "]", "{", "}", "@", "/", "://"),
        *(
            "[redacted]",
            "hunter2",
            "eyJ",
            "x",
            "A1",
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "$",
            "<",
        ),
        *("\x1b[0m", "é", "\u202e", "\ud800", "\x00", "postgres", "Cookie", "sig", "requirepass ", "identified by "),
    ]
)
texts = st.one_of(st.text(), st.lists(_PARTS, max_size=14).map("".join))
secrets = st.from_regex(r"\A[A-Z][a-z]{3}[0-9][A-Za-z0-9+/_]{12,30}\Z").filter(lambda s: "eyJ" not in s)
places = st.sampled_from(
    [
        "password={}",
        "DB_PASSWORD: {}",
        '{{"apiKey":"{}"}}',
        "--token {}",
        "Authorization: Bearer {}",
        "postgres://u:{}@h/d",
        "https://h/?access_token={}&y=1",
        "Cookie: sid={}",
        'x="\\"secret\\":\\"{}\\""',
    ]
)


@given(texts)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(texts)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(texts)
def test_nothing_that_controls_a_terminal_is_left(text: str) -> None:
    found = clean(text)
    assert {unicodedata.category(c) for c in found if c not in "\n\t"} & {"Cc", "Cs"} == set()
    assert not set(found) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff")


@given(st.text(max_size=30), places, secrets, st.text(max_size=30))
def test_no_planted_secret_survives(before: str, place: str, secret: str, after: str) -> None:
    text = f"{before}\n{place.format(secret)}\n{after}"
    assert secret not in redact(text)
    assert secret not in clean(text)


def test_escapes_are_shown() -> None:
    assert clean("a\x1b[31mred\x1b]0;title\x07\r\nb\tc\u202e\ud800") == (
        "a\\x1b[31mred\\x1b]0;title\\x07\nb\tc\\u202e\\ud800"
    )
