"""CronJobs that are overdue, and the many that are not."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.diagnose.examiners.cron_job.schedule import longest_pause
from kanivete.kube.workloads import Workload
from kanivete.model import Certainty
from tests.unit.diagnose.fakes import ago
from tests.unit.diagnose.objects.making import crashed, findings, made, told

RUNS = {"active": [{"kind": "Job", "name": "tick-1"}]}


def cron_job(schedule: str = "*/5 * * * *", *, last: str = "", **fields: Any) -> Workload:
    status = {"lastScheduleTime": last, **fields.pop("status", {})}
    spec = {"schedule": schedule, **fields.pop("spec", {})}
    return made(Workload, "CronJob", "tick", spec=spec, status=status, **{"hours": 100, **fields})


def test_times_that_passed_without_a_job_are_likely_trouble() -> None:
    (found,) = findings(cron_job(last=ago(hours=1)))
    assert (found.cause, found.certainty) == ("cronjob.not-started", Certainty.LIKELY)
    assert [one.text for one in found.evidence] == ["*/5 * * * *", ago(hours=1)]
    assert "tick" in found.title


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("TooManyMissedTimes", "cronjob.not-started"),
        ("MissSchedule", "cronjob.not-started"),
        ("UnknownTimeZone", "cronjob.schedule-invalid"),
        ("UnparseableSchedule", "cronjob.schedule-invalid"),
    ],
)
def test_an_event_proves_it(reason: str, cause: str) -> None:
    (found,) = findings(cron_job(), events=(told("CronJob", "tick", reason, "invalid timeZone"),))
    assert (found.cause, found.certainty) == (cause, Certainty.PROVEN)
    assert (found.evidence[0].field, found.evidence[0].text) == (reason, "invalid timeZone")


@pytest.mark.parametrize(
    "silent",
    [
        cron_job(last=ago(minutes=4)),
        cron_job(last=ago(minutes=9)),
        cron_job("0 3 * * *", last=ago(hours=30)),
        cron_job("0 3 1 * *", last=ago(hours=24 * 40)),
        cron_job("0 3 * 2 *", hours=24 * 300),
        cron_job("whatever"),
        cron_job(hours=0.1),
        cron_job(last=ago(hours=1), spec={"suspend": True}),
        cron_job(last=ago(hours=1), metadata={"deletionTimestamp": ago(minutes=1)}),
        cron_job(last=ago(hours=1), spec={"startingDeadlineSeconds": 60}),
        cron_job(last=ago(hours=1), status=RUNS),
        cron_job(last=ago(minutes=50), status=RUNS, spec={"concurrencyPolicy": "Forbid"}),
        cron_job("", metadata={"creationTimestamp": ""}),
    ],
    ids=[
        "in time",
        "a little late",
        "every night",
        "every month",
        "every year",
        "not understood",
        "young",
        "suspended",
        "being deleted",
        "maybe just resumed",
        "runs beside each other",
        "a run that takes a little longer",
        "empty",
    ],
)
def test_others_are_silent(silent: Workload) -> None:
    assert findings(silent) == ()


def test_an_event_of_the_past_is_silent() -> None:
    events = (told("CronJob", "tick", "TooManyMissedTimes", "too many missed start times"),)
    assert findings(cron_job(last=ago(minutes=4)), events=events) == ()


class TestARunThatHangs:
    FORBID = cron_job(last=ago(hours=5), status=RUNS, spec={"concurrencyPolicy": "Forbid"})

    def test_it_is_named_with_the_job(self) -> None:
        (found,) = findings(self.FORBID)
        assert (found.cause, found.certainty) == ("cronjob.run-hangs", Certainty.LIKELY)
        assert "tick-1" in found.title
        assert found.evidence[0].text == "tick-1"
        assert "kubectl delete -n shop job/tick-1" in [one.command for one in found.remedies]

    def test_the_controllers_own_words_prove_it(self) -> None:
        events = (told("CronJob", "tick", "JobAlreadyActive", "Not starting job because prior execution is running"),)
        (found,) = findings(self.FORBID, events=events)
        assert found.certainty is Certainty.PROVEN
        assert found.evidence[0].field == "JobAlreadyActive"

    def test_a_pod_of_the_run_that_is_in_trouble_is_the_finding(self) -> None:
        found = findings(self.FORBID, crashed("tick-1-x2k4p", ("Job", "tick-1")))
        assert "cronjob.run-hangs" not in [one.cause for one in found]


@pytest.mark.parametrize(
    ("schedule", "pause"),
    [
        ("* * * * *", timedelta(minutes=1)),
        ("*/15 * * * *", timedelta(minutes=15)),
        ("5,35 * * * *", timedelta(hours=1)),
        ("0 */6 * * *", timedelta(hours=7)),
        ("0 3 * * *", timedelta(hours=25)),
        ("TZ=Europe/Lisbon 0 3 * * *", timedelta(hours=25)),
        ("@daily", timedelta(hours=25)),
        ("0 3 * * 1-5", timedelta(days=7, hours=1)),
        ("0 3 31 * *", timedelta(days=62)),
        ("0 3 29 2 *", timedelta(days=366 * 8)),
        ("@reboot", timedelta(days=366 * 8)),
        ("", timedelta(days=366 * 8)),
    ],
)
def test_no_pause_of_a_schedule_is_longer(schedule: str, pause: timedelta) -> None:
    assert longest_pause(schedule) == pause


@given(st.text(alphabet="*/0123456789-, @TZ=", max_size=40))
def test_any_text_has_a_pause(schedule: str) -> None:
    assert longest_pause(schedule) >= timedelta(minutes=1)
