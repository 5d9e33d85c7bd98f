"""A small shop in a namespace of its own, and kanivete run on it as a person does."""

import json
import os
import pty
import secrets
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.e2e.waiting import looked
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing

Object = dict[str, Any]

_CHANGING = {"resourceVersion", "managedFields", "generation", "lastTransitionTime", "lastUpdateTime"}
"""What changes whenever somebody looks at an object, or a node is away for a moment."""


def workload(kind: str, name: str, image: str, *, spec: Object | None = None, **more: Any) -> Object:
    """A workload with one pod."""
    labels = {"app": name}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": name, "image": image}], **(spec or {})},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": labels}, "template": template, **more},
    }


def service(name: str, port: int, target: int) -> Object:
    """A Service of the workload of that name."""
    spec = {"selector": {"app": name}, "ports": [{"port": port, "targetPort": target}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


@dataclass(frozen=True)
class Shop:
    """A namespace of a cluster."""

    cluster: Cluster
    namespace: str

    def must(self, *words: str, stdin: str | None = None) -> str:
        """What kubectl prints."""
        done = self.cluster.kubectl("-n", self.namespace, *words, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def put(self, *objects: Object) -> None:
        """Create objects, and wait for the workloads among them."""
        self.must("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
        for one in objects:
            if one["kind"] in ("Deployment", "StatefulSet", "DaemonSet"):
                self.must("rollout", "status", f"{one['kind']}/{one['metadata']['name']}", "--timeout=90s")

    def pods(self, selector: str) -> list[Object]:
        """The pods with those labels."""
        found: list[Object] = json.loads(self.must("get", "pods", "-l", selector, "-o", "json"))["items"]
        return found

    def kanivete(
        self, *words: str, stdin: str = "", environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`kanivete toolbox WORDS` in the namespace."""
        return subprocess.run(
            self.command(*words),
            input=stdin,
            capture_output=True,
            text=True,
            env={**self.environment, **(environment or {})},
            timeout=180,
            check=False,
        )

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """The same, without waiting; what it says on standard error is read."""
        return subprocess.Popen(
            self.command(*words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def command(self, *words: str) -> list[str]:
        """The command line; options belong before the program's own words."""
        return [sys.executable, "-m", "kanivete", "toolbox", words[0], "-n", self.namespace, *words[1:]]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "KUBECONFIG": str(self.cluster.kubeconfig), "KANIVETE_LANG": "en"}

    def state(self) -> Object:
        """Every object of the namespace, without its versions and the times of its conditions."""
        names = self.must("api-resources", "--namespaced", "--verbs=list", "-o", "name").split()
        kinds = ",".join(name for name in names if not name.startswith("events"))
        items = _lasting(json.loads(self.must("get", kinds, "-o", "json"))["items"])
        for one in items:
            # With cgroup v1 the kubelet sometimes takes "no limit" for a limit.
            for part in (one.get("status", {}), *one.get("status", {}).get("containerStatuses", [])):
                part.pop("resources", None)
        return {f"{one['kind']}/{one['metadata']['name']}": one for one in items}


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lasting(one) for key, one in value.items() if key not in _CHANGING}
    return [_lasting(one) for one in value] if isinstance(value, list) else value


def eventually(ask: Callable[[], object], wanted: object, seconds: float = 30.0) -> None:
    """Ask until the answer is that one."""
    assert looked(ask, lambda found: found == wanted, seconds, pause=0.5) == wanted


def differences(before: Any, after: Any, at: str = "") -> list[str]:
    """Where two values differ: a path and both, for each place."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted({*before, *after})
        return [line for key in keys for line in differences(before.get(key), after.get(key), f"{at}.{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = zip(before, after, strict=True)
        return [line for n, (old, new) in enumerate(pairs) for line in differences(old, new, f"{at}[{n}]")]
    return [] if before == after else [f"{at}: {before!r} became {after!r}"]


@contextmanager
def opened(cluster: Cluster, **labels: str) -> Iterator[Shop]:
    """A shop in a new namespace with these labels (`_` for `-`, `__` for `/`), deleted afterwards without waiting."""
    name = f"toolbox-{secrets.token_hex(3)}"
    metadata = {"name": name, "labels": labels}
    namespace = json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
    with sharing(cluster.state, alone=False):
        assert cluster.kubectl("create", "-f", "-", stdin=namespace).returncode == 0
        shop = Shop(cluster, name)
        shop.must("wait", "--for=create", "--timeout=30s", "serviceaccount/default")
    try:
        yield shop
    finally:
        cluster.kubectl("delete", "namespace", name, "--wait=false")


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], list(argv), dict(environment))  # pragma: no cover

    def until(self, word: str, seconds: float = 60.0) -> str:
        """What it prints, up to that word."""
        read, ends = b"", time.monotonic() + seconds
        while word.encode() not in read:
            assert time.monotonic() < ends, f"{word!r} does not come: {read!r}"
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    data = os.read(self.fd, 4096)
                except OSError:
                    data = b""
                assert data, f"{word!r} does not come: {read!r}"
                read += data
        return read.decode()

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def wait(self, seconds: float = 60.0) -> int:
        """Its exit code; what it still prints is thrown away."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    os.read(self.fd, 4096)
                except OSError:
                    time.sleep(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("it does not end")
