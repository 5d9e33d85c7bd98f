"""Pasted texts of all sorts, and the failures in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanivete.catalogue import catalogue
from kanivete.catalogue.entry import Where
from kanivete.diagnose.explain import Explained, explain_text

DESCRIBED_POD = """\
Name:         web-1
Namespace:    shop
Containers:
  main:
    Image:          reg.example/a/b:9
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Environment:
      ERROR_POLICY:  panic
Conditions:
  Type              Status
  Ready             False
Events:
  Type     Reason     Age                From               Message
  ----     ------     ----               ----               -------
  Normal   Scheduled  10m                default-scheduler  Successfully assigned shop/web-1 to node1
  Warning  Failed     2m (x4 over 5m)    kubelet            Failed to pull image "reg.example/a/b:9": rpc error: code =\
 NotFound desc = failed to pull and unpack image "reg.example/a/b:9": failed to resolve reference\
 "reg.example/a/b:9": reg.example/a/b:9: not found
  Warning  Failed     2m (x4 over 5m)    kubelet            Error: ErrImagePull
  Normal   BackOff    1m (x6 over 5m)    kubelet            Back-off pulling image "reg.example/a/b:9"
"""
DESCRIBED_NODE = """\
Name:               node2
Conditions:
  Type             Status  LastHeartbeatTime                LastTransitionTime               Reason           Message
  ----             ------  -----------------                ------------------               ------           -------
  MemoryPressure   False   Sun, 22 Nov 2026 08:00:00 +0000  Sun, 22 Nov 2026 08:01:00 +0000  \
KubeletHasSufficientMemory   kubelet has sufficient memory available
  Ready            False   Sun, 22 Nov 2026 08:00:00 +0000  Sun, 22 Nov 2026 08:01:00 +0000  KubeletNotReady  \
container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns\
 error: cni plugin not initialized
Addresses:
  InternalIP:  10.0.0.22
"""
WRAPPED_IN_A_CHAT = """\
> E1122 10:00:00.1 912 controller.go:201] "Failed to ensure lease
> exists, will retry" err="Get \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/name
> spaces/kube-node-lease/leases/w1?timeout=10s\\": dial tcp 10.0.0.10:6443:
> i/o timeout" interval="7s"
"""
MIXED = """\
here is what I see:
- Failed to pull image "alpine:vraus": rpc error: code = NotFound desc = failed to pull and
  unpack image "docker.io/library/alpine:vraus": failed to resolve reference "docker.io/library/alp
ine:vraus": docker.io/library/alpine:vraus: not found
- 0/2 nodes are available: 2 Insufficient memory.

and the log says

```
[pod/pay-1/main] Traceback (most recent call last):
[pod/pay-1/main]   File "/app/main.py", line 3, in <module>
[pod/pay-1/main]     raise RuntimeError("cannot pay")
[pod/pay-1/main] RuntimeError: cannot pay
```
"""
PODS = """\
NAME                     READY   STATUS                       RESTARTS        AGE
alpine-7f5bc6-2q         0/1     ImagePullBackOff             0               10m
greedy-1                 0/1     OOMKilled                    5 (20s ago)     10m
ok-1                     1/1     Running                      0               10m
ev-1                     0/1     Evicted                      0               10m
"""
EVENTS = """\
LAST SEEN   TYPE      REASON             OBJECT        MESSAGE
2m          Normal    Scheduled          pod/web-1     Successfully assigned shop/web-1 to node1
1m          Warning   FailedScheduling   pod/web-2     0/2 nodes are available: 2 Insufficient cpu. preemption: none
1m          Warning   FailedScheduling   pod/web-3     0/2 nodes are available: 2 Insufficient cpu. preemption: none
"""
HEALTHY_LOG = """\
2026-11-22T10:00:00Z INFO starting on :8080
2026-11-22T10:00:03Z WARN retrying connection
2026-11-22T10:00:04Z INFO connected, error budget 100 %
2026-11-22T10:00:05Z INFO GET /healthz 200
"""


def _causes(text: str) -> list[str]:
    return [one.cause for one in explain_text(text)]


@pytest.mark.parametrize(
    ("text", "causes"),
    [
        (DESCRIBED_POD, ["crash.out-of-memory-limit", "image.tag-not-found"]),
        (DESCRIBED_NODE, ["node.cni-not-initialized"]),
        (WRAPPED_IN_A_CHAT, ["node.apiserver-unreachable"]),
        (MIXED, ["image.tag-not-found", "scheduling.insufficient-resources", "crash.application-error"]),
        (PODS, ["crash.out-of-memory-limit", "pod.evicted"]),
        (EVENTS, ["scheduling.insufficient-resources"]),
        (HEALTHY_LOG, []),
        ("ERROR: exception while doing nothing important, retrying\n" * 60, []),
        ("Kubelet stopped posting node status.", ["node.status-unknown"]),
        ("nothing in particular", []),
        ("", []),
    ],
)
def test_each_failure_is_named_once_in_order(text: str, causes: list[str]) -> None:
    assert _causes(text) == causes


def test_it_says_where_and_how_often() -> None:
    pulled = next(one for one in explain_text(DESCRIBED_POD) if one.cause == "image.tag-not-found")
    assert (pulled.line, pulled.count) == (20, 4)
    assert pulled.text.startswith("Failed to pull image")


def test_of_a_log_the_failing_line_is_quoted() -> None:
    crash = explain_text(MIXED)[-1]
    assert (crash.text, crash.line) == ("RuntimeError: cannot pay", 13)


def test_the_same_failure_of_two_objects_is_counted() -> None:
    assert [one.count for one in explain_text(EVENTS)] == [2]


def test_a_kubelet_line_about_a_pod_explains_the_pod() -> None:
    line = (
        'Nov 22 07:40:12 node1 kubelet[138]: E1122 07:40:12.087275     138 pod_workers.go:1324] "Error syncing pod,'
        ' skipping" err="failed to \\"StartContainer\\" for \\"main\\" with ErrImageNeverPull: \\"Container image'
        ' \\\\\\"debian:bookworm-slim\\\\\\" is not present with pull policy of Never\\"" pod="shop/never"'
    )
    assert _causes(line) == ["image.never-pull"]


EVENTS_OF_THE_CATALOGUE = [
    pytest.param(cause.id, example.text, id=f"{cause.id}-{number}")
    for cause in catalogue().values()
    for number, example in enumerate(cause.examples, 1)
    if example.where is Where.EVENT
]


@pytest.mark.parametrize(("cause", "text"), EVENTS_OF_THE_CATALOGUE)
def test_an_event_is_recognised_alone_and_in_a_description(cause: str, text: str) -> None:
    assert cause in _causes(text)
    assert cause in _causes(f"Events:\n  Warning  Failed  2m (x3 over 5m)  kubelet  {' '.join(text.split())}")


@settings(max_examples=50)
@given(st.text())
def test_anything_can_be_pasted(text: str) -> None:
    for one in explain_text(text):
        assert isinstance(one, Explained)
        assert one.cause in catalogue()


def test_a_hostile_paste_ends() -> None:
    assert explain_text("> " * 50_000 + "\x1b]" * 50_000 + " a" * 50_000) == []
