"""How fast and in how much memory a long node's log is read: `python -m tests.bench.node_log [MEGABYTES]`.

Prints, per kind of log, seconds, MB/s, the peak of resident memory and what was found. The log is made as it is read.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from kanivete.node.log import read

SIZE = 500
CHUNK = 1 << 20
NOW = datetime(2026, 11, 23, tzinfo=UTC)
START = datetime(2026, 11, 22, tzinfo=UTC)
_API = "https://10.0.0.10:6443"
_LEASE = f"{_API}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s"


def _head(number: int, level: str) -> str:
    when = START + timedelta(milliseconds=5 * number)
    return f"{when:%b %d %H:%M:%S} w1 kubelet[912]: {level}{when:%m%d %H:%M:%S.%f}     912"


def calm(number: int) -> str:
    """Work as usual."""
    pod = f"shop/web-{number % 977:05x}"
    return (
        f'{_head(number, "I")} reconciler_common.go:253] "operationExecutor.VerifyControllerAttachedVolume" pod="{pod}"'
    )


def failing_pods(number: int) -> str:
    """A node that is well, full of pods that are not: each line is unlike the others."""
    pod = f"shop/job-{number * 7919 % 1_000_003:06x}-{'bcdfghjklmnpqrst'[number % 16]}x{'vwxz2456'[number % 8]}k"
    return (
        f'{_head(number, "E")} pod_workers.go:1324] "Error syncing pod, skipping" err="failed to start {pod}:'
        f' ImagePullBackOff: Back-off pulling image: dial tcp 10.0.0.9:5000: i/o timeout" pod="{pod}"'
    )


def cut_off(number: int) -> str:
    """A node that cannot reach the API server and says nothing else."""
    error = ("context deadline exceeded", "dial tcp 10.0.0.10:6443: i/o timeout")[number % 2]
    return (
        f'{_head(number, "E")} controller.go:201] "Failed to ensure lease exists, will retry" err="Get \\"{_LEASE}\\":'
        f' {error}" interval="{number % 7}s"'
    )


def mixed(number: int) -> str:
    """One line of ten fails on the way to the API server."""
    return cut_off(number) if number % 10 == 0 else failing_pods(number) if number % 3 == 0 else calm(number)


def one_line(number: int) -> str:
    """Lines of a megabyte."""
    return f"{_head(number, 'I')} x.go:1] {'dial tcp ' * (CHUNK // 9)}"


def chunks(line: Callable[[int], str], megabytes: int) -> Iterator[bytes]:
    """About so many megabytes of lines: a stretch is made once and repeated, so that reading is what is timed."""
    stretch = "".join(f"{line(number)}\n" for number in range(max(2, 16 * CHUNK // len(line(0))))).encode()
    for start in range(0, megabytes * CHUNK, len(stretch)):
        piece = stretch[: megabytes * CHUNK - start]
        for at in range(0, len(piece), CHUNK):
            yield piece[at : at + CHUNK]


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    for line in (calm, failing_pods, cut_off, mixed, one_line):
        begun = time.perf_counter()
        report = read(chunks(line, megabytes), NOW)
        took = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        causes = ", ".join(f"{one.cause} x{one.count}" for one in report.causes) or "nothing"
        rate = megabytes / took
        figures = f"{took:6.1f} s {rate:6.0f} MB/s  peak {peak:4.0f} MB  {report.lines} lines"
        sys.stdout.write(f"{line.__name__:13} {figures}: {causes}\n")


if __name__ == "__main__":
    main()
