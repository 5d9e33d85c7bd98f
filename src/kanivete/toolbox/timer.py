"""What ends a run although the machine that began it is gone: a Job that makes no pod and owns what the run makes.

With `parallelism: 0` a Job only waits. Its `activeDeadlineSeconds` ends it, `ttlSecondsAfterFinished: 0` has it
removed at once, and the garbage collector removes whatever it owns: no image, no pod and no rights are needed.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/ (job termination and clean-up),
https://kubernetes.io/docs/concepts/architecture/garbage-collection/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.kube.kinds import JOBS
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.run import Run
from kanivete.toolbox.workload import part

NAME = "kanivete-timer"


@dataclass(frozen=True)
class Timer:
    """One that runs. What has `owner` among its `ownerReferences` goes with it."""

    path: str
    name: str
    uid: str

    @property
    def owner(self) -> dict[str, Any]:
        """Not as a controller: a test pod is nobody's replica."""
        return {"apiVersion": "batch/v1", "kind": "Job", "name": self.name, "uid": self.uid, "controller": False}

    def stop(self, api: Api) -> None:
        """Delete it. Where that fails it deletes itself."""
        try:
            api.delete(self.path, uid=self.uid, propagation="Background")
        except KubeError:
            return


def start(api: Api, namespace: str, run: Run, seconds: int) -> Timer | None:
    """A timer for what a run makes in a namespace; None where no Job may be made, and what has ended stays there."""
    try:
        return make(api, namespace, run, seconds)
    except KubeError:
        return None


def make(api: Api, namespace: str, run: Run, seconds: int) -> Timer:
    """The same. Raises KubeError where no Job may be made."""
    made = api.create(path_of(JOBS, namespace), job(run.id, namespace, seconds, run.labels, run.annotations))
    return Timer(path(namespace, run.id), name(run.id), str(part(made, "metadata").get("uid")))


def name(run: str) -> str:
    """Of the timer of a run."""
    return f"{NAME}-{run}"


def path(namespace: str, run: str) -> str:
    """Of the timer of a run."""
    return path_of(JOBS, namespace, name(run))


def job(
    run: str, namespace: str, seconds: int, labels: Mapping[str, str], annotations: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The Job that ends so many seconds from now."""
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": name(run),
            "namespace": namespace,
            "labels": dict(labels),
            "annotations": dict(annotations or {}),
        },
        "spec": {
            "parallelism": 0,
            "activeDeadlineSeconds": max(seconds, 1),
            "ttlSecondsAfterFinished": 0,
            "backoffLimit": 0,
            "template": {
                "spec": {
                    "restartPolicy": "Never",
                    "automountServiceAccountToken": False,
                    "containers": [{"name": "never-runs", "image": "registry.k8s.io/pause"}],
                }
            },
        },
    }
