"""The same log in every format that it comes in says the same at the same time."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from kanivete.node.log import LogReport, read
from tests.unit.node.log.lines import CAUSE, LEASE, NOW, START, calm, export, journal_json, klog, lease, short

LINES = [(0.0, calm(0)), (1.5, lease(1.5)), (8.5, lease(8.5)), (9.0, calm(9))]


def _dressed(form: str) -> str:
    def when(seconds: float) -> datetime:
        return START + timedelta(seconds=seconds)

    return {
        "cat": "\n".join(text for _, text in LINES),
        "short": "\n".join(short(text, at) for at, text in LINES),
        "short-precise": "\n".join(f"{when(at):%b %d %H:%M:%S.%f} w1 kubelet[912]: {text}" for at, text in LINES),
        "short-iso": "\n".join(f"{when(at):%Y-%m-%dT%H:%M:%S}+00:00 w1 kubelet[912]: {text}" for at, text in LINES),
        "short-iso-precise": "\n".join(
            f"{when(at) - timedelta(hours=3):%Y-%m-%dT%H:%M:%S.%f}-0300 w1 kubelet[912]: {text}" for at, text in LINES
        ),
        "short-full": "\n".join(f"{when(at):%a %Y-%m-%d %H:%M:%S} UTC w1 kubelet[912]: {text}" for at, text in LINES),
        "with-unit": "\n".join(f"{when(at):%b %d %H:%M:%S} w1 k3s[912]: {text}" for at, text in LINES),
        "syslog": "\n".join(f"<11>{when(at):%Y-%m-%dT%H:%M:%S.%f}Z w1 kubelet[912]: {text}" for at, text in LINES),
        "syslog-5424": "\n".join(
            f"<11>1 {when(at):%Y-%m-%dT%H:%M:%S.%f}Z w1 kubelet 912 - - {text}" for at, text in LINES
        ),
        "json": "\n".join(journal_json(text, at) for at, text in LINES),
        "export": export(LINES),
        "cri": "\n".join(f"{when(at):%Y-%m-%dT%H:%M:%S.%f}000Z stderr F {text}" for at, text in LINES),
        "crlf": "\r\n".join(text for _, text in LINES),
        "coloured": "\n".join(f"\x1b[0;1;31m{text}\x1b[0m" for _, text in LINES),
        "nul": "\n".join(f"\x00{text}" for _, text in LINES),
    }[form]


FORMS = (
    "cat", "short", "short-precise", "short-iso", "short-iso-precise", "short-full", "with-unit", "syslog",
    "syslog-5424", "json", "export", "cri", "crlf", "coloured", "nul",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_format_gives_the_same_report(form: str) -> None:
    found = read([_dressed(form).encode()], NOW)
    (one,) = found.causes
    assert (one.cause, one.count, one.over) == (CAUSE, 2, False)
    assert found.endpoint == "10.0.0.10:6443"
    assert one.first is not None
    assert one.last is not None
    assert abs(one.first - (START + timedelta(seconds=1.5))) < timedelta(seconds=1)
    assert abs(one.last - (START + timedelta(seconds=8.5))) < timedelta(seconds=1)
    assert found.first is not None
    assert abs(found.first - START) < timedelta(seconds=1)


def _json_klog(ts: float) -> str:
    return json.dumps(
        {
            "ts": ts,
            "caller": "lease/controller.go:145",
            "msg": "Failed to ensure lease exists, will retry",
            "err": f'Get "{LEASE}": dial tcp 10.0.0.10:6443: i/o timeout',
            "interval": "7s",
        }
    )


@pytest.mark.parametrize("ts", [START.timestamp() * 1000, START.timestamp()])
def test_the_kubelets_own_json_has_its_own_time(ts: float) -> None:
    (one,) = read([(_json_klog(ts) + "\n").encode()], NOW).causes
    assert one.cause == CAUSE
    assert one.first == START


def test_a_journal_of_json_lines_within_json_is_understood() -> None:
    (one,) = read([journal_json(_json_klog(START.timestamp() * 1000), 5).encode()], NOW).causes
    assert one.cause == CAUSE
    assert one.first == START + timedelta(seconds=5)


def test_a_message_that_journalctl_writes_as_bytes_is_read() -> None:
    line = json.dumps({"__REALTIME_TIMESTAMP": "1", "MESSAGE": list(lease(0).encode())})
    assert [one.cause for one in read([line.encode()], NOW).causes] == [CAUSE]


def _first(line: str, now: datetime) -> datetime | None:
    found: LogReport = read([line.encode()], now)
    return found.first


def test_a_time_without_a_year_is_of_the_year_before_the_log_was_taken() -> None:
    new_year = datetime(2026, 1, 1, 0, 5, tzinfo=UTC)
    assert _first("E1231 23:59:58.000000 1 x.go:1] a", new_year) == datetime(2025, 12, 31, 23, 59, 58, tzinfo=UTC)
    assert _first("E0101 00:00:01.000000 1 x.go:1] a", new_year) == datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert _first("Dec 31 23:59:58 w1 kubelet[1]: a", new_year) == datetime(2025, 12, 31, 23, 59, 58, tzinfo=UTC)


def test_a_clock_a_little_ahead_is_of_this_year() -> None:
    assert _first("E1123 01:00:00.000000 1 x.go:1] a", NOW) == datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_the_29th_of_february_is_of_a_year_that_had_one() -> None:
    assert _first("E0229 01:00:00.000000 1 x.go:1] a", NOW) == datetime(2024, 2, 29, 1, tzinfo=UTC)


def test_a_time_without_a_zone_is_of_the_zone_that_was_given() -> None:
    zone = datetime.fromisoformat("2026-11-22T12:00:00-03:00")
    assert _first("Nov 22 09:00:00 w1 kubelet[1]: a", zone) == datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    ["E9999 99:99:99.000000 1 x.go:1] a", "Foo 99 10:00:00 w1 k[1]: a", "9999-99-99T99:99:99Z a", '{"ts":1e400}', "{"],
)
def test_a_time_that_is_none_is_no_time(line: str) -> None:
    assert _first(line, NOW) is None


def test_the_first_line_with_a_time_tells_when_a_log_begins() -> None:
    cut = "… the end of a line that was cut off"
    found = read([f"{cut}\n-- Logs begin at Sun --\n{klog(3, 'x.go:1] a')}\n".encode()], NOW)
    assert found.first == START + timedelta(seconds=3)
