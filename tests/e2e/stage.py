"""All scenarios on one cluster at once, each in a namespace of its own."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kanivete.kube.kinds import EVENTS, PODS, kind_named
from kanivete.model import Finding, ObjectRef
from kanivete.sources.live import open_live
from tests.rig.cluster import Cluster

SCENARIOS = Path(__file__).parent / "scenarios"
DEADLINE = 300.0
"""Seconds from the start until every scenario must have come to its symptom."""
POLL = 2.0


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


def scenarios() -> list[Scenario]:
    """All of them, by name."""
    found = []
    for file in sorted(SCENARIOS.glob("*.yaml")):
        head, *manifests = (document for document in yaml.safe_load_all(file.read_text()) if document)
        if head.get("kind") == "Scenario":
            found.append(Scenario(file.stem, head, tuple(manifests)))
    return found


class Stage:
    """Puts scenarios on a cluster, waits for their symptoms, and clears up."""

    def __init__(self, cluster: Cluster, played: list[Scenario]) -> None:
        self._cluster = cluster
        self._played = played
        self._begun = 0.0

    def put_up(self) -> None:
        """Create all namespaces, then everything in them."""
        namespaces = [
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": s.namespace}} for s in self._played
        ]
        self._apply(namespaces)
        self._apply([placed(m, s.namespace) for s in self._played for m in s.manifests])
        self._begun = time.monotonic()

    def clear(self) -> None:
        """Delete everything again, without waiting until it is gone."""
        for scenario in self._played:
            for manifest in scenario.manifests:
                if not _is_namespaced(manifest):
                    self._cluster.kubectl("delete", manifest["kind"], manifest["metadata"]["name"], "--wait=false")
        names = [scenario.namespace for scenario in self._played]
        self._cluster.kubectl("delete", "namespace", "--wait=false", *names)

    def wait_for(self, scenario: Scenario) -> None:
        """Return when the scenario's symptom is there.

        Raises:
            AssertionError: It did not come in time.
        """
        wait = dict(scenario.head.get("wait", {}))
        seconds = wait.pop("seconds", 0)
        while not self._has_come(scenario, wait):
            assert time.monotonic() - self._begun < DEADLINE, f"{scenario.name}: no {wait} within {DEADLINE:.0f} s"
            time.sleep(POLL)
        time.sleep(seconds)

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
            and ("event" not in wait or any(event.reason == wait["event"] for event in events))
            and ("reason" not in wait or any(pod.status.reason == wait["reason"] for pod in pods))
        )

    def _apply(self, manifests: list[dict[str, Any]]) -> None:
        text = "\n---\n".join(yaml.safe_dump(manifest) for manifest in manifests)
        done = self._cluster.kubectl("apply", "--server-side", "-f", "-", stdin=text, timeout=300)
        assert done.returncode == 0, done.stderr


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
