"""What a person is told of how a sidecar ends."""

from datetime import UTC, datetime, timedelta

from kanivete.cli.toolboxing.ending import Ending, stays
from kanivete.cli.toolboxing.session import clock
from kanivete.kube.api.client import Api
from kanivete.toolbox.run import Run
from tests.unit.kube.api.conftest import api, server  # noqa: F401 (pytest finds them here)
from tests.unit.kube.server import FakeServer, status
from tests.unit.toolbox.inject.test_template import web


def test_a_moment_of_another_day_has_its_date() -> None:
    later = datetime.now(UTC) + timedelta(days=2)
    assert clock(later) == f"{later:%Y-%m-%d %H:%M:%S} UTC"
    today = datetime.now(UTC)
    assert clock(today) == f"{today:%H:%M:%S} UTC" or today.date() != datetime.now(UTC).date()


def test_why_it_stays_is_one_harmless_line_with_the_command() -> None:
    said = stays(web(), "quota\n  exceeded \x1b[31mhere")
    assert said.startswith(
        "The sidecar will stay until `kanivete toolbox remove deployment/web -n shop`: quota exceeded "
    )
    assert "\x1b" not in said
    assert "\n" not in said


def test_it_is_told_before_anything_is_changed(server: FakeServer, api: Api) -> None:  # noqa: F811
    server.on("/apis/batch/v1/namespaces/shop/jobs/kanivete-timer-1", status(403, 'User "eve" cannot get jobs'))
    server.on("/api/v1/namespaces/shop/pods", status(403, 'User "eve" cannot create resource "pods"'))
    run = Run("1", "eve", "inject", datetime.now(UTC) + timedelta(hours=1))
    ending = Ending.planned(api, web(), {"name": "kanivete-inject-1"}, run, "python")
    assert ending.reaper is None
    assert 'User "eve" cannot get jobs' in ending.text
    asked = len(server.asked)
    ending.set_off()
    assert len(server.asked) == asked, "there is nothing to set off"
