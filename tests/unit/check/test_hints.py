"""What is worth knowing about names that were looked up."""

from kanivete.check.result import Tried
from kanivete.check.tried.hints import hints, name_hints, resolution
from kanivete.probe.steps import Outcome, Probed, Query, Resolved, Step, StepName, Target
from tests.unit.check.things import pod, service, slice_of, source_of, walked

SEARCH = ("shop.svc.cluster.local", "svc.cluster.local", "cluster.local")
SERVER = "10.96.0.10"


def looked_up(host: str, *queries: Query) -> Tried:
    resolved = Resolved(("192.0.2.1",), (SERVER,), SEARCH, 5, queries)
    return Tried("name", Probed("a test", Target(host, None), (Step(StepName.NAME, Outcome.OK),), resolved=resolved))


def asked(name: str, *addresses: str, seconds: float = 0.001) -> Query:
    return Query(name, "A", SERVER, "NOERROR" if addresses else "NXDOMAIN", addresses, seconds)


def test_names_asked_for_in_vain_are_counted_and_a_final_dot_advised() -> None:
    vain = [asked(f"example.com.{domain}.") for domain in SEARCH]
    (hint,) = name_hints(looked_up("example.com", *vain, asked("example.com.", "192.0.2.1")))
    assert "3 names were asked for in vain" in hint
    assert "example.com. with a final dot" in hint


def test_a_name_found_at_once_has_no_hint() -> None:
    assert not list(name_hints(looked_up("api", asked("api.shop.svc.cluster.local.", "10.96.0.7"))))


def test_a_slow_server_is_told() -> None:
    (hint,) = name_hints(looked_up("api", asked("api.shop.svc.cluster.local.", "10.96.0.7", seconds=2.5)))
    assert "took 2.5 s" in hint


def test_the_name_that_was_found_and_the_rules_are_shown() -> None:
    said = resolution(looked_up("api", asked("api.shop.svc.cluster.local.", "10.96.0.7")))
    assert said.startswith("found as api.shop.svc.cluster.local. by 10.96.0.10; ndots 5, search path shop.svc")


def test_a_policy_that_denies_what_works_is_told() -> None:
    closed = {"kind": "NetworkPolicy", "metadata": {"name": "closed"}, "spec": {"podSelector": {}}}
    api = (pod("api-1", {"app": "api"}, "10.244.1.7"), service("api", {"app": "api"}), slice_of("api", "10.244.1.7"))
    ok = Tried("name", Probed("a test", Target("api", 80), (Step(StepName.TCP, Outcome.OK),)))
    (hint,) = hints(walked(source_of(*api, closed), "api"), (ok,))
    assert "closed" in hint
    assert not list(hints(walked(source_of(*api), "api"), (ok,)))
