"""What ends a run although the machine that began it is gone: a Job that makes no pod and owns what the run makes.

With `parallelism: 0` a Job only waits. Its `activeDeadlineSeconds` ends it, `ttlSecondsAfterFinished: 0` has it
removed at once, and the garbage collector removes whatever it owns: no image, no pod and no rights are needed.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/ (job termination and clean-up),
https://kubernetes.io/docs/concepts/architecture/garbage-collection/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.toolbox.run import Run

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
    jobs = f"/apis/batch/v1/namespaces/{quote(namespace, safe='')}/jobs"
    try:
        made = api.create(jobs, job(run.id, namespace, seconds, run.labels, run.annotations))
    except KubeError:
        return None
    metadata = made.get("metadata")
    uid = metadata.get("uid") if isinstance(metadata, dict) else None
    return Timer(f"{jobs}/{NAME}-{run.id}", f"{NAME}-{run.id}", str(uid)) if uid else None


def job(
    run: str, namespace: str, seconds: int, labels: Mapping[str, str], annotations: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The Job that ends so many seconds from now."""
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": f"{NAME}-{run}",
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
