"""A registry with faults, as a pod: nodes pull from it as `localhost:NODEPORT`, where runtimes ask without TLS."""

import base64
import json
from importlib.resources import files
from typing import Any

from kanivete.toolbox import marks

NAME = "kanivete-registry"
IMAGE = "python:3.11-slim"
PORT = 5000


def registry(run: str, namespace: str, faults: dict[str, str], image: str = IMAGE) -> list[dict[str, Any]]:
    """Its Service and Deployment. `faults` are by image name: `{"app": "tag-missing"}` for `{{registry}}/team/app`."""
    labels = marks.labels("simulate", run)
    selector = {"app": NAME, marks.RUN: run}
    metadata = {"name": NAME, "namespace": namespace, "labels": labels}
    packed = base64.b64encode(json.dumps(faults).encode()).decode()  # A drill's fault is not to be read at a glance
    environment = {"FAULTS": packed, "PORT": str(PORT), "SEED": run}
    container = {
        "name": "registry",
        "image": image,
        "command": ["python3", "-u", "-c", script()],
        "env": [{"name": name, "value": value} for name, value in environment.items()],
        "ports": [{"containerPort": PORT}],
        "readinessProbe": {"httpGet": {"path": "/healthz", "port": PORT}, "periodSeconds": 1},
        "resources": {"requests": {"cpu": "5m", "memory": "32Mi"}, "limits": {"cpu": "500m", "memory": "128Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    pod = {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": 1,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container],
    }
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata,
            "spec": {"type": "NodePort", "selector": selector, "ports": [{"port": PORT, "targetPort": PORT}]},
        },
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {
                "selector": {"matchLabels": selector},
                "template": {"metadata": {"labels": {**labels, **selector}}, "spec": pod},
            },
        },
    ]


def script() -> str:
    """The registry's program."""
    return (files("kanivete.simulate.brought") / "faulty_registry.py").read_text(encoding="utf-8")


def address(service: dict[str, Any]) -> str:
    """Where nodes find it, of the Service as it was made."""
    return f"localhost:{service['spec']['ports'][0]['nodePort']}"
