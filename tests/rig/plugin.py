"""The rig for pytest: fixtures for a real cluster, taken from here by the conftest of the suites that need one.

The cluster is brought up when a test first asks for it. The last run that uses it takes it down, unless it was brought
up by hand or `KANIVETE_RIG_KEEP` is set. Where the machine cannot run it, its tests are skipped with the reason; with
`CI=true` or `KANIVETE_E2E=required` they fail.
"""

import fcntl
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.rig import lifecycle, prerequisites, registries
from tests.rig.cluster import Cluster, existing
from tests.rig.shell import Progress, RigError
from tests.rig.state import State


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Take down what tests brought up, when no other run uses it: in the process that leads the others."""
    state = State.from_environment()
    if hasattr(session.config, "workerinput") or os.environ.get("KANIVETE_RIG_KEEP") or not state.for_tests.exists():
        return
    with state.users.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        lifecycle.down(state, Progress())
        state.for_tests.unlink()


def _required() -> bool:
    return os.environ.get("CI") == "true" or os.environ.get("KANIVETE_E2E") == "required"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The running cluster: `kubeconfig`, `api_url`, `ssh_config`, `kubectl(*words)`, `on(machine, *words)`."""
    if why := prerequisites.cannot_run():
        if _required():
            pytest.fail(f"end-to-end tests are required here, but {why}", pytrace=False)
        pytest.skip(why)
    state = State.from_environment()
    state.make()
    with state.users.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        if not _runs(state):
            state.for_tests.touch()
        try:
            with sharing(state, alone=False):  # `up` mends what a disruptive test has just broken
                found = lifecycle.up(state, Progress(), wait=True)
        except RigError as error:
            pytest.fail(f"the rig: {error}", pytrace=False)
        yield found


def _runs(state: State) -> bool:
    try:
        return existing(state).running()
    except RigError:
        return False


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that share the cluster run beside each other; a `disruptive` one waits for them and has it alone."""
    if "cluster" not in request.fixturenames:
        yield
        return
    alone = request.node.get_closest_marker("disruptive") is not None
    found: Cluster = request.getfixturevalue("cluster")
    with sharing(found.state, alone=alone):
        yield


@contextmanager
def sharing(state: State, *, alone: bool) -> Iterator[None]:
    """Wait for the others: for those that are alone with the cluster, or for all of them to be `alone`."""
    with state.turn.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


@pytest.fixture
def namespace(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    """A new namespace for this test alone; deleted afterwards, without waiting until it is gone."""
    words = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[:40].strip("-")
    name = f"{words}-{secrets.token_hex(3)}"
    _must(cluster, "create", "namespace", name)
    # Pods are refused until it exists
    _must(cluster, "-n", name, "wait", "--for=create", "--timeout=30s", "serviceaccount/default")
    yield name
    cluster.kubectl("delete", "namespace", name, "--wait=false")


def _must(cluster: Cluster, *words: str) -> None:
    done = cluster.kubectl(*words)
    if done.returncode:
        raise RigError(f"kubectl {' '.join(words)}: {done.stderr.strip()}")


@dataclass(frozen=True)
class Registry:
    """The registries that the nodes reach. `names` are those their DNS server knows, with addresses."""

    names: Mapping[str, str]
    mirrors: Mapping[str, str]
    """The registry a reference names, to the URL that the nodes ask instead."""
    user: str
    password: str
    """Of private.registry.test."""


@pytest.fixture(scope="session")
def registry(cluster: Cluster) -> Registry:  # noqa: ARG001 (they run with the cluster)
    """The registries, good and bad."""
    return Registry(registries.NAMES, registries.MIRRORS, registries.USER, registries.PASSWORD)
