"""A check as people and programs read it."""

import json

import click
import pytest

from kanivete.catalogue import catalogue
from kanivete.check.result import Check
from kanivete.check.run import check
from kanivete.render.check.advice import explained
from kanivete.render.check.data import data
from kanivete.render.check.markdown import to_markdown
from kanivete.render.check.text import to_text
from tests.unit.check.things import pod, service, source_of, walked

FAMILIES = ("service.", "network.", "dns.", "tls.", "http.")


def broken() -> Check:
    source = source_of(pod("api-1", {"app": "api"}, "10.244.1.7"), service("api", {"app": "apii"}))
    way = walked(source, "http://api/")
    return check(way.origin, way.destination, source)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_has_the_verdict_first_and_keeps_its_width(width: int) -> None:
    lines = click.unstyle(to_text(broken(), width=width)).splitlines()
    assert lines[0] == "pod/client (Pod shop/client) → http://api/"
    assert lines[1].strip().startswith("BROKEN  selector app=apii matches no pod")
    prose = [line for line in lines[1:] if "│" not in line and "$ " not in line]
    assert max(map(len, prose)) <= max(width, 48)


def test_data_has_the_fields_of_the_contract() -> None:
    found = data(broken(), {"source": "x"})
    assert list(found)[:3] == ["apiVersion", "kind", "metadata"]
    assert found["kind"] == "Check"
    assert found["from"]["object"] == {"kind": "Pod", "name": "client", "namespace": "shop", "apiVersion": "v1"}
    verdict = found["verdict"]
    assert (verdict["reached"], verdict["cause"]) == (False, "service.selector-matches-nothing")
    assert (verdict["certainty"], verdict["owner"]) == ("proven", "configuration")
    assert verdict["evidence"][0]["origin"] == "object"
    assert verdict["remedies"][0]["changes"] == "cluster"
    assert [step["mark"] for step in found["objects"] if "cause" in step] == ["broken"]
    json.dumps(found)


def test_markdown_quotes_the_proof() -> None:
    text = to_markdown(broken())
    assert "**BROKEN** selector app=apii" in text
    assert "`service.selector-matches-nothing`" in text
    assert "```text\napp=apii\n```" in text


def test_advice_whose_command_lacks_a_fact_is_left_out() -> None:
    advice = explained(broken().verdict.broken)  # type: ignore[arg-type]
    commands = [one.command for one in advice.remedies] + [one.command for one in advice.next]
    assert commands
    assert not [command for command in commands if "<" in command]


def test_every_cause_of_a_way_says_what_to_do() -> None:
    causes = [cause for name, cause in catalogue().items() if name.startswith(FAMILIES)]
    assert len(causes) >= 25
    assert all(cause.next or cause.remedies for cause in causes)
