"""The images of a workload, what the kubelet says of them, and how that compares with the registry's word."""

import pytest

from kanivete.check.image.compare import compared
from kanivete.check.image.used import Reported, images_of, reported
from kanivete.check.lookup import NothingFoundError
from kanivete.check.words import Named
from kanivete.kube.kinds import DEPLOYMENTS, PODS
from kanivete.kube.meta import LabelSelector, ObjectMeta
from kanivete.kube.nodes import Node, NodeInfo, NodeStatus
from kanivete.kube.pods import Container, ContainerState, ContainerStatus, Pod, PodSpec, PodStatus, Running
from kanivete.kube.workloads import Workload, WorkloadSpec
from kanivete.probe.registry.stages import Asked, Verdict
from tests.unit.diagnose.fakes import FakeSource, event, waiting_pod

NODE = Node(
    kind="Node",
    metadata=ObjectMeta(name="node1"),
    status=NodeStatus(node_info=NodeInfo(architecture="arm64", operating_system="linux")),
)
WAITING = waiting_pod("ImagePullBackOff", "x: not found", image="reg.example.com/a:1")


def running(name: str, *images: str) -> Pod:
    containers = [Container(name=f"c{n}", image=image) for n, image in enumerate(images)]
    statuses = [
        ContainerStatus(name=one.name, image_id="sha256:1", state=ContainerState(running=Running()))
        for one in containers
    ]
    meta = ObjectMeta(name=name, namespace="shop", labels={"app": "web"}, uid=name)
    return Pod(
        metadata=meta,
        spec=PodSpec(containers=containers, node_name="node1"),
        status=PodStatus(phase="Running", container_statuses=statuses),
    )


def asked(cause: str) -> Asked:
    return Asked("reg.example.com/a:1", None, "this machine", (), Verdict(cause))


class TestImages:
    def test_a_pods_images_are_distinct_and_know_their_platform(self) -> None:
        pod = running("web-1", "a:1", "b:1", "a:1")
        found = images_of(Named(PODS, "web-1"), "shop", FakeSource([pod], [NODE]))
        assert [(one.image, one.containers) for one in found] == [("a:1", ("c0", "c2")), ("b:1", ("c1",))]
        assert {str(one.platform) for one in found} == {"linux/arm64"}
        assert all(one.reported.present for one in found)

    def test_a_workloads_images_are_those_of_its_pods(self) -> None:
        workload = Workload(
            kind="Deployment",
            metadata=ObjectMeta(name="web", namespace="shop"),
            spec=WorkloadSpec(selector=LabelSelector(match_labels={"app": "web"})),
        )
        source = FakeSource([running("web-1", "a:1"), running("web-2", "a:2")], [workload, NODE])
        found = images_of(Named(DEPLOYMENTS, "web"), "shop", source)
        assert [one.image for one in found] == ["a:1", "a:2"]
        assert {one.subject.kind for one in found} == {"Deployment"}
        assert found[0].facts["workload"] == "deployment/web"

    def test_nothing_of_that_name(self) -> None:
        with pytest.raises(NothingFoundError):
            images_of(Named(PODS, "none"), "shop", FakeSource())

    def test_a_workload_without_pods(self) -> None:
        workload = Workload(kind="Deployment", metadata=ObjectMeta(name="web", namespace="shop"))
        with pytest.raises(NothingFoundError, match="no pod to read its images from"):
            images_of(Named(DEPLOYMENTS, "web"), "shop", FakeSource([], [workload]))


class TestReported:
    def test_the_status_says_it(self) -> None:
        why = 'failed to resolve reference "reg.example.com/a:1": reg.example.com/a:1: not found'
        pod = waiting_pod("ErrImagePull", f'failed to pull and unpack image "reg.example.com/a:1": {why}')
        assert reported(pod, "app", FakeSource([pod])).cause == "image.tag-not-found"

    def test_the_events_say_it_where_the_status_does_not(self) -> None:
        pod = waiting_pod("ImagePullBackOff", 'Back-off pulling image "reg.example.com/a:1"')
        said = event(pod, "Failed", 'Failed to pull image "reg.example.com/a:1": no basic auth credentials')
        told = reported(pod, "app", FakeSource([pod], events=[said]))
        assert told.cause == "image.auth-no-credentials"
        assert told.evidence[0].field == "Failed"

    def test_nobody_says_it(self) -> None:
        assert reported(WAITING, "app", FakeSource([WAITING])).cause == "image.unrecognised"

    def test_a_container_that_crashes_says_nothing_of_its_image(self) -> None:
        pod = waiting_pod("CrashLoopBackOff", "back-off 5m0s")
        assert not reported(pod, "app", FakeSource([pod])).waiting


class TestCompared:
    @pytest.mark.parametrize(
        ("kubelet", "registry", "words"),
        [
            ("image.tag-not-found", "", "exists now"),
            ("image.network-timeout", "", "the node, or its network"),
            ("image.auth-bad-credentials", "", "credentials are in the way"),
            ("image.tag-not-found", "image.tag-not-found", "says the same"),
            ("image.tag-not-found", "image.network-refused", "--from-node"),
            ("image.tls-expired", "image.rate-limited", "image.tls-expired"),
        ],
    )
    def test_where_they_differ_is_said(self, kubelet: str, registry: str, words: str) -> None:
        told = Reported(kubelet, waiting=True)
        assert words in compared(asked(registry), told, from_node=False, with_credentials=False)

    def test_an_image_that_runs_is_only_worth_a_word_where_it_is_gone(self) -> None:
        told = Reported(present=True)
        assert compared(asked(""), told, from_node=False, with_credentials=False) == ""
        assert "new node" in compared(asked("image.tag-not-found"), told, from_node=False, with_credentials=False)
