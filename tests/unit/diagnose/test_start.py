"""Containers that cannot be created or started."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners import start
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import SymptomKind
from kanivete.kube.config import ConfigMap
from kanivete.kube.events import Event
from kanivete.kube.kinds import CONFIG_MAPS, Kind
from kanivete.kube.meta import KubeObject
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, ObjectRef, Owner
from tests.unit.diagnose.crashed import quotes, symptom
from tests.unit.diagnose.fakes import FakeSource, event, waiting_pod

CONFIG_ERROR = "CreateContainerConfigError"


def examine(
    pod: Pod,
    events: Iterable[Event] = (),
    objects: Iterable[KubeObject] = (),
    unseen: Iterable[Kind[Any]] = (),
) -> list[Hypothesis]:
    source = FakeSource([pod], objects=objects, events=events, unseen=unseen)
    return list(start.examine(symptom(pod, SymptomKind.START, CONFIG_ERROR), Context(source)))


def config_map(*keys: str) -> ConfigMap:
    made = {
        "kind": "ConfigMap",
        "metadata": {"name": "settings", "namespace": "shop"},
        "data": dict.fromkeys(keys, "x"),
    }
    return msgspec.convert(made, ConfigMap)


@pytest.mark.parametrize(
    ("reason", "message", "cause"),
    [
        (CONFIG_ERROR, 'configmap "settings" not found', "config.configmap-missing"),
        (CONFIG_ERROR, 'secret "db" not found', "config.secret-missing"),
        (CONFIG_ERROR, "couldn't find key mode in ConfigMap shop/settings", "config.configmap-key-missing"),
        (CONFIG_ERROR, "couldn't find key password in Secret shop/db", "config.secret-key-missing"),
        (CONFIG_ERROR, "container has runAsNonRoot and image will run as root", "config.run-as-non-root"),
        ("CreateContainerError", 'failed to prepare subPath for volumeMount "d" of container "app"', "config.subpath"),
        (
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create "
            "failed: unable to start container process: unable to find user app: no matching entries in passwd file",
            "config.user-unknown",
        ),
        ("CreateContainerError", "context deadline exceeded, said the dog", "crash.start-error"),
    ],
)
def test_the_status_says_why(reason: str, message: str, cause: str) -> None:
    [found] = examine(waiting_pod(reason, message))
    assert (found.cause, found.certainty) == (cause, Certainty.PROVEN)
    assert message in quotes(found)


def test_where_the_status_says_nothing_the_event_does() -> None:
    pod = waiting_pod("CreateContainerError", "")
    [found] = examine(pod, [event(pod, "Failed", 'Error: cannot find volume "data" to mount into container "app"')])
    assert found.cause == "config.mount-invalid"
    assert found.facts["volume"] == "data"


def test_what_nobody_explains_is_quoted_as_it_is() -> None:
    [found] = examine(waiting_pod("CreateContainerError", ""))
    assert found.cause == "crash.start-error"
    assert "CreateContainerError" in quotes(found)


def test_the_missing_object_is_what_workloads_share() -> None:
    [found] = examine(waiting_pod(CONFIG_ERROR, 'secret "db" not found'))
    assert found.root == ObjectRef(api_version="v1", kind="Secret", namespace="shop", name="db")


def test_a_config_map_that_the_cluster_does_not_have_is_evidence() -> None:
    [found] = examine(waiting_pod(CONFIG_ERROR, 'configmap "settings" not found'))
    assert 'configmaps "settings" not found' in quotes(found)


def test_a_config_map_that_could_not_be_seen_is_not() -> None:
    [found] = examine(waiting_pod(CONFIG_ERROR, 'configmap "settings" not found'), unseen=[CONFIG_MAPS])
    assert found.cause == "config.configmap-missing"
    assert len(found.evidence) == 1


def test_a_config_map_that_was_made_meanwhile_is_said_to_exist() -> None:
    [found] = examine(waiting_pod(CONFIG_ERROR, 'configmap "settings" not found'), objects=[config_map()])
    assert "exists now" in found.note


def test_the_keys_that_there_are_stand_beside_the_one_that_is_missing() -> None:
    message = "couldn't find key mode in ConfigMap shop/settings"
    [found] = examine(waiting_pod(CONFIG_ERROR, message), objects=[config_map("level", "colour")])
    assert found.evidence[-1].text == "colour, level"


def test_secrets_are_never_asked_for() -> None:
    pod = waiting_pod(CONFIG_ERROR, 'secret "db" not found')
    source = FakeSource([pod])
    list(start.examine(symptom(pod, SymptomKind.START, CONFIG_ERROR), Context(source)))
    assert not [asked for asked in source.asked if "secrets" in asked]


@pytest.mark.parametrize(
    ("message", "owner"),
    [
        ('failed to reserve container name "app_1": name "app_1" is reserved for "3f4b"', Owner.NODE),
        ('Conflict. The container name "/k8s_app_1" is already in use by container "3f4b".', Owner.NODE),
        ("the runtime would rather not", None),
    ],
)
def test_a_name_that_the_runtime_has_not_let_go_is_the_nodes(message: str, owner: Owner | None) -> None:
    (found,) = examine(waiting_pod("CreateContainerError", message))
    assert (found.cause, found.owner) == ("crash.start-error", owner)
