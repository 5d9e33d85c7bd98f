"""The controllers that own pods."""

from kanivete.kube.meta import Condition, KubeObject, LabelSelector, ObjectMeta, Slice


class PodTemplate(Slice, frozen=True):
    metadata: ObjectMeta = ObjectMeta()


class RollingUpdate(Slice, frozen=True):
    partition: int = 0


class UpdateStrategy(Slice, frozen=True):
    """Of a StatefulSet or a DaemonSet."""

    type: str = ""
    rolling_update: RollingUpdate = RollingUpdate()


class WorkloadSpec(Slice, frozen=True):
    replicas: int | None = None
    selector: LabelSelector | None = None
    paused: bool = False
    suspend: bool = False
    backoff_limit: int | None = None
    service_name: str = ""
    update_strategy: UpdateStrategy = UpdateStrategy()
    pod_management_policy: str = ""
    parallelism: int | None = None
    completions: int | None = None
    schedule: str = ""
    concurrency_policy: str = ""
    starting_deadline_seconds: int | None = None
    template: PodTemplate = PodTemplate()


class WorkloadStatus(Slice, frozen=True):
    """The union of what the kinds report; counts are 0 where the kind has no such field."""

    observed_generation: int = 0
    replicas: int = 0
    ready_replicas: int = 0
    updated_replicas: int = 0
    updated_number_scheduled: int = 0
    update_revision: str = ""
    available_replicas: int = 0
    unavailable_replicas: int = 0
    desired_number_scheduled: int = 0
    current_number_scheduled: int = 0
    number_ready: int = 0
    active: int | list[object] = 0
    succeeded: int = 0
    failed: int = 0
    last_schedule_time: str = ""
    last_successful_time: str = ""
    conditions: list[Condition] = []


class Workload(KubeObject, frozen=True):
    """A Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController, Job or CronJob."""

    spec: WorkloadSpec = WorkloadSpec()
    status: WorkloadStatus = WorkloadStatus()
