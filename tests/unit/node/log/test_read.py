"""What a node's log proves: the causes, their lines, how often, and whether they are over."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanivete.node.log import read
from kanivete.node.log.blocks import BLOCK, LONGEST
from tests.unit.node.log.lines import (
    CAUSE,
    DEADLINE,
    NOW,
    START,
    calm,
    causes,
    klog,
    lease,
    ready,
    report,
    short,
)


def test_a_cause_has_its_lines_its_times_and_its_rate() -> None:
    found = report(calm(0), *(lease(10 * n) for n in range(1, 8)), calm(71))
    (one,) = found.causes
    assert (one.cause, one.count, one.over) == (CAUSE, 7, False)
    assert (one.first, one.last) == (START + timedelta(seconds=10), START + timedelta(seconds=70))
    assert one.per_minute == 6.0
    assert found.endpoint == "10.0.0.10:6443"
    assert found.lines == 9


def test_the_first_and_the_last_line_are_quoted_and_one_of_another_shape() -> None:
    status = klog(
        5, f'x.go:529] "Error updating node status" err="Get \\"https://10.0.0.10:6443/api/v1/nodes/w1\\": {DEADLINE}"'
    )
    (one,) = report(status, lease(6), lease(7), lease(8)).causes
    assert [line.split("]")[1][:20] for line in one.lines] == [
        ' "Error updating nod',
        ' "Failed to ensure l',
        ' "Failed to ensure l',
    ]
    assert "10:00:08" in one.lines[-1]


def test_a_single_line_is_quoted_once_and_has_no_rate() -> None:
    (one,) = report(lease(0)).causes
    assert len(one.lines) == 1
    assert one.per_minute == 0.0


def test_lines_are_redacted_and_cannot_reach_the_terminal() -> None:
    secret = "hunter2hunter2"
    line = lease(0).replace("interval", f"password={secret} \x1b]0;x\x07 interval")
    (one,) = report(line).causes
    assert secret not in "".join(one.lines)
    assert "\x1b" not in "".join(one.lines)


def test_a_long_line_is_quoted_with_the_error_at_its_end() -> None:
    patch = f'Patch \\"https://10.0.0.10:6443/api/v1/nodes/w1/status?timeout=10s\\": {DEADLINE}'
    line = f'x.go:529] "Error updating node status" err="failed to patch status {"x" * 3000} for node: {patch}"'
    (one,) = report(klog(0, line)).causes
    assert one.lines[0].endswith(f'{DEADLINE}"')
    assert len(one.lines[0]) < 1000


class TestOver:
    def test_what_the_log_ends_with_goes_on(self) -> None:
        assert not report(calm(0), lease(1), lease(8)).causes[0].over
        assert not report(lease(1), lease(8), calm(60)).causes[0].over

    def test_what_is_not_named_for_minutes_is_over(self) -> None:
        assert report(lease(1), lease(8), calm(300)).causes[0].over

    def test_a_node_that_became_ready_is_well(self) -> None:
        assert report(lease(1), lease(8), ready(10), calm(11)).causes[0].over

    def test_a_node_that_became_ready_and_was_cut_off_again_is_not(self) -> None:
        assert not report(lease(1), ready(10), lease(30)).causes[0].over

    def test_an_api_server_that_was_away_for_ten_seconds_is_past(self) -> None:
        refused = "dial tcp 10.0.0.10:6443: connect: connection refused"
        away = [lease(n, refused) for n in (1, 2, 4, 8)]
        (one,) = report(calm(0), *away, *(calm(n) for n in range(11, 600, 20))).causes
        assert one.over


class TestEpisodes:
    def test_what_began_again_after_the_node_was_well_counts_from_there(self) -> None:
        (one,) = report(lease(1), lease(8), ready(10), calm(11), lease(30), lease(37)).causes
        assert (one.first, one.count, one.over) == (START + timedelta(seconds=30), 2, False)

    def test_a_run_that_had_stopped_for_long_is_another_one(self) -> None:
        before, between = [lease(n) for n in (1, 8, 15)], [calm(n) for n in range(20, 3000, 100)]
        (one,) = report(*before, *between, lease(3000), lease(3007)).causes
        assert (one.first, one.count) == (START + timedelta(seconds=3000), 2)

    def test_what_comes_now_and_then_is_one(self) -> None:
        between = [calm(n) for n in range(20, 3000, 100)]
        oom = "Nov 22 10:00:01 w1 kernel: Out of memory: Killed process 7 (java) total-vm:1kB"
        (one,) = report(oom, *between, oom.replace("10:00:01", "11:00:01")).causes
        assert one.count == 2

    def test_a_last_line_that_tells_less_takes_no_facts_away(self) -> None:
        vague = klog(9, 'controller.go:171] "fallback to ensure lease" err="failed 5 attempts to update lease"', "I")
        found = report(lease(1), vague)
        assert found.causes[0].count == 2
        assert found.causes[0].facts["address"] == "10.0.0.10"
        assert found.endpoint == "10.0.0.10:6443"

    def test_facts_are_those_of_the_last_line(self) -> None:
        moved = lease(9).replace("10.0.0.10", "10.0.0.11")
        found = report(lease(1), moved)
        assert found.endpoint == "10.0.0.11:6443"
        assert found.causes[0].facts["address"] == "10.0.0.11"


class TestStopped:
    STOPPED = "Nov 22 10:00:05 w1 systemd[1]: Stopped kubelet.service - kubelet: The Kubernetes Node Agent."
    STARTED = "Nov 22 10:00:06 w1 systemd[1]: Started kubelet.service - kubelet: The Kubernetes Node Agent."
    ENDED = "Nov 22 10:00:04 w1 systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE"

    def test_a_kubelet_that_was_stopped_is_not_running(self) -> None:
        (one,) = report(calm(0), self.STOPPED).causes
        assert (one.cause, one.over) == ("node.kubelet-stopped", False)

    def test_a_kubelet_that_was_restarted_runs(self) -> None:
        (one,) = report(calm(0), self.STOPPED, self.STARTED, calm(7)).causes
        assert one.over

    def test_a_kubelet_that_crashes_again_and_again_does_not(self) -> None:
        (one,) = report(*[self.ENDED, self.STARTED] * 3).causes
        assert (one.count, one.over) == (3, False)


def test_what_goes_on_comes_before_what_is_over() -> None:
    runtime = klog(
        0, 'kubelet.go:2412] "Skipping pod synchronization" err="container runtime is down, PLEG is not healthy"'
    )
    found = report(runtime, runtime, runtime, calm(200), lease(400), lease(410))
    assert [(one.cause, one.over) for one in found.causes] == [(CAUSE, False), ("node.runtime-down", True)]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("kernel: Out of memory: Killed process 4242 (kubelet) total-vm:1kB, anon-rss:1kB", "node.kernel-oom"),
        ("kernel: INFO: task containerd:99 blocked for more than 120 seconds.", "node.kernel-hung-task"),
    ],
)
def test_what_the_kernel_says_in_the_same_journal_is_read(line: str, cause: str) -> None:
    assert cause in causes(calm(0), f"Nov 22 10:00:01 w1 {line}", calm(2))


def test_pods_that_fail_say_nothing_about_their_node() -> None:
    pull = (
        'log.go:32] "PullImage failed" err="Head \\"https://10.0.0.9:5000/v2/a/manifests/1\\": dial tcp: i/o timeout"'
    )
    probe = 'prober.go:120] "Probe failed" err="Get \\"http://10.244.1.14:8080/api/v1/x\\": connection refused"'
    assert causes(klog(0, pull), klog(1, probe), klog(2, 'x.go:1] "CrashLoopBackOff" pod="a/b"')) == []


def test_an_empty_log_says_nothing() -> None:
    found = read([], NOW)
    assert (found.causes, found.lines, found.first, found.last, found.endpoint) == ((), 0, None, None, None)


def test_progress_is_told() -> None:
    heard: list[int] = []
    read([b"a\n" * 10, b"b\n"], NOW, tell=heard.append)
    assert heard == [20, 22]


def test_a_line_of_megabytes_is_cut_and_the_next_ones_are_read() -> None:
    noise = b"x" * (5 << 20)
    found = read([noise[: 3 << 20], noise[3 << 20 :] + b"\n" + lease(0).encode() + b"\n"], NOW)
    assert [one.cause for one in found.causes] == [CAUSE]
    assert found.lines == 2


def test_binary_junk_between_lines_is_passed_over() -> None:
    junk = bytes(range(256)) * 40
    found = read([junk, b"\n", lease(0).encode(), b"\n", junk], NOW)
    assert [one.cause for one in found.causes] == [CAUSE]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=20))
def test_no_bytes_break_it(chunks: list[bytes]) -> None:
    assert read(chunks, NOW).lines <= b"".join(chunks).count(b"\n") + 1


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_how_the_bytes_are_cut_does_not_matter(data: st.DataObject) -> None:
    text = "\n".join(
        short(line, n) for n, line in enumerate([calm(0), lease(1), calm(2), lease(3), ready(4), lease(5)])
    )
    whole = text.encode() * 3
    places = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=12)))
    pieces = [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]
    assert read(pieces, NOW) == read([whole], NOW)


def test_blocks_stay_small_however_long_the_lines_are() -> None:
    from kanivete.node.log.blocks import blocks

    sizes = [len(block) for block in blocks([b"x" * (1 << 20)] * 3 + [b"\n" + b"y\n" * 1000])]
    assert max(sizes) <= BLOCK + LONGEST
