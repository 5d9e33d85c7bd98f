"""`WWW-Authenticate` and `Link`, read strictly."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.probe.registry.challenge import Challenge, ChallengeError, challenges
from kanivete.probe.registry.link import next_page

TOKENS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._~", min_size=1, max_size=12)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30)
PARAMETERS = st.dictionaries(TOKENS.filter(lambda name: name != "realm"), VALUES, max_size=4)
URL = "https://registry.example.com/v2/a/tags/list?n=10"


def test_dockers_challenge() -> None:
    header = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"'
    (found,) = challenges([header])
    assert found.scheme == "bearer"
    assert found.parameters == {
        "realm": "https://auth.docker.io/token",
        "service": "registry.docker.io",
        "scope": "repository:a/b:pull,push",
    }


@pytest.mark.parametrize(
    ("headers", "schemes"),
    [
        (['Basic realm="a"'], ["basic"]),
        (["BASIC Realm = a"], ["basic"]),
        (['Negotiate, Basic realm="a", Bearer realm="https://a/t"'], ["negotiate", "basic", "bearer"]),
        (["NTLM TlRMTVNTUAAB==, Basic realm=x"], ["ntlm", "basic"]),
        (['Basic realm="a"', "Negotiate"], ["basic", "negotiate"]),
        (['Basic realm="a, Bearer b=\\"c\\""'], ["basic"]),
    ],
)
def test_several_challenges(headers: list[str], schemes: list[str]) -> None:
    assert [one.scheme for one in challenges(headers)] == schemes


@pytest.mark.parametrize(
    "header",
    [
        "",
        " , ",
        'Basic realm="a',
        'Basic realm="a"b',
        'Basic realm="a" charset="x"',
        'Basic realm="a", realm="b"',
        "Bearer realm=https://a/t",
        "Bearer",
        'Bearer realm="/token"',
        'Bearer realm="file:///etc/passwd"',
        'Bearer realm="https://[::1/t"',
        'Basic realm="\x00"',
        "Basic =",
        "x" * 10_000,
    ],
)
def test_what_is_no_challenge(header: str) -> None:
    with pytest.raises(ChallengeError):
        challenges([header])


@given(st.lists(st.tuples(TOKENS, PARAMETERS), min_size=1, max_size=4))
def test_what_is_written_is_read(wanted: list[tuple[str, dict[str, str]]]) -> None:
    def quoted(value: str) -> str:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'

    written = ", ".join(
        f"{scheme} "
        + ", ".join(f"{name}={quoted(value)}" for name, value in {**parameters, "realm": "https://a/b"}.items())
        for scheme, parameters in wanted
    )
    expected = [Challenge(scheme, {**parameters, "realm": "https://a/b"}) for scheme, parameters in wanted]
    assert list(challenges([written])) == expected


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(header: str) -> None:
    with suppress(ChallengeError):
        assert challenges([header])


@pytest.mark.parametrize(
    ("header", "leads_to"),
    [
        ('</v2/a/tags/list?last=b&n=10>; rel="next"', "https://registry.example.com/v2/a/tags/list?last=b&n=10"),
        ("<?last=b>; rel=next", "https://registry.example.com/v2/a/tags/list?last=b"),
        ('</first>; rel="first", </next>; title="a, <b>; rel=x"; rel="prev next"', "https://registry.example.com/next"),
        ('<https://registry.example.com/v2/x>; rel="next"', "https://registry.example.com/v2/x"),
        ('<https://evil.example.com/v2/x>; rel="next"', ""),
        ('<http://registry.example.com/v2/x>; rel="next"', ""),
        (f'<{URL}>; rel="next"', ""),
        ('</x>; rel="prev"', ""),
        ("</x>", ""),
        ("", ""),
        ('<http://[::1>; rel="next"', ""),
    ],
)
def test_the_next_page(header: str, leads_to: str) -> None:
    assert next_page(header, URL) == leads_to


@given(st.text(max_size=200))
def test_any_link_is_read(header: str) -> None:
    found = next_page(header, URL)
    assert found == "" or found.startswith("https://registry.example.com/")
