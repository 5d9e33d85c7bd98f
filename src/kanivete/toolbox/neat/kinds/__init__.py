"""What a cluster writes into objects of a kind, beyond metadata, status and defaults."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kanivete.toolbox.neat.kinds import others
from kanivete.toolbox.neat.kinds.pod import pod, template_spec
from kanivete.toolbox.neat.kinds.service import service
from kanivete.toolbox.neat.kinds.storage import claim, volume
from kanivete.toolbox.neat.paths import Path
from kanivete.toolbox.neat.written import Authors

Rule = Callable[[Mapping[str, Any], Authors], Iterator[Path]]

_RULES: Mapping[tuple[str, str], Rule] = {
    ("", "Pod"): pod,
    ("", "Service"): service,
    ("", "PersistentVolumeClaim"): claim,
    ("", "PersistentVolume"): volume,
    ("", "Namespace"): others.namespace,
    ("", "Node"): others.node,
    ("", "Secret"): others.secret,
    ("", "LimitRange"): others.limit_range,
    ("", "ReplicationController"): others.replication_controller,
    ("", "ServiceAccount"): others.service_account,
    ("batch", "Job"): others.job,
    ("rbac.authorization.k8s.io", "ClusterRole"): others.cluster_role,
    ("certificates.k8s.io", "CertificateSigningRequest"): others.signing_request,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): others.definition,
}
_TEMPLATES: Mapping[tuple[str, str], Path] = {
    ("", "PodTemplate"): ("template", "spec"),
    ("", "ReplicationController"): ("spec", "template", "spec"),
    ("apps", "DaemonSet"): ("spec", "template", "spec"),
    ("apps", "Deployment"): ("spec", "template", "spec"),
    ("apps", "ReplicaSet"): ("spec", "template", "spec"),
    ("apps", "StatefulSet"): ("spec", "template", "spec"),
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template", "spec"),
    ("batch", "Job"): ("spec", "template", "spec"),
}


def of_kind(group: str, kind: str, whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """What the cluster wrote into an object because of its kind."""
    if rule := _RULES.get((group, kind)):
        yield from rule(whole, authors)
    if path := _TEMPLATES.get((group, kind)):
        spec: Any = whole
        for key in path:
            spec = spec.get(key) if isinstance(spec, dict) else None
        if isinstance(spec, dict):
            yield from template_spec(spec, path)
