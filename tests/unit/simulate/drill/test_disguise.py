"""A scenario in disguise: its names tell nothing, and it is the same fault."""

from random import Random
from typing import Any

import msgspec
import pytest

from kanivete.simulate.drill.disguise import NAME, hidden, telling
from kanivete.simulate.scenario import library
from kanivete.simulate.scenario.model import Check, Scenario

SEED = "1"
HARMLESS = ("orders", "carts", "prices", "catalog", "shipping", "reviews", "loyalty", "returns", "search", "billing")


@pytest.fixture(params=library.names())
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return library.scenario(request.param)


def test_no_name_of_an_object_tells_the_cause(scenario: Scenario) -> None:
    made = hidden(scenario, Random(SEED)).scenario
    for manifest in made.manifests:
        assert not telling(manifest["metadata"]["name"], scenario.head.cause)
    subject = made.head.subject.partition("/")[2]
    assert subject in HARMLESS or subject == "{{node}}"


def test_what_the_journal_is_told_is_not_the_cause(scenario: Scenario) -> None:
    made = hidden(scenario, Random(SEED)).scenario
    assert made.name == NAME
    assert scenario.head.cause not in msgspec.json.encode(made.head).decode()
    assert {made.head.summary, made.head.summary_pt_br, made.head.note, made.head.quote} == {""}


def test_the_head_knows_the_cause_and_the_new_names(scenario: Scenario) -> None:
    found = hidden(scenario, Random(SEED))
    assert found.head.causes == scenario.head.causes
    assert found.head.subject == found.scenario.head.subject
    kind, _slash, name = found.head.subject.partition("/")
    made = {(one["kind"], one["metadata"]["name"]) for one in found.scenario.manifests}
    assert (kind, name) in made or name == "{{node}}"


def test_it_has_the_same_form_and_each_name_has_one_new_one(scenario: Scenario) -> None:
    made = hidden(scenario, Random(SEED)).scenario
    pairs = set(_pairs(list(scenario.manifests), list(made.manifests)))
    assert len({old for old, _new in pairs}) == len(pairs), "one new one for each, wherever it stands"
    assert len({new for _old, new in pairs}) == len(pairs), "and another for another"


def test_the_same_seed_gives_the_same_names_and_another_others() -> None:
    scenario = library.scenario("config.secret-missing")
    names = {hidden(scenario, Random(str(seed))).head.subject for seed in range(20)}
    assert len(names) > 3
    assert hidden(scenario, Random("7")) == hidden(scenario, Random("7"))


def test_what_is_derived_from_a_name_and_what_refers_to_it_follow() -> None:
    found = hidden(library.scenario("config.configmap-key-missing"), Random(SEED))
    name = found.head.subject.partition("/")[2]
    settings, deployment = found.scenario.manifests
    assert settings["metadata"]["name"] == f"{name}-settings"
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    assert container["name"] == deployment["spec"]["selector"]["matchLabels"]["app"] == name
    assert container["env"][0]["valueFrom"]["configMapKeyRef"]["name"] == f"{name}-settings"
    quoted = hidden(library.scenario("config.configmap-missing"), Random(SEED))
    assert quoted.head.quote == f'configmap "{quoted.head.subject.partition("/")[2]}-settings" not found'


def test_the_check_follows_the_names() -> None:
    found = hidden(library.scenario("tls.name-mismatch"), Random(SEED))
    name = found.head.subject.partition("/")[2]
    assert found.head.check == found.scenario.head.check == Check(origin=f"deploy/{name}", target="https://web/")
    service = msgspec.structs.replace(
        library.head("tls.expired"),
        subject="Service/web",
        check=Check(origin="deploy/client", target="http://web:80/web"),
    )
    made = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
    other = hidden(Scenario("tls.expired", service, (made,)), Random(SEED)).head
    new = other.subject.partition("/")[2]
    assert other.check == Check(origin="deploy/client", target=f"http://{new}:80/web")


def test_an_image_of_the_same_name_stays() -> None:
    found = hidden(library.scenario("image.tag-not-found"), Random(SEED))
    container = found.scenario.manifests[0]["spec"]["template"]["spec"]["containers"][0]
    assert container["image"] == "alpine:vraus"
    assert container["name"] in HARMLESS
    assert found.head.quote == "docker.io/library/alpine:vraus: not found"


def test_a_program_still_finds_the_service_that_got_another_name() -> None:
    head = msgspec.structs.replace(library.head("crash.signal"), subject="Service/segv")
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "segv"},
        "spec": {"selector": {"app": "segv"}},
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "client"},
        "spec": {"containers": [{"name": "c", "image": "segv:1", "command": ["get", "http://segv:80/segv", "segve"]}]},
    }
    found = hidden(Scenario("crash.signal", head, (service, pod)), Random(SEED))
    name = found.head.subject.partition("/")[2]
    container = found.scenario.manifests[1]["spec"]["containers"][0]
    assert found.scenario.manifests[0]["spec"]["selector"] == {"app": name}
    assert container == {"name": "c", "image": "segv:1", "command": ["get", f"http://{name}:80/segv", "segve"]}


def _pairs(old: Any, new: Any) -> Any:
    """The strings of two things of one form."""
    assert type(old) is type(new)
    if isinstance(old, str):
        yield old, new
    elif isinstance(old, dict):
        assert list(old) == list(new)
        for key in old:
            yield from _pairs(old[key], new[key])
    elif isinstance(old, list):
        assert len(old) == len(new)
        for one, other in zip(old, new, strict=True):
            yield from _pairs(one, other)
    else:
        assert old == new
