"""Containers that wait for their image, and their healthy twins."""

from collections.abc import Iterable
from dataclasses import replace as dc_replace

import pytest
from msgspec.structs import replace

from kanivete.diagnose.context import Context
from kanivete.diagnose.examiners.image import examine
from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.symptom import Symptom, SymptomKind
from kanivete.kube.config import Secret, ServiceAccount
from kanivete.kube.events import Event
from kanivete.kube.kinds import SECRETS
from kanivete.kube.meta import Condition, KubeObject, ObjectMeta, Reference
from kanivete.kube.nodes import Node, NodeInfo, NodeStatus
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Evidence, ObjectRef, Origin, Owner
from tests.unit.diagnose.fakes import FakeSource, ago, event, waiting_pod

PRIVATE = "private.registry.test:5000/team/app:1.0"
UNAUTHORIZED = (
    f'failed to pull and unpack image "{PRIVATE}": failed to resolve reference "{PRIVATE}": pulling from host '
    "private.registry.test:5000 failed with status code [manifests 1.0]: 401 Unauthorized"
)
NO_BASIC_AUTH = (
    f'failed to pull and unpack image "{PRIVATE}": failed to resolve image: pull access denied, '
    f"repository does not exist "
    "or may require authorization: authorization failed: no basic auth credentials"
)
SCOPE = (
    'failed to pull and unpack image "docker.io/{0}": failed to resolve reference "docker.io/{0}": pull access denied, '
    "repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
)
NOT_FOUND = (
    "rpc error: code = NotFound desc = failed to pull and unpack image "
    '"docker.io/library/alpine:vraus": failed to resolve '
    'reference "docker.io/library/alpine:vraus": docker.io/library/alpine:vraus: not found'
)
SECRET_MISSING = "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed."


def node(architecture: str = "amd64", disk_pressure: str = "False") -> Node:
    return Node(
        kind="Node",
        api_version="v1",
        metadata=ObjectMeta(name="node1"),
        status=NodeStatus(
            node_info=NodeInfo(architecture=architecture, operating_system="linux"),
            conditions=[
                Condition(
                    type="Ready", status="True", reason="KubeletReady", message="kubelet is posting ready status"
                ),
                Condition(type="DiskPressure", status=disk_pressure, reason="K", message="kubelet has disk pressure"),
            ],
        ),
    )


def found(
    pod: Pod, events: Iterable[Event] = (), objects: Iterable[KubeObject] = (), **source: object
) -> list[Hypothesis]:
    status = pod.status.container_statuses[0]
    label = status.state.waiting.reason if status.state.waiting else "Pulling"
    symptom = Symptom(SymptomKind.IMAGE, label, pod, pod.spec.containers[0], status)
    return list(examine(symptom, Context(FakeSource([pod], [node(), *objects], events, **source))))  # type: ignore[arg-type]


def the(hypotheses: list[Hypothesis]) -> Hypothesis:
    assert len(hypotheses) == 1
    return hypotheses[0]


def backing_off(image: str, said: str, pull_secrets: Iterable[str] = ()) -> Pod:
    message = f'Back-off pulling image "{image}": ErrImagePull: {said}'
    return waiting_pod("ImagePullBackOff", message, image=image, pull_secrets=pull_secrets)


class TestWhereTheWordsStand:
    def test_in_the_status_behind_the_back_off(self) -> None:
        hypothesis = the(found(backing_off("alpine:vraus", NOT_FOUND)))
        assert hypothesis.cause == "image.tag-not-found"
        assert hypothesis.certainty is Certainty.PROVEN
        assert hypothesis.facts["repository"] == "docker.io/library/alpine"
        assert hypothesis.facts["tag"] == "vraus"
        assert NOT_FOUND in hypothesis.evidence[0].text
        assert hypothesis.evidence[0].origin is Origin.STATUS
        assert hypothesis.root is None

    def test_in_the_status_alone(self) -> None:
        assert the(found(waiting_pod("ErrImagePull", NOT_FOUND, image="alpine:vraus"))).cause == "image.tag-not-found"

    def test_in_an_event_where_an_old_kubelet_keeps_them_out_of_the_status(self) -> None:
        pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "alpine:vraus"', image="alpine:vraus")
        events = [
            event(pod, "Failed", f'Failed to pull image "alpine:vraus": {NOT_FOUND}', first=ago(minutes=20)),
            event(pod, "Failed", "Error: ImagePullBackOff", first=ago(minutes=1)),
        ]
        hypothesis = the(found(pod, events))
        assert hypothesis.cause == "image.tag-not-found"
        assert hypothesis.evidence[0].origin is Origin.EVENT
        assert hypothesis.since is not None
        assert hypothesis.since.strftime("%H:%M") == "07:40"

    def test_nowhere_any_more_and_that_is_said(self) -> None:
        pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "alpine:vraus"', image="alpine:vraus")
        hypothesis = the(found(pod, [event(pod, "BackOff", 'Back-off pulling image "alpine:vraus"')]))
        assert hypothesis.cause == "image.unrecognised"
        assert hypothesis.certainty is Certainty.POSSIBLE
        assert "No event" in hypothesis.note

    def test_in_words_nobody_knows_which_are_quoted(self) -> None:
        hypothesis = the(found(waiting_pod("ErrImagePull", "the frobnicator is out of cheese", image="alpine:1")))
        assert hypothesis.cause == "image.unrecognised"
        assert "frobnicator" in hypothesis.evidence[0].text

    def test_events_of_another_container_do_not_count(self) -> None:
        pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "alpine:1"', image="alpine:1")
        other = event(pod, "Failed", f'Failed to pull image "alpine:vraus": {NOT_FOUND}', container="other")
        assert the(found(pod, [other])).cause == "image.unrecognised"


class TestReasonsBeforeWords:
    @pytest.mark.parametrize(
        ("reason", "message", "cause"),
        [
            ("InvalidImageName", "", "image.name-invalid"),
            ("ErrImageNeverPull", 'Container image "a" is not present with pull policy of Never', "image.never-pull"),
            (
                "RegistryUnavailable",
                "image pull failed for a because the registry is unavailable",
                "image.registry-error",
            ),
            ("SignatureValidationFailed", "anything", "image.signature-rejected"),
        ],
    )
    def test_a_reason_that_is_a_cause(self, reason: str, message: str, cause: str) -> None:
        assert the(found(waiting_pod(reason, message, image="a"))).cause == cause

    def test_the_words_still_say_why_a_registry_is_unavailable(self) -> None:
        said = (
            'pinging container registry r.test: Get "https://r.test/v2/": dial tcp 10.0.0.1:443: '
            "connect: connection refused"
        )
        assert the(found(waiting_pod("RegistryUnavailable", said, image="r.test/a"))).cause == "image.network-refused"

    def test_a_policy_is_told_from_a_missing_signature(self) -> None:
        said = "Source image rejected: Running image docker://r.test/a:1 is rejected by policy."
        assert (
            the(found(waiting_pod("SignatureValidationFailed", said, image="r.test/a:1"))).cause
            == "image.policy-rejected"
        )


class TestWhatThePodBrings:
    """The same refusal, told apart by the pull secrets."""

    def test_nothing(self) -> None:
        hypothesis = the(found(backing_off(PRIVATE, UNAUTHORIZED)))
        assert hypothesis.cause == "image.auth-no-credentials"
        assert hypothesis.certainty is Certainty.LIKELY

    def test_nothing_and_the_runtime_says_so(self) -> None:
        hypothesis = the(found(backing_off(PRIVATE, NO_BASIC_AUTH)))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.auth-no-credentials", Certainty.PROVEN)

    def test_nothing_but_its_service_account_would_now(self) -> None:
        account = ServiceAccount(
            metadata=ObjectMeta(name="default", namespace="shop"), image_pull_secrets=[Reference(name="regcred")]
        )
        hypothesis = the(found(backing_off(PRIVATE, UNAUTHORIZED), objects=[account]))
        assert hypothesis.cause == "image.auth-no-credentials"
        assert "restart the workload" in hypothesis.note

    def test_a_secret_that_the_kubelet_found(self) -> None:
        pod = backing_off(PRIVATE, UNAUTHORIZED, pull_secrets=["regcred"])
        hypothesis = the(found(pod, [event(pod, "Pulling", f'Pulling image "{PRIVATE}"')]))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.auth-bad-credentials", Certainty.LIKELY)
        assert hypothesis.root == ObjectRef(api_version="v1", kind="Secret", namespace="shop", name="regcred")

    def test_a_secret_that_is_not_there(self) -> None:
        pod = backing_off(PRIVATE, UNAUTHORIZED, pull_secrets=["regcred"])
        events = [
            event(pod, "Pulling", f'Pulling image "{PRIVATE}"'),
            event(pod, "FailedToRetrieveImagePullSecret", SECRET_MISSING, container=""),
        ]
        hypothesis = the(found(pod, events))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.pull-secret-missing", Certainty.PROVEN)
        assert hypothesis.facts["secret"] == "regcred"
        assert any(SECRET_MISSING in evidence.text for evidence in hypothesis.evidence)

    def test_a_secret_that_was_made_since(self) -> None:
        pod = backing_off(PRIVATE, UNAUTHORIZED, pull_secrets=["regcred"])
        events = [
            event(pod, "FailedToRetrieveImagePullSecret", SECRET_MISSING, first=ago(minutes=50), container=""),
            event(pod, "Pulling", f'Pulling image "{PRIVATE}"', first=ago(minutes=2)),
        ]
        assert the(found(pod, events)).cause == "image.auth-bad-credentials"

    def test_the_api_is_asked_once_the_events_are_gone(self) -> None:
        pod = backing_off(PRIVATE, UNAUTHORIZED, pull_secrets=["regcred"])
        assert the(found(pod)).cause == "image.pull-secret-missing"
        made = Secret(metadata=ObjectMeta(name="regcred", namespace="shop"))
        assert the(found(pod, objects=[made])).cause == "image.auth-bad-credentials"

    def test_a_secret_that_nobody_may_see(self) -> None:
        pod = backing_off(PRIVATE, UNAUTHORIZED, pull_secrets=["regcred"])
        hypothesis = the(found(pod, unseen=[SECRETS]))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.auth-bad-credentials", Certainty.POSSIBLE)
        assert "could not be seen" in hypothesis.note

    def test_a_secret_for_another_registry(self) -> None:
        pod = backing_off(PRIVATE, NO_BASIC_AUTH, pull_secrets=["regcred"])
        hypothesis = the(found(pod, [event(pod, "Pulling", f'Pulling image "{PRIVATE}"')]))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.pull-secret-other-host", Certainty.LIKELY)

    def test_a_missing_secret_is_no_reason_for_a_missing_tag(self) -> None:
        pod = backing_off("alpine:vraus", NOT_FOUND, pull_secrets=["regcred"])
        events = [event(pod, "FailedToRetrieveImagePullSecret", SECRET_MISSING, container="")]
        assert the(found(pod, events)).cause == "image.tag-not-found"


class TestDeniedOrMissing:
    def test_it_is_reported_as_ambiguous(self) -> None:
        hypothesis = the(found(backing_off("vraus/nothere", SCOPE.format("vraus/nothere:latest"))))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.denied-or-missing", Certainty.POSSIBLE)
        assert "no pull secret" in hypothesis.note

    def test_an_official_image_is_rather_misspelt(self) -> None:
        hypothesis = the(found(backing_off("alpin", SCOPE.format("library/alpin:latest"))))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.denied-or-missing", Certainty.LIKELY)
        assert "official" in hypothesis.note

    def test_a_pull_secret_tilts_it(self) -> None:
        pod = backing_off("vraus/nothere", SCOPE.format("vraus/nothere:latest"), pull_secrets=["hub"])
        assert "hub" in the(found(pod, [event(pod, "Pulling", "Pulling image")])).note


class TestTheRegistryBehindIt:
    SAID = 'failed to do request: Head "https://{0}/v2/a/manifests/1": dial tcp 10.0.0.1:5000: i/o timeout'

    def test_a_registry_that_does_not_answer_is_the_root(self) -> None:
        hypothesis = the(found(backing_off("r.test:5000/a:1", self.SAID.format("r.test:5000"))))
        assert hypothesis.root == ObjectRef(kind="Registry", name="r.test:5000")
        assert (hypothesis.facts["host"], hypothesis.facts["port"]) == ("r.test", "5000")

    def test_docker_hub_is_called_by_its_own_name(self) -> None:
        hypothesis = the(found(backing_off("nginx", self.SAID.format("registry-1.docker.io"))))
        assert hypothesis.root == ObjectRef(kind="Registry", name="docker.io")
        assert hypothesis.facts["endpoint"] == "registry-1.docker.io"

    def test_a_mirror_is_not_taken_for_the_registry(self) -> None:
        hypothesis = the(found(backing_off("nginx", self.SAID.format("mirror.test"))))
        assert hypothesis.root == ObjectRef(kind="Registry", name="mirror.test")
        assert "mirror.test, not to docker.io" in hypothesis.note

    def test_both_are_told_where_mirrors_failed_first(self) -> None:
        said = (
            "initializing source docker://docker.io/library/nginx:1: (Mirrors also failed: "
            "[mirror.test/library/nginx:1: "
            "reading manifest 1 in mirror.test/library/nginx: manifest unknown]): docker.io/library/nginx:1: pinging "
            'container registry registry-1.docker.io: Get "https://registry-1.docker.io/v2/": dial tcp '
            "10.0.0.1:443: i/o timeout"
        )
        hypothesis = the(found(backing_off("nginx:1", said)))
        assert hypothesis.cause == "image.network-timeout"
        assert "manifest unknown" in hypothesis.note


class TestTheNodeBesideIt:
    def test_its_architecture_is_quoted(self) -> None:
        said = (
            'rpc error: code = NotFound desc = failed to pull and unpack image "a/b:1": no match for '
            "platform in manifest: not found"
        )
        hypothesis = the(found(backing_off("a/b:1", said)))
        assert hypothesis.cause == "image.platform"
        assert (
            Evidence(
                origin=Origin.STATUS,
                text="linux/amd64",
                object=ObjectRef(api_version="v1", kind="Node", name="node1"),
                field="status.nodeInfo",
            )
            in hypothesis.evidence
        )

    def test_a_full_disk_is_the_node_s(self) -> None:
        said = (
            'failed to pull and unpack image "a": failed to extract layer sha256:1: write /var/lib/x: '
            "no space left on device"
        )
        pod = backing_off("a:1", said)
        status = pod.status.container_statuses[0]
        symptom = Symptom(SymptomKind.IMAGE, "ImagePullBackOff", pod, pod.spec.containers[0], status)
        context = Context(FakeSource([pod], [node(disk_pressure="True")]))
        hypothesis = the(list(examine(symptom, context)))
        assert hypothesis.root == ObjectRef(api_version="v1", kind="Node", name="node1")
        assert any(evidence.field == "status.conditions[DiskPressure]" for evidence in hypothesis.evidence)
        assert all(cleared.cause != "node.disk-pressure" for cleared in hypothesis.ruled_out)

    def test_its_wrong_clock_makes_a_certificate_too_young(self) -> None:
        said = (
            'Failed to pull image "r.test/a": failed to do request: Head '
            '"https://r.test/v2/a/manifests/1": x509: certificate '
            "has expired or is not yet valid: current time 2019-01-01T00:00:00Z is before 2026-01-01T00:00:00Z"
        )
        pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "r.test/a"', image="r.test/a")
        hypothesis = the(found(pod, [event(pod, "Failed", said)]))
        assert (hypothesis.cause, hypothesis.owner) == ("image.tls-not-yet-valid", Owner.NODE)

    def test_a_young_certificate_and_a_good_clock_leave_it_to_the_registry(self) -> None:
        said = (
            'Failed to pull image "r.test/a": failed to do request: Head '
            '"https://r.test/v2/a/manifests/1": x509: certificate '
            f"has expired or is not yet valid: current time {ago(minutes=10)} is before 2027-01-01T00:00:00Z"
        )
        pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "r.test/a"', image="r.test/a")
        hypothesis = the(found(pod, [event(pod, "Failed", said)]))
        assert (hypothesis.cause, hypothesis.owner) == ("image.tls-not-yet-valid", None)


class TestWhatIsRuledOut:
    def test_an_answer_clears_the_network_the_credentials_and_the_node(self) -> None:
        cleared = {one.cause: one.because for one in the(found(backing_off("alpine:vraus", NOT_FOUND))).ruled_out}
        assert "docker.io/library/alpine:vraus: not found" in cleared["image.network-timeout"]
        assert "image.auth-no-credentials" in cleared
        assert "kubelet is posting ready status" in cleared["node.kubelet-stopped"]

    def test_silence_clears_nothing_of_the_registry(self) -> None:
        hypothesis = the(found(backing_off("r.test/a:1", TestTheRegistryBehindIt.SAID.format("r.test"))))
        assert {one.cause for one in hypothesis.ruled_out} == {"node.kubelet-stopped", "node.disk-pressure"}


class TestASlowPull:
    def pulling(self, minutes: float, *later: str) -> list[Hypothesis]:
        pod = waiting_pod("ContainerCreating", image="r.test/huge:1")
        events = [event(pod, "Pulling", 'Pulling image "r.test/huge:1"', first=ago(minutes=minutes))]
        events += [event(pod, reason, reason, first=ago(minutes=minutes / 2)) for reason in later]
        return found(pod, events)

    def test_is_named_after_a_while(self) -> None:
        hypothesis = the(self.pulling(9))
        assert (hypothesis.cause, hypothesis.certainty) == ("image.slow-pull", Certainty.LIKELY)
        assert hypothesis.facts["elapsed"] == "9m0s"
        assert hypothesis.evidence[0].text == 'Pulling image "r.test/huge:1"'

    def test_is_not_named_while_it_is_young(self) -> None:
        assert self.pulling(1.5) == []

    @pytest.mark.parametrize("reason", ["Pulled", "Created", "Started"])
    def test_is_none_once_the_image_is_there(self, reason: str) -> None:
        assert self.pulling(9, reason) == []

    def test_is_none_without_a_pull(self) -> None:
        assert found(waiting_pod("ContainerCreating")) == []


def test_a_container_that_does_not_wait_is_left_alone() -> None:
    pod = waiting_pod("ErrImagePull", NOT_FOUND)
    running = replace(
        pod.status.container_statuses[0], state=replace(pod.status.container_statuses[0].state, waiting=None)
    )
    symptom = Symptom(SymptomKind.IMAGE, "x", pod, pod.spec.containers[0], running)
    assert list(examine(symptom, Context(FakeSource([pod])))) == []
    assert list(examine(dc_replace(symptom, container=None, status=None), Context(FakeSource([pod])))) == []
