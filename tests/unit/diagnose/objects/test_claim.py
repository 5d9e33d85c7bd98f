"""Claims and volumes that wait or have lost each other, and claims that wait rightly."""

import pytest

from kanivete.kube.config import PersistentVolumeClaim
from kanivete.kube.kinds import STORAGE_CLASSES
from kanivete.kube.pods import Pod
from kanivete.kube.volumes import PersistentVolume, StorageClass
from kanivete.model import Scope, Severity
from tests.unit.diagnose.fakes import ago
from tests.unit.diagnose.objects.making import condition, findings, made, told

NO_CLASS = "no persistent volumes available for this claim and no storage class is set"
CLASS_GONE = 'storageclass.storage.k8s.io "fast" not found'
WAITING = "waiting for first consumer to be created before binding"
EXTERNAL = "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually"
FAST = made(StorageClass, "StorageClass", "fast", namespace="")


def claim(phase: str = "Pending", *, name: str = "data", hours: float = 2, **spec: str) -> PersistentVolumeClaim:
    status = {"phase": phase}
    return made(PersistentVolumeClaim, "PersistentVolumeClaim", name, hours=hours, spec=spec, status=status)


def pending_pod(mounts: str) -> Pod:
    unbound = condition("PodScheduled", "False", "Unschedulable", "pod has unbound immediate PersistentVolumeClaims")
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": mounts}}]
    status = {"phase": "Pending", "conditions": [unbound]}
    return made(Pod, "Pod", "db-0", spec={"volumes": volumes}, status=status)


@pytest.mark.parametrize(
    ("reason", "message", "cause"),
    [
        ("FailedBinding", NO_CLASS, "volume.claim-unbound"),
        ("ProvisioningFailed", CLASS_GONE, "volume.provisioning-failed"),
        ("ExternalProvisioning", EXTERNAL, "volume.provisioning-waits"),
    ],
)
def test_why_it_waits_is_what_its_events_say(reason: str, message: str, cause: str) -> None:
    (found,) = findings(claim(), events=(told("PersistentVolumeClaim", "data", reason, message),))
    assert (found.cause, found.severity) == (cause, Severity.WARNING)
    assert (found.subject.kind, found.subject.name) == ("PersistentVolumeClaim", "data")
    assert [one.text for one in found.evidence] == [message, "Pending"]


def test_where_events_are_gone_the_class_is_looked_up() -> None:
    (found,) = findings(claim(storageClassName="fast"))
    assert found.cause == "volume.provisioning-failed"
    assert [one.text for one in found.evidence] == ["fast", "Pending"]
    assert findings(claim(storageClassName="fast"), FAST) == ()
    assert findings(claim(storageClassName="fast"), unseen=[STORAGE_CLASSES]) == ()


def test_what_a_pod_waits_for_is_the_pods_finding() -> None:
    events = (told("PersistentVolumeClaim", "data", "FailedBinding", NO_CLASS),)
    (found,) = findings(claim(), pending_pod("data"), events=events)
    assert (found.subject.kind, found.cause) == ("Pod", "volume.claim-unbound")
    (named,) = findings(
        claim(), pending_pod("data"), events=events, scope=Scope(namespaces=("shop",), names=(("pvc", "data"),))
    )
    assert named.subject.kind == "Pod"
    both = findings(claim(), claim(name="other"), pending_pod("other"), events=events)
    assert {one.subject.kind for one in both} == {"Pod", "PersistentVolumeClaim"}


@pytest.mark.parametrize(
    ("silent", "reason", "message"),
    [
        (claim(), "WaitForFirstConsumer", WAITING),
        (claim(), "WaitForPodScheduled", "waiting for pod db-0 to be scheduled"),
        (claim(), "Provisioning", "External provisioner is provisioning volume for claim"),
        (claim(), "SomethingElse", NO_CLASS),
        (claim(hours=0.02), "ExternalProvisioning", EXTERNAL),
        (claim(hours=0.001), "FailedBinding", NO_CLASS),
        (claim("Bound"), "ProvisioningFailed", CLASS_GONE),
        (claim(""), "FailedBinding", NO_CLASS),
    ],
    ids=[
        "nobody needs it yet",
        "its pod comes first",
        "is being made",
        "of another reason",
        "is being made for a minute",
        "just made",
        "bound",
        "no phase yet",
    ],
)
def test_others_are_silent(silent: PersistentVolumeClaim, reason: str, message: str) -> None:
    assert findings(silent, events=(told("PersistentVolumeClaim", "data", reason, message),)) == ()


def test_what_was_said_last_counts() -> None:
    failed = told("PersistentVolumeClaim", "data", "ProvisioningFailed", CLASS_GONE, minutes=9)
    waits = told("PersistentVolumeClaim", "data", "WaitForFirstConsumer", WAITING, minutes=1)
    assert findings(claim(), events=(failed, waits)) == ()


def test_a_claim_that_lost_its_volume() -> None:
    said = told("PersistentVolumeClaim", "data", "ClaimLost", "Bound claim has lost its PersistentVolume")
    (found,) = findings(claim("Lost", volumeName="pvc-1"), events=(said,))
    assert (found.cause, found.severity) == ("volume.claim-lost", Severity.CRITICAL)
    assert [one.text for one in found.evidence] == ["Lost", "Bound claim has lost its PersistentVolume"]
    assert "pvc-1" in found.explanation


class TestVolumes:
    FAILED = made(
        PersistentVolume,
        "PersistentVolume",
        "pvc-1",
        namespace="",
        spec={"persistentVolumeReclaimPolicy": "Delete"},
        status={
            "phase": "Failed",
            "message": "no deletable volume plugin matched",
            "lastPhaseTransitionTime": ago(hours=1),
        },
    )
    FREE = made(PersistentVolume, "PersistentVolume", "pv-2", namespace="", status={"phase": "Released"})

    def test_one_that_could_not_be_reclaimed_is_named_in_the_whole_cluster(self) -> None:
        (found,) = findings(self.FAILED, self.FREE)
        assert (found.cause, found.subject.name, found.since) == ("volume.reclaim-failed", "pvc-1", ago(hours=1))
        assert found.evidence[0].text == "Failed: no deletable volume plugin matched"

    def test_and_where_it_is_named_but_not_in_a_namespace(self) -> None:
        assert findings(self.FAILED, scope=Scope(namespaces=("shop",))) == ()
        assert len(findings(self.FAILED, self.FREE, scope=Scope(names=(("pv", "pvc-1"),)))) == 1
        assert findings(self.FAILED, self.FREE, scope=Scope(names=(("pv", "pv-2"),))) == ()
