"""Scenarios of `kanivete.simulate` on the rig: made, waited for, looked at, taken back, and what came of it kept."""

import fcntl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kanivete.check.result import Break
from kanivete.cli.running import run
from kanivete.kube.api.client import Api
from kanivete.model import Diagnosis, Finding, Scope
from kanivete.simulate import checking, runs
from kanivete.simulate.expected import Found, Verdict, verdict
from kanivete.simulate.making import Making
from kanivete.simulate.nodes.ways import Ways
from kanivete.simulate.plan import Plan, Wish, plan
from kanivete.simulate.reverting import Reverting
from kanivete.simulate.scenario import library
from kanivete.simulate.scenario.model import Need
from kanivete.simulate.showing import Showing
from kanivete.sources.live import open_live
from kanivete.sources.snapshot import Tap

OF_NODES = [name for name in library.names() if Need.NODE in library.head(name).needs]
"""Those that change a node: they are played alone with the cluster."""
BY_CHECK = [name for name in library.names() if library.head(name).check]
"""Those that leave every object well, so that a check shows them and no diagnosis."""
ELSEWHERE = [name for name in library.names() if name not in OF_NODES and name not in BY_CHECK]


@dataclass(frozen=True)
class Played:
    """A scenario on the cluster."""

    plan: Plan
    making: Making
    showing: Showing

    @property
    def namespace(self) -> str:
        return self.plan.namespace

    def said(self, diagnosis: Diagnosis) -> Verdict[Finding]:
        """What the diagnosis says first of the scenario's subject."""
        return verdict(diagnosis, self.plan.scenario.head, self.plan.subject, self.namespace)

    def is_right(self, said: Verdict[Found]) -> bool:
        """Whether it is the cause, and holds the quote."""
        return said.found is not None and said.as_expected and self.plan.scenario.head.quote in quoted(said.found)

    def check(self, said: Verdict[Found]) -> Found:
        """The finding. Raises AssertionError where it is not what the scenario demands."""
        head = self.plan.scenario.head
        assert said.found is not None, f"nothing about {self.plan.subject}"
        assert said.as_expected, said.found
        if said.found.cause == head.cause and head.owner:
            assert said.found.owner == head.owner
        assert head.quote in quoted(said.found), said.found.evidence
        return said.found


def diagnosed(kubeconfig: Path, scope: Scope) -> tuple[Diagnosis, Tap]:
    """What is said of a cluster now, and all that it was said from."""
    tap = Tap(open_live(str(kubeconfig), None, None))
    try:
        return run(tap, scope), tap
    finally:
        tap.close()


def quoted(finding: Finding | Break) -> str:
    """All of its evidence."""
    return "\n".join(evidence.text for evidence in finding.evidence)


def make(api: Api, ways: Ways, name: str, node: str = "") -> Played:
    """Make a scenario, or take back what there is of it."""
    scenario = library.scenario(name)
    made = plan(api, Wish(scenario, node=node, timed=False), runs.whoami(api), control_plane="cp")
    checking.before(api, made)
    making = Making(api, made, ways, lambda _: None)
    played = Played(made, making, Showing(api, made, scenario.head.wait))
    try:
        making.run()
    except Exception:
        take_back(api, ways, played)
        raise
    return played


def take_back(api: Api, ways: Ways, played: Played) -> None:
    """Revert it, and wait until it is gone."""
    reverting = Reverting(api, played.making.journal, played.making.copy, ways, lambda _: None)
    reverting.run()
    reverting.wait()


def keep(file: Path | None, name: str, found: Finding | Break) -> None:
    """Note what came of a scenario in the table's data (`--results`); others may be at it."""
    if file is None:
        return
    with file.open("a+") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        known: dict[str, Any] = yaml.safe_load(opened) or {}
        known[name] = {"cause": str(found.cause), "certainty": str(found.certainty)}
        opened.seek(0)
        opened.truncate()
        yaml.safe_dump(known, opened)
