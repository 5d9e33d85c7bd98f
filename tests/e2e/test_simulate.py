"""Faults are made, named and taken back; whatever dies in between, the cluster is as it was."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.nodes import SERVER, is_ready
from tests.e2e.simulated import MACHINE, NOBODY
from tests.e2e.waiting import looked, until
from tests.rig.cluster import Cluster

ROOT = Path(__file__).parents[2]
AT_ONCE = 4
GONE = 120.0
"""Seconds until everything of a run has to be gone."""
CHANGED = "done OnMachine"
"""The point at which a machine is changed, and the journal says so."""
SECONDS = 40
"""Of a run that is long enough for the control plane to miss the node."""


@dataclass(frozen=True)
class Person:
    """Somebody at a machine of their own, as the API server knows them."""

    home: Path
    kubeconfig: Path
    environment: dict[str, str] = field(default_factory=dict)

    def kanivete(self, *words: str, timeout: float = 200) -> subprocess.CompletedProcess[str]:
        """Run the command; it may fail."""
        return self._run([sys.executable, "-m", "kanivete", "simulate", *words], timeout)

    def dying(
        self,
        job: str,
        ssh_config: Path,
        point: int | str,
        seconds: int,
        *more: str,
        run: str = "",
        patched: str = "",
        cut: str = "",
    ) -> list[str]:
        """Make or revert a run in a process that kills itself at a point, and return what it had to say."""
        words = [sys.executable, "-m", "tests.e2e.simulated", job, str(self.kubeconfig), str(ssh_config)]
        done = self._run([*words, str(point), str(seconds), *more], 200, RUN=run, PATCHED=patched, CUT=cut)
        assert done.returncode == (-9 if point else 0), done.stderr
        return done.stdout.splitlines()

    def started(self, *words: str) -> "subprocess.Popen[bytes]":
        """The command, while it runs; what it says is lost."""
        argv = [sys.executable, "-m", "kanivete", "simulate", *words]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(argv, env=self._environment(), cwd=ROOT, stdin=quiet, stdout=quiet, stderr=quiet)

    def _run(self, words: list[str], timeout: float, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, capture_output=True, text=True, env=self._environment(**more), timeout=timeout, cwd=ROOT, check=False
        )

    def _environment(self, **more: str) -> dict[str, str]:
        taken = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        return {**taken, "HOME": str(self.home), "KUBECONFIG": str(self.kubeconfig), "LC_ALL": "C.UTF-8", **more}


People = Callable[..., Person]


@pytest.fixture
def people(cluster: Cluster, tmp_path: Path) -> People:
    """Makes people: administrators, or members of other groups."""

    def person(name: str, group: str = "system:masters", context: str = "rig") -> Person:
        home = tmp_path / name
        home.mkdir()
        config = yaml.safe_load(cluster.kubeconfig.read_text())
        config["users"][0]["user"] |= {"as": name, "as-groups": [group]}
        config["contexts"][0]["name"] = config["current-context"] = context
        file = home / "kubeconfig"
        file.write_text(yaml.safe_dump(config))
        return Person(home, file)

    return person


@pytest.fixture(autouse=True)
def _nothing_stays(cluster: Cluster) -> Iterator[None]:
    """Take back whatever a failed test has left on the machine that all of them change."""
    yield
    left = [line for line in _rules(cluster) if "kanivete:" in line and NOBODY in line]
    for line in left:
        cluster.on(MACHINE, "iptables", "-w", "5", "-D", *line.split()[1:])


@pytest.mark.parametrize(
    ("scenario", "quote"),
    [
        ("image.tag-not-found", "alpine:vraus: not found"),
        ("crash.application-error", "ls: vraus: No such file"),
        ("http.server-error", "the database is down"),
    ],
)
def test_a_fault_is_made_named_and_taken_back(cluster: Cluster, people: People, scenario: str, quote: str) -> None:
    ana, other_machine = people("ana"), people("ana-at-home")
    made = ana.kanivete("run", scenario, "--yes", "--diagnose", "--allow-context", "rig")
    assert made.returncode == 0, made.stderr
    assert quote in made.stdout
    assert f"expected {scenario}: found {scenario} (proven)" in made.stdout

    run = made.stdout.splitlines()[-1].split(":")[0].removeprefix("run ")
    listed = json.loads(other_machine.kanivete("status", "-o", "json").stdout)["runs"]
    mine = next(one for one in listed if one["run"] == run)
    assert (mine["scenario"], mine["by"], mine["status"]) == (scenario, "ana", "made")

    taken = other_machine.kanivete("revert", run, "--yes")
    assert taken.returncode == 0, taken.stderr
    assert not _traces(cluster, run)
    assert ana.kanivete("revert", run, "--yes").returncode == 4
    assert not any(one["run"] == run for one in json.loads(ana.kanivete("status", "-o", "json").stdout)["runs"])


@pytest.mark.sweep
def test_killed_while_it_makes_the_fault_anybody_can_take_it_back(
    cluster: Cluster, people: People, namespace: str
) -> None:
    ana, ben = people("ana"), people("ben")
    before = _rules(cluster)
    fresh = _settings(cluster, namespace, 0)
    whole = ana.dying("make", cluster.ssh_config, 0, 600, patched=f"{namespace}/settings-0")
    points = range(1, len(whole))
    assert {"planned OnMachine", "armed", "done OnMachine", "planned Patched", "done Patched", "made"} < set(whole)
    untouched = {**_settings(cluster, namespace, *points), **fresh}

    def die(at: int) -> str:
        return ana.dying("make", cluster.ssh_config, at, 600, patched=f"{namespace}/settings-{at}")[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [whole[0], *pool.map(die, points)]
    assert _settings(cluster, namespace) != untouched
    _take_back_all(ben, runs, cluster)
    for run in runs:
        assert not _traces(cluster, run)
    assert _rules(cluster) == before
    assert _settings(cluster, namespace) == untouched


@pytest.mark.sweep
def test_killed_while_it_takes_back_anybody_can_go_on(cluster: Cluster, people: People, namespace: str) -> None:
    ana, ben = people("ana"), people("ben")
    before = _rules(cluster)
    numbers = range(1, 6)
    untouched = _settings(cluster, namespace, *numbers)
    runs = [ana.dying("make", cluster.ssh_config, 0, 600, patched=f"{namespace}/settings-{n}")[0] for n in numbers]
    for point, run in zip(numbers, runs, strict=True):
        ben.dying("revert", cluster.ssh_config, point, 600, run=run)
    _take_back_all(people("eva"), runs, cluster)
    for run in runs:
        assert not _traces(cluster, run)
    assert _rules(cluster) == before
    assert _settings(cluster, namespace) == untouched


def test_it_ends_by_itself_when_nobody_is_left(cluster: Cluster, people: People, namespace: str) -> None:
    before = _rules(cluster)
    untouched = _settings(cluster, namespace, 1)
    patched = f"{namespace}/settings-1"
    whole = people("ana").dying("make", cluster.ssh_config, 0, 600, patched=patched)
    assert people("ben").kanivete("revert", whole[0], "--yes", *_ssh(cluster)).returncode == 0
    run = people("eva").dying("make", cluster.ssh_config, len(whole) - 1, 25, patched=patched)[0]
    assert any(f"kanivete:{run}" in line for line in _rules(cluster))
    assert _settings(cluster, namespace) != untouched
    assert _comes(lambda: not _traces(cluster, run)), _traces(cluster, run)
    assert _rules(cluster) == before
    assert _settings(cluster, namespace) == untouched


@pytest.mark.sweep
def test_a_namespace_that_was_there_is_as_before(cluster: Cluster, people: People, namespace: str) -> None:
    ana = people("ana")
    cluster.kubectl("-n", namespace, "create", "configmap", "settings", "--from-literal=a=b")
    before = _objects(cluster, namespace)
    run = ana.dying("make", cluster.ssh_config, 0, 600, namespace)[0]
    assert len(_objects(cluster, namespace)) > len(before)
    assert people("ben").kanivete("revert", run, "--yes", *_ssh(cluster)).returncode == 0
    assert _comes(lambda: _objects(cluster, namespace) == before)

    run = ana.dying("make", cluster.ssh_config, 0, 20, namespace)[0]
    assert _comes(lambda: _objects(cluster, namespace) == before), run


@pytest.mark.sweep
def test_two_people_do_not_undo_each_other(cluster: Cluster, people: People) -> None:
    ana, ben = people("ana"), people("ben")
    words = ("run", "image.name-invalid", "--yes", "--allow-context", "rig", "-o", "json")
    with ThreadPoolExecutor(2) as pool:
        hers, his = (json.loads(done.stdout) for done in pool.map(lambda one: one.kanivete(*words), (ana, ben)))
    assert ana.kanivete("revert", "--all", "--yes").returncode == 0
    assert not _traces(cluster, hers["run"])
    left = json.loads(ben.kanivete("status", "--mine", "-o", "json").stdout)["runs"]
    assert [one["run"] for one in left] == [his["run"]]
    assert cluster.kubectl("-n", his["namespace"], "get", "deployment", his["subject"].split("/")[1]).returncode == 0
    assert ana.kanivete("revert", his["run"], "--yes").returncode == 0, "where it is named, she may"
    assert not _traces(cluster, his["run"])


def test_missing_rights_are_named_and_nothing_is_made(cluster: Cluster, people: People, namespace: str) -> None:
    eve = people("eve", group="system:authenticated")
    cluster.kubectl("create", "rolebinding", "-n", namespace, "eve", "--clusterrole=view", "--user=eve")
    before = _objects(cluster, namespace)
    done = eve.kanivete("run", "config.configmap-missing", "-n", namespace, "--yes", "--allow-context", "rig")
    assert done.returncode == 2, done.stderr
    assert 'resources: ["deployments"], verbs: ["create"]' in done.stderr
    assert 'resources: ["configmaps"], verbs: ["create"]' in done.stderr
    assert _objects(cluster, namespace) == before


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ({}, "Pod Security refuses"),
        ({"kind": "ResourceQuota", "spec": {"hard": {"pods": "0"}}}, "a ResourceQuota refuses"),
        (
            {"kind": "LimitRange", "spec": {"limits": [{"type": "Pod", "min": {"memory": "1Gi"}}]}},
            "the API server refuses",
        ),
    ],
    ids=["pod-security", "quota", "limits"],
)
def test_what_admission_refuses_is_named_and_nothing_is_made(
    cluster: Cluster, people: People, namespace: str, manifest: dict[str, Any], words: str
) -> None:
    if manifest:
        whole = {"apiVersion": "v1", "metadata": {"name": "strict"}, **manifest}
        assert cluster.kubectl("-n", namespace, "apply", "-f", "-", stdin=json.dumps(whole)).returncode == 0
        # The quota is enforced once its controller has seen it
        cluster.kubectl(
            "-n", namespace, "wait", "--for=jsonpath={.status.hard}", "resourcequota/strict", "--timeout=9s"
        )
    else:
        cluster.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")
    before = _objects(cluster, namespace)
    done = people("ana").kanivete(
        "run", "crash.signal", "-n", namespace, "--yes", "--allow-context", "rig", "--no-timer"
    )
    assert done.returncode == 2, done.stdout
    assert words in done.stderr
    assert _objects(cluster, namespace) == before


def test_faults_are_only_made_where_somebody_allowed_them(people: People) -> None:
    ana = people("ana")
    refused = ana.kanivete("run", "image.tag-not-found", "--yes")
    assert refused.returncode == 2
    assert "nobody has allowed faults in context 'rig'" in refused.stderr
    boss = people("boss", context="shop-prod")
    for words in (("--allow-context", "shop-prod"), ()):
        done = boss.kanivete("run", "image.tag-not-found", "--yes", *words)
        assert done.returncode == 2
        assert "looks like production (shop-prod)" in done.stderr
    assert boss.kanivete("allow", "shop-prod", "--yes").returncode == 2


@pytest.mark.sweep
@pytest.mark.disruptive
def test_killed_while_it_cuts_a_node_off_anybody_can_take_it_back(cluster: Cluster, people: People) -> None:
    ana, ben = people("ana"), people("ben")
    before = _rules(cluster, "cp")
    words = ("run", "node.apiserver-unreachable", "--node", "node2", *_ssh(cluster), "--ssh-map", "control-plane=cp")
    try:
        with ana.started(*words, "--yes", "--for", "5m", "--allow-context", "rig") as running:
            assert _comes(lambda: len(_tagged(cluster, "cp")) == 2), "the drop, and ssh before it"
            running.kill()
        run = _tagged(cluster, "cp")[0].partition("kanivete:")[2].split('"')[0].split()[0]
        done = ben.kanivete("revert", run, "--yes", *_ssh(cluster), "--ssh-map", "control-plane=cp")
        assert done.returncode == 0, done.stderr
        assert not _traces(cluster, run)
    finally:
        _mend(cluster, "cp")
    assert _rules(cluster, "cp") == before
    assert _comes(lambda: is_ready(cluster) == "True")


@pytest.mark.disruptive
def test_a_node_that_cut_itself_off_comes_back_by_its_own_timer(cluster: Cluster, people: People) -> None:
    before = _rules(cluster)
    try:
        run = people("ana").dying("make", cluster.ssh_config, CHANGED, SECONDS, cut=SERVER)[0]
        assert _tagged(cluster, MACHINE), "it is cut off, and nobody is there any more"
        until(lambda: is_ready(cluster) == "Unknown", seconds=SECONDS)
        assert _comes(lambda: is_ready(cluster) == "True")
        assert _rules(cluster) == before
        assert _comes(lambda: not _traces(cluster, run)), _traces(cluster, run)
    finally:
        _mend(cluster, MACHINE)


def _settings(cluster: Cluster, namespace: str, *numbers: int) -> dict[str, Any]:
    """Make ConfigMaps that runs may change, and return what is in all of them."""
    data = {"level": "info", "gone": "soon", "other": "stays"}
    made = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"settings-{number}"}, "data": data}
        for number in numbers
    ]
    if made:
        text = "\n---\n".join(json.dumps(one) for one in made)
        assert cluster.kubectl("-n", namespace, "apply", "-f", "-", stdin=text).returncode == 0
    found = json.loads(cluster.kubectl("-n", namespace, "get", "configmaps", "-o", "json").stdout)["items"]
    return {one["metadata"]["name"]: one["data"] for one in found if one["metadata"]["name"].startswith("settings-")}


def _tagged(cluster: Cluster, machine: str) -> list[str]:
    """The firewall rules there that runs have made."""
    return [line for line in _rules(cluster, machine) if "kanivete:" in line]


def _mend(cluster: Cluster, machine: str) -> None:
    for line in _tagged(cluster, machine):
        cluster.on(machine, "iptables", "-w", "5", "-D", *line.replace('"', "").split()[1:])


def _ssh(cluster: Cluster) -> tuple[str, ...]:
    return ("--ssh-config", str(cluster.ssh_config))


def _take_back_all(person: Person, runs: list[str], cluster: Cluster) -> None:
    """From another machine, what can be seen of them."""
    listed = json.loads(person.kanivete("status", "-o", "json").stdout)["runs"]
    seen = [one["run"] for one in listed if one["run"] in runs]
    done = person.kanivete("revert", *seen, "--yes", *_ssh(cluster), timeout=400)
    assert done.returncode == 0, done.stderr


def _traces(cluster: Cluster, run: str) -> list[str]:
    """What there is of a run anywhere."""
    kinds = "namespaces,runtimeclasses,configmaps,jobs,deployments,pods,roles,rolebindings,serviceaccounts,clusterroles"
    words = ("get", kinds, "-A", "-l", f"kanivete.dev/run={run}", "-o", "name")
    found = cluster.kubectl(*words).stdout.split()
    rules = [line for line in _rules(cluster) if f"kanivete:{run}" in line]
    files = cluster.on(
        MACHINE, "sh", "-c", "ls /run/kanivete 2>/dev/null; systemctl list-units --no-legend 'kanivete-*'"
    )
    return [*found, *rules, *(line for line in files.stdout.splitlines() if run in line)]


def _rules(cluster: Cluster, machine: str = MACHINE) -> list[str]:
    """Of a machine's firewall, but for those that kube-proxy keeps changing."""
    return [line for line in cluster.on(machine, "iptables", "-S").stdout.splitlines() if "KUBE-" not in line]


def _objects(cluster: Cluster, namespace: str) -> dict[str, Any]:
    """All that a namespace holds, field by field, but for what the server writes at every change."""
    kinds = cluster.kubectl("api-resources", "--namespaced", "--verbs=list", "-o", "name").stdout.split()
    kept = [kind for kind in kinds if not kind.startswith(("events", "podmetrics"))]
    items = json.loads(cluster.kubectl("get", ",".join(kept), "-n", namespace, "-o", "json").stdout)["items"]
    for item in items:
        for key in ("resourceVersion", "managedFields", "generation"):
            item["metadata"].pop(key, None)
    return {f"{item['kind']}/{item['metadata']['name']}": item for item in items}


def _comes(condition: Callable[[], bool]) -> bool:
    return looked(condition, bool, GONE)
