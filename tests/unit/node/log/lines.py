"""Lines of nodes' logs for the tests, and how each format dresses them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from kanivete.node.log import LogReport, read

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 11, 22, 10, tzinfo=UTC)
LEASE = "https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s"
DEADLINE = "context deadline exceeded"
CAUSE = "node.apiserver-unreachable"


def klog(seconds: float, message: str, level: str = "E") -> str:
    """A line of the kubelet's, so long after `START`."""
    return f"{level}{START + timedelta(seconds=seconds):%m%d %H:%M:%S.%f}     912 {message}"


def lease(seconds: float, error: str = DEADLINE) -> str:
    """The heartbeat failed."""
    url = f'\\"{LEASE}\\"'
    return klog(
        seconds,
        f'controller.go:201] "Failed to ensure lease exists, will retry" err="Get {url}: {error}" interval="7s"',
    )


def calm(seconds: float) -> str:
    """Nothing of note."""
    return klog(seconds, 'reconciler_common.go:253] "VerifyControllerAttachedVolume started" volume="v"', "I")


def ready(seconds: float) -> str:
    """The node is well again."""
    return klog(
        seconds, 'kubelet_node_status.go:639] "Recording event message for node" node="w1" event="NodeReady"', "I"
    )


def report(*lines: str, now: datetime = NOW) -> LogReport:
    """What the log of these lines says."""
    return read(["\n".join([*lines, ""]).encode()], now)


def causes(*lines: str) -> list[str]:
    return [one.cause for one in report(*lines).causes]


def short(text: str, seconds: float) -> str:
    return f"{START + timedelta(seconds=seconds):%b %d %H:%M:%S} w1 kubelet[912]: {text}"


def journal_json(text: str, seconds: float) -> str:
    micro = int((START + timedelta(seconds=seconds)).timestamp() * 1_000_000)
    return json.dumps({"__CURSOR": "s=1", "__REALTIME_TIMESTAMP": str(micro), "_HOSTNAME": "w1", "MESSAGE": text})


def export(texts: Iterable[tuple[float, str]]) -> str:
    records = []
    for seconds, text in texts:
        micro = int((START + timedelta(seconds=seconds)).timestamp() * 1_000_000)
        records.append(f"__CURSOR=s=1\n__REALTIME_TIMESTAMP={micro}\n_HOSTNAME=w1\nMESSAGE={text}\n_PID=912\n")
    return "\n".join(records)
