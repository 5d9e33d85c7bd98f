"""Autoscalers: what they scale, and what they say about why they do not."""

from kanivete.kube.meta import Condition, KubeObject, Reference, Slice


class AutoscalerSpec(Slice, frozen=True):
    scale_target_ref: Reference = Reference()
    min_replicas: int | None = None
    max_replicas: int = 0


class AutoscalerStatus(Slice, frozen=True):
    current_replicas: int = 0
    desired_replicas: int = 0
    conditions: list[Condition] = []


class HorizontalPodAutoscaler(KubeObject, frozen=True):
    """Of `autoscaling/v2`; older versions keep their conditions in an annotation."""

    spec: AutoscalerSpec = AutoscalerSpec()
    status: AutoscalerStatus = AutoscalerStatus()
