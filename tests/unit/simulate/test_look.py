"""How one looks at a fault: by a diagnosis, or by the check that its scenario names."""

import pytest

from kanivete.check.result import Break, Check, Verdict
from kanivete.model import Coverage
from kanivete.render.simulate.runs import verdict_data, verdict_text
from kanivete.simulate.expected import verdict_of_check
from kanivete.simulate.scenario import library
from kanivete.simulate.scenario import model as scenario
from tests.unit.simulate.plans import NAMESPACE, planned


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("image.tag-not-found", f"kanivete diagnose -n {NAMESPACE}"),
        ("node.kubelet-stopped", "kanivete diagnose node/worker-2"),
        ("service.wrong-port", f"kanivete check -n {NAMESPACE} deploy/client http://web:8080/"),
        ("network.rejected", f"kanivete check -n {NAMESPACE} deploy/client '[2001:db8::10]:5432'"),
    ],
)
def test_the_command_that_shows_it(name: str, command: str) -> None:
    assert planned(name).look == command


def test_values_are_filled_into_the_words_of_a_check() -> None:
    asked = scenario.Check(origin="deploy/client", target="http://web.{{namespace}}.svc/")
    assert planned("service.wrong-port", check=asked).check == scenario.Check(
        origin="deploy/client", target=f"http://web.{NAMESPACE}.svc/"
    )


def check(broken: Break | None) -> Check:
    found = Verdict(broken is None, "", broken)
    return Check("deploy/client", "http://web/", None, None, found, (), (), Coverage(True, {}, ()))


def test_what_the_check_names_is_held_against_the_scenario() -> None:
    head = library.head("network.no-answer")
    right = verdict_of_check(check(Break("network.no-answer", "", None)), head)
    assert right.as_expected
    assert verdict_text(right) == "expected network.no-answer: found network.no-answer (proven)"
    assert verdict_of_check(check(Break("network.rejected", "", None)), head).as_expected, "as good, says the scenario"
    wrong = verdict_of_check(check(Break("network.refused", "", None)), head)
    assert not wrong.as_expected
    assert verdict_text(wrong) == "expected network.no-answer: but found network.refused first"


def test_a_check_that_finds_nothing_is_not_as_expected() -> None:
    nothing = verdict_of_check(check(None), library.head("network.no-answer"))
    assert verdict_text(nothing) == "expected network.no-answer: nothing was found about it"
    assert verdict_data(nothing) == {
        "expected": "network.no-answer",
        "found": None,
        "certainty": None,
        "asExpected": False,
    }
