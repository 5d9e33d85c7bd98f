"""Pods without a node: why a claim is not bound is said of the claim, and not of the pod."""

from collections.abc import Iterable

import msgspec
import pytest

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners import pending
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptoms import symptoms_of
from kanivete.kube.events import Event
from kanivete.kube.pods import Pod
from tests.unit.diagnose.fakes import NOW, FakeSource, ago

UNBOUND = "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
NO_CLASS = 'storageclass.storage.k8s.io "fast" not found'
WAITS = "Waiting for a volume to be created either by the external provisioner 'disks.example.com' or manually by the"
WAITS += " system administrator. If volume creation is delayed, please verify that the provisioner is running."


def unscheduled(message: str) -> Pod:
    """A pod that mounts the claim `data`."""
    value = {
        "metadata": {"name": "db-0", "namespace": "shop", "uid": "uid-db-0", "creationTimestamp": ago(hours=1)},
        "spec": {"volumes": [{"name": "disk", "persistentVolumeClaim": {"claimName": "data"}}]},
        "status": {
            "phase": "Pending",
            "conditions": [
                {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message},
            ],
        },
    }
    return msgspec.convert(value, Pod)


def of_claim(name: str, reason: str, text: str) -> Event:
    value = {
        "involvedObject": {"kind": "PersistentVolumeClaim", "namespace": "shop", "name": name},
        "metadata": {"name": f"{name}.1", "namespace": "shop"},
        "reason": reason,
        "message": text,
        "firstTimestamp": ago(minutes=59),
        "lastTimestamp": ago(minutes=1),
        "count": 9,
    }
    return msgspec.convert(value, Event)


def findings(message: str, events: Iterable[Event]) -> list[Hypothesis]:
    pod = unscheduled(message)
    (symptom,) = symptoms_of(pod, NOW)
    return list(pending.examine(symptom, Context(FakeSource([pod], events=events))))


@pytest.mark.parametrize(
    ("reason", "text", "cause"),
    [
        ("ProvisioningFailed", NO_CLASS, "volume.provisioning-failed"),
        ("ExternalProvisioning", WAITS, "volume.provisioning-waits"),
    ],
)
def test_why_a_claim_is_not_bound_stands_in_its_events(reason: str, text: str, cause: str) -> None:
    (found,) = findings(UNBOUND, [of_claim("data", reason, text)])
    assert found.cause == cause
    assert [evidence.text for evidence in found.evidence] == [text, UNBOUND]
    assert found.facts["claim"] == "data"


def test_what_is_said_of_another_claim_is_no_reason() -> None:
    (found,) = findings(UNBOUND, [of_claim("other", "ProvisioningFailed", NO_CLASS)])
    assert found.cause == "volume.claim-unbound"


def test_a_pod_that_wants_more_than_there_is_does_not_wait_for_its_claim() -> None:
    message = "0/2 nodes are available: 2 Insufficient cpu."
    (found,) = findings(message, [of_claim("data", "ProvisioningFailed", NO_CLASS)])
    assert found.cause == "scheduling.insufficient-resources"
