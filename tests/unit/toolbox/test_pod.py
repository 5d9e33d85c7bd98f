"""The test pod's manifest: what a person would write, and what a namespace makes necessary."""

from datetime import UTC, datetime

from kanivete.toolbox.pod import Fit, Likeness, Wish, manifest
from kanivete.toolbox.run import Run

RUN = Run("a1b2", "jane", "toolbox", datetime(2026, 11, 22, 15, 0, tzinfo=UTC))


def test_it_says_whose_it_is_and_ends_by_itself() -> None:
    assert manifest(Wish("shop", 600), RUN, "alpine") == {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "kanivete-toolbox-a1b2",
            "namespace": "shop",
            "labels": {
                "app.kubernetes.io/managed-by": "kanivete",
                "kanivete.dev/purpose": "toolbox",
                "kanivete.dev/run": "a1b2",
            },
            "annotations": {"kanivete.dev/expires": "2026-11-22T15:00:00Z", "kanivete.dev/by": "jane"},
        },
        "spec": {
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "containers": [{"name": "toolbox", "image": "alpine", "command": ["sleep", "600"]}],
            "restartPolicy": "Never",
            "activeDeadlineSeconds": 600,
            "terminationGracePeriodSeconds": 1,
            "automountServiceAccountToken": False,
        },
    }


def test_restricted() -> None:
    spec = manifest(Wish("shop", 600), RUN, "alpine", Fit(restricted=True))["spec"]
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 65532,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    (container,) = spec["containers"]
    assert container["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def test_restricted_keeps_the_workload_s_user() -> None:
    like = Likeness(spec={"securityContext": {"runAsUser": 1001}}, container={"securityContext": {"privileged": True}})
    spec = manifest(Wish("shop", 600, like), RUN, "alpine", Fit(restricted=True))["spec"]
    assert spec["securityContext"]["runAsUser"] == 1001
    assert "privileged" not in spec["containers"][0]["securityContext"]
    assert like.container == {"securityContext": {"privileged": True}}, "what it is made of is not touched"


def test_on_a_node_nothing_else_decides() -> None:
    like = Likeness(spec={"nodeSelector": {"disk": "ssd"}, "affinity": {"nodeAffinity": {}}})
    spec = manifest(Wish("shop", 600, like, node="node2", host_network=True), RUN, "alpine")["spec"]
    assert (spec["nodeName"], spec["tolerations"]) == ("node2", [{"operator": "Exists"}])
    assert (spec["hostNetwork"], spec["dnsPolicy"]) == (True, "ClusterFirstWithHostNet")
    assert not {"nodeSelector", "affinity"} & set(spec)


def test_our_marks_win_over_the_workload_s() -> None:
    like = Likeness(labels={"app.kubernetes.io/managed-by": "Helm", "team": "a"}, spec={"priorityClassName": "x"})
    labels = manifest(Wish("shop", 600, like), RUN, "alpine")["metadata"]["labels"]
    assert (labels["app.kubernetes.io/managed-by"], labels["team"]) == ("kanivete", "a")
