"""What the pods of the world are asked to be: two containers and all the fields that real ones have."""

from typing import Any

Json = dict[str, Any]

APP, PROXY = "app", "proxy"
REGISTRY = "registry.example.com"
LOGIN = "registry-login"
"""The pull Secret of every namespace."""

API_ACCESS = "kube-api-access-x7k2p"
_TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
_SETTINGS = ["HTTP_PORT", "LOG_LEVEL", "CACHE_URL", "QUEUE_URL", "DATABASE_HOST", "REGION"]


def image(app: str) -> str:
    """The image of an application's main container."""
    return f"{REGISTRY}/shop/{app}:1.14.2"


def pod_spec(app: str) -> Json:
    """The specification in the workload's template."""
    return {
        "serviceAccountName": app,
        "automountServiceAccountToken": False,
        "imagePullSecrets": [{"name": LOGIN}],
        "securityContext": {"runAsNonRoot": True, "fsGroup": 2000, "seccompProfile": {"type": "RuntimeDefault"}},
        "terminationGracePeriodSeconds": 45,
        "containers": [_app(app), _proxy()],
        "volumes": _volumes(app),
    }


def volume_mounts(container: str) -> list[Json]:
    """What a container mounts."""
    token = {"name": API_ACCESS, "readOnly": True, "mountPath": _TOKEN_FOLDER}
    if container != APP:
        return [token]
    config = {"name": "config", "readOnly": True, "mountPath": "/etc/app"}
    return [config, {"name": "cache", "mountPath": "/var/cache/app"}, token]


def resources(container: str) -> Json:
    """What a container asks for and may use."""
    if container == PROXY:
        return {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}}
    return {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"cpu": "1", "memory": "512Mi"}}


def _container(name: str, from_image: str, **more: Any) -> Json:
    return {
        "name": name,
        "image": from_image,
        "imagePullPolicy": "IfNotPresent",
        "resources": resources(name),
        "volumeMounts": volume_mounts(name),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "runAsUser": 10001,
            "capabilities": {"drop": ["ALL"]},
        },
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "FallbackToLogsOnError",
        **more,
    }


def _app(app: str) -> Json:
    return _container(
        APP,
        image(app),
        args=["serve", "--config=/etc/app/settings.yaml", "--listen=:8080"],
        ports=[{"name": "http", "containerPort": 8080}, {"name": "metrics", "containerPort": 9090}],
        env=[
            *({"name": name, "value": f"{app}-{name.lower().replace('_', '-')}"} for name in _SETTINGS),
            {"name": "DATABASE_PASSWORD", "valueFrom": {"secretKeyRef": {"name": f"{app}-db", "key": "password"}}},
            {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        ],
        envFrom=[{"configMapRef": {"name": f"{app}-settings", "optional": True}}],
        livenessProbe=_probe("/healthz", 10, 3),
        readinessProbe=_probe("/readyz", 5, 3),
        startupProbe=_probe("/healthz", 2, 60),
        lifecycle={"preStop": {"exec": {"command": ["/app/drain", "--seconds=15"]}}},
    )


def _proxy() -> Json:
    return _container(
        PROXY,
        f"{REGISTRY}/mesh/proxy:1.24.1",
        args=["proxy", "sidecar", "--domain=$(POD_NAMESPACE).svc.cluster.local", "--log_output_level=default:info"],
        ports=[{"name": "http-envoy-prom", "containerPort": 15090}],
        env=[{"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}],
        readinessProbe={**_probe("/healthz/ready", 15, 4), "httpGet": {"path": "/healthz/ready", "port": 15021}},
    )


def _probe(path: str, period: int, failures: int) -> Json:
    check = {"path": path, "port": "http"}
    return {"httpGet": check, "periodSeconds": period, "timeoutSeconds": 2, "failureThreshold": failures}


def _volumes(app: str) -> list[Json]:
    namespace = {"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}
    return [
        {"name": "config", "configMap": {"name": f"{app}-config", "optional": True}},
        {"name": "cache", "emptyDir": {"sizeLimit": "1Gi"}},
        {
            "name": API_ACCESS,
            "projected": {
                "defaultMode": 420,
                "sources": [
                    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                    {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                    {"downwardAPI": {"items": [namespace]}},
                ],
            },
        },
    ]
