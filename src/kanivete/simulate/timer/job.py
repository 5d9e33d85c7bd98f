"""A Job that makes no pod and owns what a run makes.

With `parallelism: 0` a Job only waits. Its `activeDeadlineSeconds` ends it, `ttlSecondsAfterFinished: 0` has it
removed at once, and the garbage collector removes whatever it owns: no image, no pod and no rights are needed.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/ (job termination and clean-up),
https://kubernetes.io/docs/concepts/architecture/garbage-collection/
"""

from typing import Any

NAME = "kanivete-timer"


def timer(run: str, namespace: str, seconds: int, labels: dict[str, str]) -> dict[str, Any]:
    """The Job that ends so many seconds from now."""
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": f"{NAME}-{run}", "namespace": namespace, "labels": labels},
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
