"""Every scenario that ships is whole: its head, its words, its manifests."""

import re

import msgspec
import pytest
import yaml

from kanivete.catalogue import catalogue
from kanivete.check import words
from kanivete.model import Owner
from kanivete.simulate.brought import pem, registry
from kanivete.simulate.manifests import pod_of
from kanivete.simulate.scenario import library
from kanivete.simulate.scenario.library import Reach
from kanivete.simulate.scenario.model import Check, Head, Need, Scenario
from kanivete.simulate.scenario.values import filled, wanted

NAMES = library.names()
GENERAL = re.compile(
    r"(alpine|busybox|debian|nginx|python|node|redis|curlimages/curl)(:[\w.-]+)?|localhost:1/.*|"
    r"registry\.k8s\.io/pause.*|\{\{registry(\.over-tls)?\}\}/team/app:1\.0|192\.0\.2\.\d+/.*|[\w.-]+\.invalid/.*|"
    r"alpine@sha256:.*|vraus/nothere:latest|Alpine:latest"
)
"""Images that any cluster can pull, and names that none can."""
VALUES = {
    "run": "abc123",
    "namespace": "kanivete-sim-abc123",
    "registry": "localhost:30000",
    "registry.over-tls": "0.0.0.0:30000",
    "node": "node2",
    "node.address": "10.0.0.2",
    "control-plane": "cp",
    "control-plane.address": "10.0.0.1",
    **{f"certificate.{name}": pem.text(name) for name in pem.known()},
}


def images(thing: object) -> set[str]:
    """All values of `image` in a manifest."""
    if isinstance(thing, dict):
        own = {thing["image"]} if isinstance(thing.get("image"), str) else set()
        return own.union(*(images(value) for value in thing.values()))
    return set().union(*(images(value) for value in thing)) if isinstance(thing, list) else set()


@pytest.fixture(params=NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return library.scenario(request.param)


def test_it_is_named_after_its_cause(scenario: Scenario) -> None:
    assert scenario.name.partition("--")[0] == scenario.head.cause
    assert set(scenario.head.causes) <= set(catalogue())
    if scenario.head.owner:
        assert scenario.head.owner in set(Owner)


def test_it_is_told_in_one_line_in_every_language(scenario: Scenario) -> None:
    head = scenario.head
    for text in (head.summary, head.summary_pt_br):
        assert text
        assert "\n" not in text
        assert len(text) <= 110
        assert not text.endswith(".")
    assert head.summary != head.summary_pt_br
    assert head.told("pt-BR") == head.summary_pt_br
    assert head.told("en") == head.told("") == head.summary


def test_its_subject_is_there(scenario: Scenario) -> None:
    kind, _slash, name = scenario.head.subject.partition("/")
    made = {(one["kind"], one["metadata"]["name"]) for one in scenario.manifests}
    assert (kind, name) in made or (kind == "Node" and name == "{{node}}")


def test_its_values_can_all_be_filled_in(scenario: Scenario) -> None:
    check = msgspec.to_builtins(scenario.head.check)
    asked = wanted([*scenario.manifests, *msgspec.to_builtins(scenario.head.steps, str_keys=True), check])
    assert asked <= set(VALUES)
    assert bool(asked & {"registry", "registry.over-tls"}) == (Need.NODEPORT_ON_LOCALHOST in scenario.head.all_needs)
    assert not wanted(filled([*scenario.manifests, check], VALUES))


@pytest.mark.parametrize("name", [name for name in NAMES if library.head(name).check])
def test_a_check_is_from_a_workload_of_its_own_that_is_the_one_to_complain(name: str) -> None:
    scenario = library.scenario(name)
    check = msgspec.convert(filled(msgspec.to_builtins(scenario.head.check), VALUES), Check)
    origin = words.origin_word(check.origin)
    assert isinstance(origin, words.Named)
    assert f"{origin.kind.kind}/{origin.name}" == scenario.head.subject
    assert words.target_word(check.target)
    assert scenario.head.wait.ready, "all is well, and then it is looked at"
    assert not scenario.head.pods_refused


@pytest.mark.parametrize("name", [name for name in NAMES if library.head(name).check])
def test_the_pods_of_a_check_are_let_in_wherever_pod_security_is_strict(name: str) -> None:
    for manifest in library.scenario(name).manifests:
        if (pod := pod_of(manifest)) is None:
            continue
        spec = pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"]
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
            }


def test_its_objects_get_their_namespace_from_the_run(scenario: Scenario) -> None:
    for manifest in scenario.manifests:
        assert "namespace" not in manifest["metadata"]
        if manifest["kind"] in library.CLUSTER_WIDE:
            assert "{{run}}" in manifest["metadata"]["name"], "two runs must not want one name"


def test_its_images_are_to_be_had_anywhere(scenario: Scenario) -> None:
    for image in images(list(scenario.manifests)):
        assert GENERAL.fullmatch(image), image


def test_it_says_what_it_needs(scenario: Scenario) -> None:
    text = yaml.safe_dump(list(scenario.manifests))
    if re.search(r"hostPath:|privileged: true|hostNetwork: true|hostPID: true|hostPort:", text):
        assert Need.PRIVILEGED in scenario.head.needs
    steps = msgspec.to_builtins(scenario.head.steps, str_keys=True)
    assert ("node" in {name.partition(".")[0] for name in wanted(steps)}) <= (Need.NODE in scenario.head.needs)
    assert any(name.startswith("control-plane") for name in wanted(steps)) <= (
        Need.CONTROL_PLANE in scenario.head.needs
    )


def test_it_waits_for_something(scenario: Scenario) -> None:
    assert scenario.head.wait != msgspec.convert({}, type(scenario.head.wait))


def test_a_brought_registry_knows_the_faults() -> None:
    faults = {fault for name in NAMES if (fault := _faults(library.head(name)))}
    known = set(re.findall(r'"([a-z-]+)"', registry.script()))
    assert faults <= known
    assert faults


def _faults(head: Head) -> str:
    return next(iter(head.registry.values())) if isinstance(head.registry, dict) else ""


def test_how_far_changes_go() -> None:
    assert library.reach("image.tag-not-found") is Reach.NAMESPACE
    assert library.reach("node.apiserver-unreachable") is Reach.NODE


def test_a_cause_names_its_plain_scenario_and_variants_their_own() -> None:
    assert library.named("crash.application-error") == "crash.application-error"
    assert library.named("crash.application-error", "python") == "crash.application-error--python"
    assert library.named("crash.application-error--python") == "crash.application-error--python"
    with pytest.raises(library.NoScenarioError, match=r"no variant 'cobol'.*python"):
        library.named("crash.application-error", "cobol")
    with pytest.raises(library.NoScenarioError, match=r"nearest: .*image\.tag-not-found"):
        library.named("image.tag-notfound")
    with pytest.raises(library.NoScenarioError, match=r"there is no scenario for image\.auth-token-expired: "):
        library.named("image.auth-token-expired")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"surprise": 1}, "unknown field"),
        ({"kind": "Pod"}, "apiVersion and kind"),
        ({"subject": "alpine"}, "Kind/name"),
        ({"steps": [{}]}, "exactly one of"),
        ({"steps": [{"machine": "x"}]}, "or do and undo"),
        ({"steps": [{"machine": "x", "do": "reboot"}]}, "or do and undo"),
        ({"steps": [{"machine": "x", "drop": {"to": "1.2.3.4"}, "kubelet": {"flags": "--v=9"}}]}, "either drop"),
        ({"steps": [{"machine": "x", "kubelet": {"flags": "--v=9"}, "undo": "y"}]}, "either drop"),
        ({"steps": [{"wait": {}, "do": "x", "undo": "y"}]}, "others have none"),
        ({"steps": [{"wait": {}, "kubelet": {"flags": "--v=9"}}]}, "others have none"),
        ({"needs": ["luck"]}, "luck"),
        ({"check": {"from": "deploy/web"}}, "to"),
        ({"check": {"from": "deploy/web", "to": ""}}, "from and to"),
        ({"check": {"from": "deploy/web", "to": "x", "port": 80}}, "unknown field"),
    ],
)
def test_a_head_that_makes_no_sense_is_refused(change: dict[str, object], why: str) -> None:
    head = {
        "apiVersion": "kanivete.dev/v1alpha1",
        "kind": "Scenario",
        "cause": "a.b",
        "summary": "x",
        "summary.pt-BR": "y",
        "subject": "Pod/x",
    }
    assert msgspec.convert(head, Head).cause == "a.b"
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert({**head, **change}, Head)
