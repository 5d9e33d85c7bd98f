"""Logs of real kubelets: what is well is silent, what was cut off says so, and what is over is over."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kanivete.node.log import LogReport, read

DATA = Path(__file__).parents[2] / "catalogue/data"
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def report(name: str) -> LogReport:
    file = DATA / name
    return read([gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()], NOW)


@pytest.mark.parametrize("name", ["node1.kubelet.log.gz", "kubelet-start.kubelet.log.gz", "starting.kubelet.log"])
def test_kubelets_that_are_well_or_just_start_name_nothing(name: str) -> None:
    found = report(name)
    assert found.causes == ()
    assert found.lines > 10
    assert found.endpoint is None


def test_a_node_that_is_cut_off_says_so_to_the_end() -> None:
    found = report("node2.kubelet.log.gz")
    (one,) = found.causes
    assert (one.cause, one.over, found.endpoint) == ("node.apiserver-unreachable", False, "10.89.0.10:6443")
    assert one.first == datetime(2026, 11, 22, 7, 51, 10, tzinfo=UTC)
    assert any("Failed to ensure lease exists" in line for line in one.lines)


def test_a_node_that_was_cut_off_for_a_while_says_that_it_is_over() -> None:
    found = report("cut-off-and-back.kubelet.log.gz")
    (one,) = found.causes
    assert (one.cause, one.over, found.endpoint) == ("node.apiserver-unreachable", True, "10.89.0.10:6443")
