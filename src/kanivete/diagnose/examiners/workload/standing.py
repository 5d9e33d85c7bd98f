"""How many pods a controller wants, and how many there are: whether it still matters that one was refused."""

from dataclasses import dataclass

from kanivete.kube.kinds import CRON_JOBS, DAEMON_SETS, JOBS
from kanivete.kube.workloads import Workload

_FINISHED = ("Complete", "SuccessCriteriaMet", "Failed", "FailureTarget", "Suspended")


@dataclass(frozen=True)
class Standing:
    """Pods of a controller; for a CronJob, its Jobs."""

    wanted: int
    made: int
    ready: int

    @property
    def is_short(self) -> bool:
        """Whether something that is wanted has not been made."""
        return self.made < self.wanted


NOTHING_WANTED = Standing(0, 0, 0)


def standing(kind: str, workload: Workload) -> Standing:
    """Where a controller of the kind stands."""
    if workload.metadata.deletion_timestamp or workload.spec.suspend:
        return NOTHING_WANTED
    status = workload.status
    if kind == JOBS.kind:
        return _job(workload)
    if kind == CRON_JOBS.kind:
        return Standing(1, 0, 0)
    if kind == DAEMON_SETS.kind:
        return Standing(status.desired_number_scheduled, status.current_number_scheduled, status.number_ready)
    replicas = workload.spec.replicas
    return Standing(1 if replicas is None else replicas, status.replicas, status.ready_replicas)


def _job(job: Workload) -> Standing:
    status, spec = job.status, job.spec
    if any(c.type in _FINISHED and c.status == "True" for c in status.conditions):
        return NOTHING_WANTED
    at_once = 1 if spec.parallelism is None else spec.parallelism
    # Without `completions`, the first pod that succeeds means that no more are wanted.
    left = (0 if status.succeeded else at_once) if spec.completions is None else spec.completions - status.succeeded
    active = status.active if isinstance(status.active, int) else len(status.active)
    return Standing(max(min(at_once, left), 0), active, 0)
