"""Label selectors mean what they mean to kubectl."""

import pytest

from kanivete.kube.selectors import SelectorError, selector

WEB = {"app": "web", "tier": "front", "weight": "10"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "app=web", "app==web", "app = web", "app!=db", "other!=x", "app", "!other", "app,tier"),
        *("app in (web, db)", "app notin (db)", "other notin (x)", "app in (db,web),tier=front,!other"),
        *("weight>9", "weight < 11", "weight > -1,weight<11"),
    ],
)
def test_matches(text: str) -> None:
    assert selector(text)(WEB)


@pytest.mark.parametrize(
    "text",
    [
        "app=db",
        "app!=web",
        "!app",
        "other",
        "app in (db)",
        "app notin (web,db)",
        "app=web,tier=back",
        "app=",
        "weight>10",
        "weight<10",
        "app>0",
        "other<1",
    ],
)
def test_does_not_match(text: str) -> None:
    assert not selector(text)(WEB)


@pytest.mark.parametrize(
    "text", ["app=web,", "=web", "app in web", "app in (a", "app)a(", "a b", "app>web", "app>", ","]
)
def test_what_is_no_selector_is_told(text: str) -> None:
    with pytest.raises(SelectorError, match="not a label selector"):
        selector(text)


def test_a_long_selector_is_read_in_one_go() -> None:
    assert selector(",".join(["app=web"] * 100_000))(WEB)
