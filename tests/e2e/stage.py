"""All scenarios on one cluster at once, each in a namespace of its own."""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

import kanivete.simulate
from kanivete.kube.events import Event
from kanivete.kube.kinds import EVENTS, PODS, kind_named
from kanivete.kube.pods import ContainerStatus
from kanivete.model import Finding, ObjectRef
from kanivete.sources.live import open_live
from tests.rig.cluster import Cluster

SCENARIOS = Path(__file__).parent / "scenarios"
PACKAGED = Path(kanivete.simulate.__file__).parent / "scenarios"
"""Those of `kanivete simulate`, which any cluster can be made to have: test_simulate_scenarios.py plays them."""
WAVE = 24
"""Scenarios that are put up together: two cores start so many containers in half a minute."""
DEADLINE = 240.0
"""Seconds from a wave's start until each of its scenarios must have come to its symptom."""
POLL = 2.0
SETTLED = 12
"""Seconds after an event until it counts: what happens to a pod in its first seconds is nobody's business."""


@dataclass(frozen=True)
class Scenario:
    """One file: what must come out, and the manifests that make it."""

    name: str
    head: dict[str, Any]
    manifests: tuple[dict[str, Any], ...]

    @property
    def namespace(self) -> str:
        """Where it is played."""
        return "s-" + re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")

    @property
    def causes(self) -> tuple[str, ...]:
        """The cause that must be named first, and those that are as good."""
        return (self.head["cause"], *self.head.get("accept", ()))

    @property
    def subject(self) -> tuple[str, str]:
        """Kind and name."""
        kind, _, name = self.head["subject"].partition("/")
        return kind, name

    def concerns(self, finding: Finding) -> bool:
        """Whether the subject is the finding's own, or suffers from it."""
        refs: list[ObjectRef] = [finding.subject, *(c.subject for c in finding.consequences)]
        refs += finding.affected.objects
        return any(
            (ref.kind, ref.namespace, ref.name) == (self.subject[0], self.namespace, self.subject[1]) for ref in refs
        )


def scenarios(folder: Path = SCENARIOS) -> list[Scenario]:
    """All of a folder, by name: those that need the rig, or those that any cluster can be made to have."""
    found = []
    for file in sorted(folder.glob("*.yaml")):
        head, *manifests = (document for document in yaml.safe_load_all(file.read_text()) if document)
        if head.get("kind") == "Scenario":
            found.append(Scenario(file.stem, head, tuple(manifests)))
    return found


class Stage:
    """Puts scenarios on a cluster a wave at a time, waits for their symptoms, and clears up.

    While the tests of one wave run, the next one is already getting into trouble.
    """

    def __init__(self, cluster: Cluster, played: list[Scenario]) -> None:
        self._cluster = cluster
        self._waves = [played[at : at + WAVE] for at in range(0, len(played), WAVE)]
        self._up: dict[int, float] = {}
        """The waves that are on the cluster, and when they were put there."""

    def wait_for(self, scenario: Scenario) -> None:
        """Return when the scenario's symptom is there.

        Raises:
            AssertionError: It did not come in time.
        """
        begun = self._put_up(scenario)
        wait = scenario.head.get("wait", {})
        while not self._has_come(scenario, wait):
            assert time.monotonic() - begun < DEADLINE, f"{scenario.name}: no {wait} within {DEADLINE:.0f} s"
            time.sleep(POLL)

    def clear(self) -> None:
        """Delete everything again, without waiting until it is gone."""
        for number in list(self._up):
            self._clear(number)

    def _put_up(self, scenario: Scenario) -> float:
        """Have the scenario's wave and the next on the cluster, and none before; return when it was put there."""
        number = next(n for n, wave in enumerate(self._waves) if scenario in wave)
        for former in [n for n in self._up if n < number]:
            self._clear(former)
        for due in (number, number + 1):
            if due < len(self._waves) and due not in self._up:
                wave = self._waves[due]
                self._apply([_namespace(s.namespace) for s in wave])
                self._apply([placed(m, s.namespace) for s in wave for m in s.manifests])
                self._up[due] = time.monotonic()
        return self._up[number]

    def _clear(self, number: int) -> None:
        del self._up[number]
        for scenario in self._waves[number]:
            for manifest in scenario.manifests:
                if not _is_namespaced(manifest):
                    self._cluster.kubectl("delete", manifest["kind"], manifest["metadata"]["name"], "--wait=false")
        self._cluster.kubectl("delete", "namespace", "--wait=false", *(s.namespace for s in self._waves[number]))

    def _has_come(self, scenario: Scenario, wait: dict[str, Any]) -> bool:
        source = open_live(str(self._cluster.kubeconfig), None, None)
        try:
            pods, events = source.list(PODS, scenario.namespace), source.list(EVENTS, scenario.namespace)
        finally:
            source.close()
        assert isinstance(pods, tuple)
        assert isinstance(events, tuple)
        states = [s for p in pods for s in (*p.status.init_container_statuses, *p.status.container_statuses)]
        waiting = wait.get("waiting")
        wanted = waiting if isinstance(waiting, list) else [waiting]
        return (
            (waiting is None or any(s.state.waiting and s.state.waiting.reason in wanted for s in states))
            and ("restarts" not in wait or any(s.restart_count >= wait["restarts"] for s in states))
            and ("ended" not in wait or any(_ended(s) == wait["ended"] for s in states))
            and ("event" not in wait or any(_is_event(e, wait, source.now) for e in events))
            and ("reason" not in wait or any(pod.status.reason == wait["reason"] for pod in pods))
        )

    def _apply(self, manifests: list[dict[str, Any]]) -> None:
        text = "\n---\n".join(yaml.safe_dump(manifest) for manifest in manifests)
        done = self._cluster.kubectl("apply", "--server-side", "-f", "-", stdin=text, timeout=300)
        assert done.returncode == 0, done.stderr


def _ended(status: ContainerStatus) -> str | None:
    """The reason of the last end, where a diagnosis looks for it."""
    ended = status.state.terminated or status.last_state.terminated
    return ended.reason if ended else None


def _is_event(event: Event, wait: dict[str, Any], now: datetime) -> bool:
    age = wait.get("seconds", SETTLED)
    return event.reason == wait["event"] and event.first is not None and (now - event.first).total_seconds() >= age


def _namespace(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def placed(manifest: dict[str, Any], namespace: str) -> dict[str, Any]:
    """The manifest in a namespace, where its kind has one."""
    if not _is_namespaced(manifest):
        return manifest
    return {**manifest, "metadata": {**manifest.get("metadata", {}), "namespace": namespace}}


def _is_namespaced(manifest: dict[str, Any]) -> bool:
    kind = kind_named(manifest["kind"])
    return (
        kind.namespaced
        if kind
        else manifest["kind"] not in ("RuntimeClass", "StorageClass", "PersistentVolume", "PriorityClass")
    )
