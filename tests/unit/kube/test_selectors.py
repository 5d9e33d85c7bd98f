"""Label selectors mean what they mean to kubectl."""

import pytest

from kanivete.kube.selectors import SelectorError, selector

WEB = {"app": "web", "tier": "front"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "app=web", "app==web", "app = web", "app!=db", "other!=x", "app", "!other", "app,tier"),
        *("app in (web, db)", "app notin (db)", "other notin (x)", "app in (db,web),tier=front,!other"),
    ],
)
def test_matches(text: str) -> None:
    assert selector(text)(WEB)


@pytest.mark.parametrize(
    "text", ["app=db", "app!=web", "!app", "other", "app in (db)", "app notin (web,db)", "app=web,tier=back", "app="]
)
def test_does_not_match(text: str) -> None:
    assert not selector(text)(WEB)


@pytest.mark.parametrize("text", ["app=web,", "=web", "app in web", "app in (a", "a b", "app>3", ","])
def test_what_is_no_selector_is_told(text: str) -> None:
    with pytest.raises(SelectorError, match="not a label selector"):
        selector(text)
