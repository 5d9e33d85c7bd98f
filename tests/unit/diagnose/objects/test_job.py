"""Jobs that gave up: named once, by the Job where no pod is left, and not for ever."""

from typing import Any

import pytest

from kanivete.diagnose.scope import NothingMatchedError
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Scope
from tests.unit.diagnose.fakes import ago
from tests.unit.diagnose.objects.making import condition, crashed, findings, made, owned, told

LIMIT = "Job has reached the specified backoff limit"


def job(name: str = "migrate", reason: str = "BackoffLimitExceeded", *, minutes: float = 30, **fields: Any) -> Workload:
    failed = condition("Failed", "True", reason, LIMIT, minutes=minutes)
    return made(Workload, "Job", name, **{"status": {"failed": 1, "conditions": [failed]}, **fields})


def complete(name: str, cron_job: str, *, hours: float) -> Workload:
    status = {"succeeded": 1, "conditions": [condition("Complete", "True", "CompletionsReached")]}
    return owned("Job", name, cron_job, hours=hours, status=status)


def failed_run(name: str, cron_job: str, *, hours: float) -> Workload:
    status = {"failed": 1, "conditions": [condition("Failed", "True", "DeadlineExceeded", "too long")]}
    return owned("Job", name, cron_job, hours=hours, status=status)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("BackoffLimitExceeded", "job.backoff-limit"),
        ("DeadlineExceeded", "job.deadline-exceeded"),
        ("PodFailurePolicy", "job.pod-failure-policy"),
        ("FailedIndexes", "job.indexes-failed"),
        ("MaxFailedIndexesExceeded", "job.indexes-failed"),
        ("SomethingOfTomorrow", "job.failed"),
        ("", "job.failed"),
    ],
)
def test_the_reason_of_the_condition_names_the_cause(reason: str, cause: str) -> None:
    (found,) = findings(job(reason=reason))
    assert (found.cause, found.certainty, str(found.subject.kind), found.subject.name) == (
        cause,
        Certainty.PROVEN,
        "Job",
        "migrate",
    )
    assert found.evidence[0].field == "status.conditions[Failed]"
    assert LIMIT in found.evidence[0].text
    assert found.since == ago(minutes=30)


def test_a_job_is_made_again_since_it_cannot_be_changed() -> None:
    (found,) = findings(job())
    commands = [one.command for one in found.remedies]
    assert commands[0] == (
        "kanivete neat -n shop job/migrate > migrate.yaml && kubectl replace --force -f migrate.yaml"
    )
    assert not any("edit" in command for command in commands)


def test_an_event_of_a_pod_that_is_gone_is_quoted() -> None:
    events = (
        told("Pod", "migrate-x2k4p", "Failed", "Error: no such table", minutes=31),
        told("Pod", "migrator-1", "Failed", "of another"),
    )
    (found,) = findings(job(), events=events)
    assert [one.text for one in found.evidence[1:]] == ["Error: no such table"]


def test_of_several_events_the_one_that_the_catalogue_knows_is_quoted_and_explained() -> None:
    missing = 'Failed to pull image "alpine:vraus": docker.io/library/alpine:vraus: not found'
    events = (
        told("Pod", "migrate-x2k4p", "Failed", missing, minutes=33),
        told("Pod", "migrate-x2k4p", "Failed", "Error: ErrImagePull", minutes=32),
    )
    (found,) = findings(job(reason="DeadlineExceeded"), events=events)
    assert [one.text for one in found.evidence[1:]] == [missing]
    assert found.next[0].command == "kanivete explain image.tag-not-found"


def test_a_pod_that_is_left_is_the_finding() -> None:
    found = findings(job(), crashed("migrate-x2k4p", ("Job", "migrate")))
    assert [one.cause.partition(".")[0] for one in found] == ["crash"]
    assert found[0].subject.name == "migrate"


def test_the_pod_of_another_job_does_not_tell() -> None:
    found = findings(job(), crashed("other-x2k4p", ("Job", "other")))
    assert "job.backoff-limit" in [one.cause for one in found]


@pytest.mark.parametrize(
    "silent",
    [
        job(minutes=25 * 60),
        job(spec={"parallelism": 0}),
        job(metadata={"deletionTimestamp": ago(minutes=1)}),
        job(status={"active": 1}),
        job(status={"succeeded": 1, "conditions": [condition("Complete", "True", "CompletionsReached")]}),
        job(status={"conditions": [condition("Suspended", "True", "JobSuspended")]}),
        job(status={"conditions": [condition("Failed", "False", "BackoffLimitExceeded")]}),
        job(status={}),
    ],
    ids=["a day old", "a timer", "being deleted", "runs", "complete", "suspended", "did not fail", "says nothing"],
)
def test_others_are_silent(silent: Workload) -> None:
    assert findings(silent) == ()


def test_an_old_one_is_told_to_whoever_asks_for_it() -> None:
    assert len(findings(job(minutes=25 * 60), scope=Scope(namespaces=("shop",), names=(("job", "migrate"),)))) == 1
    with pytest.raises(NothingMatchedError):
        findings(job(), scope=Scope(namespaces=("shop",), names=(("job", "other"),)))


class TestOfACronJob:
    def nightly(self, succeeded: str = "") -> Workload:
        return made(
            Workload,
            "CronJob",
            "nightly",
            spec={"schedule": "0 3 * * *"},
            status={"lastScheduleTime": ago(hours=3), "lastSuccessfulTime": succeeded},
        )

    def test_the_last_run_is_the_cron_jobs(self) -> None:
        runs = [failed_run("nightly-1", "nightly", hours=27), failed_run("nightly-2", "nightly", hours=3)]
        (found,) = findings(self.nightly(), *runs)
        assert (found.subject.kind, found.subject.name) == ("CronJob", "nightly")
        assert [one.name for one in found.affected.objects] == ["nightly-2"]
        (remedy,) = found.remedies
        assert remedy.command == "kubectl create job -n shop nightly-again --from=cronjob/nightly"

    def test_it_is_found_by_the_cron_jobs_name(self) -> None:
        named = Scope(namespaces=("shop",), names=(("cj", "nightly"),))
        assert len(findings(self.nightly(), failed_run("nightly-2", "nightly", hours=3), scope=named)) == 1

    def test_a_later_run_that_succeeded_silences_it(self) -> None:
        runs = [failed_run("nightly-1", "nightly", hours=27), complete("nightly-2", "nightly", hours=3)]
        assert findings(self.nightly(), *runs) == ()

    def test_so_does_one_of_which_nothing_is_left(self) -> None:
        assert findings(self.nightly(ago(hours=2)), failed_run("nightly-1", "nightly", hours=3)) == ()
