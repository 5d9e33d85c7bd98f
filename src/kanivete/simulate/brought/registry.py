"""A registry with faults, as a pod: nodes pull from it as `localhost:NODEPORT`, where runtimes ask without TLS."""

import base64
import json
from importlib.resources import files
from typing import Any

from kanivete.simulate.brought import pem
from kanivete.toolbox import marks

NAME = "kanivete-registry"
IMAGE = "python:3.11-slim"
PORT = 5000
SETTLING = 3
"""Seconds until every node's proxy may be taken to lead to it: what is pulled before is refused."""
_OVER_TLS = "tls-"
"""So begin the faults of a registry that listens one port further on, too, over TLS."""


def registry(run: str, namespace: str, faults: dict[str, str], image: str = IMAGE) -> list[dict[str, Any]]:
    """Its Service and Deployment. `faults` are by image name: `{"app": "tag-missing"}` for `{{registry}}/team/app`."""
    labels = marks.labels("simulate", run)
    selector = {"app": NAME, marks.RUN: run}
    metadata = {"name": NAME, "namespace": namespace, "labels": labels}
    packed = base64.b64encode(json.dumps(faults).encode()).decode()  # A drill's fault is not to be read at a glance
    environment = {"FAULTS": packed, "PORT": str(PORT), "SEED": run}
    ports = [PORT]
    if certificate := _certificate(faults):
        environment["CERTIFICATE"] = certificate
        ports.append(PORT + 1)
    container = {
        "name": "registry",
        "image": image,
        "command": ["python3", "-u", "-c", script()],
        "env": [{"name": name, "value": value} for name, value in environment.items()],
        "ports": [{"containerPort": port} for port in ports],
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
            "spec": {
                "type": "NodePort",
                "selector": selector,
                "ports": [{"name": f"p{port}", "port": port, "targetPort": port} for port in ports],
            },
        },
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {
                "minReadySeconds": SETTLING,
                "selector": {"matchLabels": selector},
                "template": {"metadata": {"labels": {**labels, **selector}}, "spec": pod},
            },
        },
    ]


def script() -> str:
    """The registry's program."""
    return (files("kanivete.simulate.brought") / "faulty_registry.py").read_text(encoding="utf-8")


def addresses(service: dict[str, Any]) -> dict[str, str]:
    """Where nodes find it, of the Service as it was made, by the names that scenarios have for it.

    Runtimes ask `localhost` without TLS, and any other name with it. `0.0.0.0` is another name of the same machine.
    """
    ports = [one["nodePort"] for one in service["spec"]["ports"]]
    return {"registry": f"localhost:{ports[0]}", "registry.over-tls": f"0.0.0.0:{ports[-1]}"}


def _certificate(faults: dict[str, str]) -> str:
    """The certificate, and its key, that a fault of TLS shows. They are good for nothing else."""
    fault = next((one for one in faults.values() if one.startswith(_OVER_TLS)), "")
    if not fault:
        return ""
    return pem.text(fault if fault in pem.known() else "tls-unknown-authority")
