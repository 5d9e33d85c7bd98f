"""A client of this machine, with short patience and no proxy."""

from collections.abc import Iterator

import pytest

from kanivete.probe.registry import blobs, here
from kanivete.probe.registry.here import HereClient
from tests.unit.probe.registry.server import FakeRegistry, serving


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here, "SILENCE_SECONDS", 0.5)
    monkeypatch.setattr(blobs, "SAMPLE_SECONDS", 1.0)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client() -> Iterator[HereClient]:
    made = HereClient(connect_seconds=1.0)
    yield made
    made.close()


@pytest.fixture
def fake() -> Iterator[FakeRegistry]:
    with serving() as running:
        yield running
