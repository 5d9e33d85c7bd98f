"""Write docs/simulate-scenarios.md: every cause, the scenarios that make it, and what came of them on the rig.

`--check` only tells whether it is stale. The results are tests/e2e/results.yaml, which the end-to-end tests write:
`pytest tests/e2e --results tests/e2e/results.yaml`.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from kanivete.catalogue import Cause, catalogue
from kanivete.simulate.scenario import library
from kanivete.simulate.scenario.library import Reach
from kanivete.simulate.scenario.model import Head

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "docs" / "simulate-scenarios.md"
RESULTS = ROOT / "tests" / "e2e" / "results.yaml"
OF_THE_RIG = ROOT / "tests" / "e2e" / "scenarios"
_INTRODUCTION = """# Scenarios

<!-- Written by tools/scenario_table.py: change it there. -->

The {causes} causes of the catalogue: {made} can be made with `kanivete simulate run` on any cluster that allows it
({scenarios} scenarios), {rig} more on the cluster of the project's own tests, whose registries and images are made for
it, and {none} by neither, for the reason given. *Found* is what `kanivete diagnose` said first when the scenario was
last played on that cluster, and how certain it was. Some faults leave every object well, so that there is nothing to
diagnose: they are found *by check*, with `kanivete check` between the two ends that the scenario names.
"""
_CHANGES = {
    Reach.NAMESPACE: "a namespace",
    Reach.CLUSTER: "a namespace, objects outside of it",
    Reach.NODE: "a namespace, a machine",
}


def text() -> str:
    """The page."""
    results = yaml.safe_load(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    packaged, rig = _by_cause(library.names()), _by_cause(path.stem for path in OF_THE_RIG.glob("*.yaml"))
    causes = list(catalogue().values())
    lines = [
        _INTRODUCTION.format(
            causes=len(causes),
            made=sum(cause.id in packaged for cause in causes),
            scenarios=len(library.names()),
            rig=sum(cause.id in rig and cause.id not in packaged for cause in causes),
            none=sum(cause.id not in rig and cause.id not in packaged for cause in causes),
        )
    ]
    for family, group in groupby(causes, key=lambda cause: cause.family):
        lines += [f"## {family}", "", "| cause | scenario | changes | needs | found |", "|---|---|---|---|---|"]
        for cause in group:
            lines += _rows(cause, packaged.get(cause.id, []), cause.id in rig, results or {})
        lines.append("")
    return "\n".join(lines)


def _rows(cause: Cause, names: list[str], on_the_rig: bool, results: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if not names:
        why = f"on the tests' cluster; elsewhere it {cause.no_scenario}" if on_the_rig else f"none: {cause.no_scenario}"
        yield f"| `{cause.id}` | {_cell(why)} | | | |"
    for name in names:
        head = library.head(name)
        wanted = ", ".join(_needs(head)) or "nothing"
        yield (
            f"| `{cause.id}` | {_variant(name)}{_cell(head.summary)} | {_CHANGES[library.reach(name)]} | {wanted} |"
            f" {_found(head, results.get(name))} |"
        )


def _needs(head: Head) -> list[str]:
    return [str(need) for need in dict.fromkeys(head.all_needs)]


def _variant(name: str) -> str:
    variant = name.partition("--")[2]
    return f"`--{variant}`: " if variant else ""


def _found(head: Head, result: Mapping[str, Any] | None) -> str:
    if result is None:
        return "not played yet"
    named = "" if result["cause"] == head.cause else f"`{result['cause']}`, "
    return f"{named}{result['certainty']}" + (", by check" if head.check else "")


def _by_cause(names: Iterable[str]) -> dict[str, list[str]]:
    return {cause: list(group) for cause, group in groupby(sorted(names), key=lambda name: name.partition("--")[0])}


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` return 1 where it is stale."""
    wanted = text()
    if "--check" not in arguments:
        PLACE.write_text(wanted, encoding="utf-8")
        return 0
    if PLACE.exists() and PLACE.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("docs/simulate-scenarios.md is stale: run `make docs`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
