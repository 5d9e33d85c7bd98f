"""One diagnosis in four formats."""

import io
import json
import sys
from datetime import UTC, datetime

import pytest
import yaml
from click import unstyle

from kanivete import i18n
from kanivete.model import (
    Affected,
    Certainty,
    Changes,
    Consequence,
    Cost,
    Coverage,
    Diagnosis,
    Evidence,
    Finding,
    Gap,
    Metadata,
    ObjectRef,
    Origin,
    Owner,
    Remedy,
    RuledOut,
    Scope,
    Severity,
    Step,
)
from kanivete.render import render
from kanivete.render.text import quoted

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WEB = ObjectRef(api_version="apps/v1", kind="Deployment", namespace="shop", name="web")
POD = ObjectRef(api_version="v1", kind="Pod", namespace="shop", name="web-0")
GAP = Gap("events", "shop", "forbidden", '{apiGroups: [""], resources: ["events"], verbs: ["list"]}')


def finding(**changes: object) -> Finding:
    fields: dict[str, object] = {
        "rank": 1,
        "id": "0123456789ab",
        "cause": "crash.application-error",
        "title": "The program ends with an error",
        "severity": Severity.CRITICAL,
        "certainty": Certainty.PROVEN,
        "owner": Owner.APPLICATION,
        "subject": WEB,
        "affected": Affected(1, (POD,)),
        "since": "2026-11-22T07:30:00Z",
        "explanation": "It ended by itself. " * 12,
        "evidence": (Evidence(Origin.PREVIOUS_LOG, "ls: vraus: No such file", POD, "main", "2026-11-22T07:59:00Z", 3),),
        "consequences": (Consequence(WEB, "CrashLoopBackOff"),),
        "ruled_out": (RuledOut("node.memory-pressure", "the node says `MemoryPressure=False`"),),
        "remedies": (Remedy("Correct it.", "kubectl -n shop edit deploy/web", Changes.WORKLOAD),),
        "next": (Step("Read it.", "kubectl -n shop logs web-0 --previous"),),
        "references": ("https://kubernetes.io/docs/",),
    }
    return Finding(**(fields | changes))  # type: ignore[arg-type]


def diagnosis(*findings: Finding, gaps: tuple[Gap, ...] = (), pods: int = 3, scope: Scope | None = None) -> Diagnosis:
    return Diagnosis(
        metadata=Metadata("test", scope or Scope(), "2026-11-22T08:00:00Z", 0.1, "0"),
        coverage=Coverage(not gaps, {"pods": pods}, gaps),
        cost=Cost(0, 0),
        findings=findings,
    )


def text(*findings: Finding, gaps: tuple[Gap, ...] = (), width: int = 100) -> str:
    return unstyle(render(diagnosis(*findings, gaps=gaps), "text", width=width, now=NOW))


def test_a_finding_says_what_why_proof_whose_and_next() -> None:
    shown = text(finding())
    for part in (
        "CRITICAL  The program ends with an error",
        "Deployment shop/web · 1 Pod · since 2026-11-22 07:30 UTC (30 min) · crash.application-error",
        "proven",
        "│ ls: vraus: No such file",
        "previous log main · Pod shop/web-0, 3 times, 07:59:00",
        "✓ the node says `MemoryPressure=False`",
        "$ kanivete explain crash.application-error",
        "application: the team that writes the program",
        "Deployment shop/web: CrashLoopBackOff",
        "$ kubectl -n shop edit deploy/web",
        "(changes the workload)",
        "$ kubectl -n shop logs web-0 --previous",
        "1 finding (examined: 3 pods",
    ):
        assert part in shown


@pytest.mark.parametrize("width", [40, 80, 120])
def test_prose_keeps_to_the_width(width: int) -> None:
    for line in text(finding(), finding(rank=2), gaps=(GAP,), width=width).splitlines():
        quotation_or_command = "│" in line or "$" in line or "grant" in line
        assert len(line) <= width or quotation_or_command, line


def test_this_case_comes_first_and_only_the_beginning_of_what_is_general() -> None:
    general = "A general sentence. " * 30 + "The last one."
    shown = " ".join(text(finding(explanation=f"Web ended 3 times.\n\n{general}")).split())
    assert shown.index("Web ended 3 times.") < shown.index("A general sentence.")
    assert "The last one." not in shown


def test_programs_and_tickets_get_the_whole_explanation() -> None:
    whole = "Web ended.\n\n" + "A general sentence. " * 30 + "The last one."
    answer = json.loads(render(diagnosis(finding(explanation=whole)), "json", width=80, now=NOW))
    assert answer["findings"][0]["explanation"] == whole
    assert "The last one." in render(diagnosis(finding(explanation=whole)), "markdown", width=80, now=NOW)


def test_every_cleared_rival_has_a_line_of_its_own() -> None:
    rivals = tuple(RuledOut(cause, because) for cause, because in (("a", "it is up"), ("b", "it is up"), ("c", "no")))
    lines = [line for line in text(finding(ruled_out=rivals)).splitlines() if "✓" in line]
    assert [line.partition("✓ ")[2] for line in lines] == ["it is up", "no"]


def test_the_cause_has_a_line_of_its_own_where_it_does_not_fit() -> None:
    assert "   crash.application-error" in text(finding(), width=60).splitlines()


@pytest.mark.parametrize("width", [40, 80])
def test_a_quotation_is_folded_between_words(width: int) -> None:
    said = "\tFailed to update the lease at controller.go: " * 4
    lines = [unstyle(line).partition("│ ")[2] for line in quoted(said, width)]
    assert all(len(line) + 14 <= width for line in lines)
    assert " ".join(lines).split() == said.split()
    assert unstyle(*quoted(said, 0)).endswith(f"│ {said}"), "not folded for a pipe"


def test_requests_and_seconds_were_not_examined() -> None:
    assert text().endswith("(examined: 3 pods; 0.1 s)")


def test_several_findings_begin_with_an_overview() -> None:
    first = text(finding(), finding(rank=2, severity=Severity.WARNING, cause="probe.readiness")).splitlines()[:2]
    assert first[0].split() == ["1", "critical", "crash.application-error", "Deployment", "shop/web"]
    assert first[1].split() == ["2", "warning", "probe.readiness", "Deployment", "shop/web"]


def test_gaps_are_always_shown_and_never_look_like_health() -> None:
    assert text().startswith("nothing is wrong (")
    shown = text(gaps=(GAP,))
    assert "events (shop): forbidden" in shown
    assert GAP.grant in shown
    assert "nothing is wrong in what was seen" in shown


@pytest.mark.parametrize("output", ["text", "markdown"])
def test_who_saw_no_pod_cannot_say_that_nothing_is_wrong(output: str) -> None:
    shown = render(diagnosis(gaps=(GAP,), pods=0), output, width=100, now=NOW)
    assert "nothing could be seen" in shown
    assert "nothing is wrong" not in shown


def test_json_has_the_fields_of_the_contract() -> None:
    answer = json.loads(render(diagnosis(finding(), gaps=(GAP,)), "json", width=80, now=NOW))
    assert list(answer) == ["apiVersion", "kind", "metadata", "coverage", "cost", "findings"]
    assert (answer["apiVersion"], answer["kind"]) == ("kanivete.dev/v1alpha1", "Diagnosis")
    assert set(answer["findings"][0]) == {
        *("rank", "id", "cause", "title", "severity", "certainty", "owner", "subject", "affected", "since"),
        *("explanation", "evidence", "consequences", "ruledOut", "remedies", "next", "references"),
    }
    assert answer["findings"][0]["subject"] == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "namespace": "shop",
        "name": "web",
    }
    assert set(answer["metadata"]) == {"source", "scope", "startedAt", "durationSeconds", "version"}
    assert set(answer["cost"]) == {"requests", "bytesReceived"}
    assert set(answer["coverage"]["gaps"][0]) == {"what", "where", "why", "grant"}


def test_yaml_says_the_same_as_json() -> None:
    of = diagnosis(finding(), gaps=(GAP,))
    as_json = json.loads(render(of, "json", width=80, now=NOW))
    assert yaml.safe_load(render(of, "yaml", width=80, now=NOW)) == as_json


def test_markdown_quotes_what_could_be_markup() -> None:
    hostile = finding(
        title="<script> [x](http://evil)", evidence=(Evidence(Origin.LOG, "```\n# not a heading\n```", POD),)
    )
    shown = render(diagnosis(hostile), "markdown", width=80, now=NOW)
    assert "\\<script\\> \\[x\\]" in shown
    assert "````text\n```\n# not a heading\n```\n````" in shown


def test_portuguese_is_portuguese() -> None:
    i18n.use("pt-BR")
    try:
        shown = text(finding())
    finally:
        i18n.use("en")
    assert "Por quê" in shown
    assert "Prova" in shown
    assert "application" not in shown.replace("crash.application-error", "")


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(), "nothing is wrong ("),
        (Scope(namespaces=("shop",)), "nothing is wrong in namespace shop ("),
        (Scope(namespaces=("shop", "till")), "nothing is wrong in the namespaces shop, till ("),
        (Scope(namespaces=("shop",), names=(("deploy", "web"),)), "nothing is wrong ("),
    ],
)
def test_silence_says_which_namespaces_it_is_about(scope: Scope, said: str) -> None:
    healthy = diagnosis(scope=scope)
    assert render(healthy, "text", width=100, now=NOW).startswith(said)
    assert render(healthy, "markdown", width=100, now=NOW) == said.removesuffix(" (")


@pytest.mark.parametrize("output", ["text", "markdown"])
def test_kinds_that_nobody_recorded_are_one_line_and_never_hidden(output: str) -> None:
    left_out = tuple(
        Gap(kind, place, f"not in the {where}")
        for kind, place, where in (("ingresses", "", "recording"), ("configmaps", "a", "snapshot"))
    )
    shown = render(diagnosis(gaps=left_out), output, width=100, now=NOW)
    assert "Not in the recording, so not looked at: ingresses; configmaps (a)" in shown
    assert "Not seen" not in shown
    assert "nothing is wrong in what was seen" in shown


@pytest.mark.parametrize(
    "gap", [Gap("events", "shop", "not in the recording"), Gap("ingresses", "", "forbidden"), GAP], ids=str
)
def test_what_may_hide_something_is_told_at_length(gap: Gap) -> None:
    shown = text(gaps=(gap,))
    assert "Not seen, so nothing is said about it:" in shown
    assert f"{gap.what}{f' ({gap.where})' if gap.where else ''}: {gap.why}" in shown


class Terminal(io.StringIO):
    """A standard output that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_what_is_longer_than_a_terminal_ends_with_the_overview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "20")
    monkeypatch.setattr(sys, "stdout", Terminal())
    lines = text(*(finding(rank=rank) for rank in range(1, 31))).splitlines()
    assert lines[1].startswith("1. CRITICAL")
    end = lines[-19:]
    assert [line.split()[0] for line in end if " crash.application-error  " in line] == [str(n) for n in range(1, 12)]
    assert end[-5] == "   and 19 more"
    assert end[-3].startswith("30 findings (")
    assert end[-1] == "$ kanivete diagnose deployment/web -n shop"


def test_a_few_findings_begin_with_the_overview_on_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    lines = text(finding(), finding(rank=2), finding(rank=3)).splitlines()
    assert lines[0].split()[:2] == ["1", "critical"]
    assert lines[-1].startswith("3 findings (")


def test_where_there_is_no_room_the_name_is_what_is_left() -> None:
    long = ObjectRef(api_version="apps/v1", kind="Deployment", namespace="a-very-long-namespace", name="the-name")
    first = text(finding(subject=long), finding(rank=2), width=60).splitlines()[0]
    assert first.endswith("/the-name")
    assert len(first) <= 60
