"""What a refusal teaches, and the requests and limits that follow from it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.toolbox.durations import DurationError, seconds_of, words_of
from kanivete.toolbox.fitting import Demands
from kanivete.toolbox.pod import Object
from kanivete.toolbox.quantities import amount, written
from kanivete.toolbox.refusals import Refusal, read

MUST = 'pods "x" is forbidden: failed quota: q: must specify limits.memory for: toolbox; requests.cpu for: toolbox'
EXCEEDED = (
    'pods "x" is forbidden: exceeded quota: q, requested: limits.memory=128Mi,requests.cpu=10m, '
    "used: limits.memory=40Mi,requests.cpu=5m, limited: limits.memory=100Mi,requests.cpu=20m"
)
FULL = 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3'
RANGE = (
    'pods "x" is forbidden: [minimum cpu usage per Container is 500m, but request is 10m, '
    "memory max limit to request ratio per Container is 2, but provided ratio is 60.000000]"
)
SECURITY = 'pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'
RIGHTS = 'pods is forbidden: User "jane" cannot create resource "pods" in API group "" in the namespace "shop"'


@pytest.mark.parametrize(
    ("message", "refusal"),
    [
        (MUST, Refusal(named=frozenset({"memory", "cpu"}), quota=True)),
        (
            EXCEEDED,
            Refusal(
                named=frozenset({"memory", "cpu"}),
                left={"limits.memory": Decimal(60 << 20), "requests.cpu": Decimal("0.015")},
                quota=True,
            ),
        ),
        (FULL, Refusal(quota=True, hopeless=True)),
        (RANGE, Refusal(named=frozenset({"memory", "cpu"}), quota=True)),
        (SECURITY, Refusal()),
        (RIGHTS, Refusal(rights=True, hopeless=True)),
    ],
)
def test_refusals(message: str, refusal: Refusal) -> None:
    assert read(message) == refusal


@given(st.text(max_size=300))
def test_any_text_is_a_refusal(text: str) -> None:
    read(f"exceeded quota: q, requested: {text}, used: {text}, limited: {text}")
    read(text)


def test_nothing_is_asked_for_where_nothing_is_demanded() -> None:
    fit = Demands().fit([])
    assert (fit.restricted, fit.resources) == (False, {})


def test_what_must_be_said_is_said_and_no_more() -> None:
    fit = Demands().learnt(read(MUST)).fit([])
    assert fit.resources == {
        "requests": {"cpu": "10m", "memory": "32Mi"},
        "limits": {"cpu": "200m", "memory": "128Mi"},
    }


def test_what_is_left_is_not_exceeded() -> None:
    fit = Demands().learnt(read(EXCEEDED)).fit([])
    assert fit.resources["limits"]["memory"] == "60Mi"
    assert fit.resources["requests"] == {"cpu": "10m", "memory": "32Mi"}


def test_limit_ranges_are_kept() -> None:
    ranges: list[Object] = [
        {"type": "Container", "min": {"cpu": "300m"}, "max": {"memory": "64Mi"}},
        {"type": "Pod", "maxLimitRequestRatio": {"memory": "1"}},
        {"type": "PersistentVolumeClaim", "max": {"memory": "1Ki"}},
        {"type": "Container", "min": None, "max": {"cpu": "soon"}},
    ]
    fit = Demands().learnt(read(RANGE)).fit(ranges)
    assert fit.resources == {
        "requests": {"cpu": "300m", "memory": "32Mi"},
        "limits": {"cpu": "300m", "memory": "32Mi"},
    }


def test_one_refusal_after_the_other() -> None:
    demands = Demands().learnt(read(SECURITY)).learnt(read(MUST))
    assert (demands.restricted, demands.named) == (True, frozenset({"cpu", "memory"}))
    assert demands.learnt(read(SECURITY)) is demands, "nothing more can be done about it"
    assert demands.learnt(read(FULL)) is demands
    assert demands.learnt(read(RIGHTS)) is demands


@pytest.mark.parametrize(
    ("text", "number"),
    [("100m", "0.1"), ("64Mi", "67108864"), ("1e3", "1000"), ("2", "2"), ("1.5Gi", "1610612736"), ("5k", "5000")],
)
def test_quantities(text: str, number: str) -> None:
    assert amount(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1Zi", "--1", None, {}, "1e999"])
def test_what_is_no_quantity(text: object) -> None:
    assert amount(text) is None


@given(st.integers(1, 10_000), st.sampled_from(["cpu", "memory"]))
def test_a_written_quantity_is_never_more_than_meant(number: int, resource: str) -> None:
    meant = Decimal(number) / 1000 if resource == "cpu" else Decimal(number << 10)
    read_again = amount(written(resource, meant))
    assert read_again is not None
    assert read_again <= meant


@given(st.integers(1, 10_000_000))
def test_durations_are_read_as_they_are_written(seconds: int) -> None:
    assert seconds_of(words_of(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "0s", "soon", "1d", "-1h", "1h-1m", "5"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(DurationError):
        seconds_of(text)
