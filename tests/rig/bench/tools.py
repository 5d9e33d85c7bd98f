"""What is compared: commands that are given one server to read."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.rig.bench.server import HOST, USER, Server
from tests.rig.bench.world import World
from tests.rig.shell import CLEAN_ENV

TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1"
_OF_KUBERNETES = ("default", "kube-node-lease", "kube-public", "kube-system")


@dataclass(frozen=True)
class Tool:
    """A command, what it reads from standard input, and the environment it sees."""

    name: str
    words: tuple[str, ...]
    stdin: str = ""
    kept: bool = False
    """Whether its output is wanted."""

    def environment(self, server: Server, port: int) -> dict[str, str]:
        """The variables for it to find the server on a port of 127.0.0.1, and a home of its own."""
        home = server.root / "home"
        home.mkdir(exist_ok=True)
        return {
            **CLEAN_ENV,
            "HOME": str(home),
            "KUBECONFIG": str(server.at(USER, port)),
            "BENCH_URL": f"https://{HOST}:{port}",
            "PYTHONPATH": f"{os.getcwd()}/src:{os.getcwd()}",
        }


DIAGNOSE, TABLES, OBJECTS = "kanivete diagnose -A -o json", "bare download: tables", "bare download: whole objects"
GET, GET_JSON = "kubectl get pods -A", "kubectl get pods -A -o json"


def tools(server: Server, world: World, programs: Path) -> list[Tool]:
    """The commands, the one that the others are compared with first."""
    kanivete, kubectl = str(Path(sys.executable).with_name("kanivete")), str(programs / "kubectl")
    get = (kubectl, "get", "pods", "-A")
    return [
        Tool(DIAGNOSE, (kanivete, "diagnose", "-A", "-o", "json"), kept=True),
        Tool(GET, get),
        Tool(GET_JSON, (*get, "-o", "json")),
        _download(TABLES, server, world, TABLE, "?includeObject=None&resourceVersion=0"),
        _download(OBJECTS, server, world, "application/json", "?resourceVersion=0"),
    ]


def startup() -> list[Tool]:
    """How long a program takes that has nothing to do."""
    kanivete = str(Path(sys.executable).with_name("kanivete"))
    return [Tool("python -c pass", (sys.executable, "-c", "pass")), Tool("kanivete --version", (kanivete, "--version"))]


def _download(name: str, server: Server, world: World, accept: str, query: str) -> Tool:
    namespaces = [*_OF_KUBERNETES, *world.namespace_names()]
    paths = "\n".join(f"/api/v1/namespaces/{namespace}/pods{query}" for namespace in namespaces)
    words = (sys.executable, "-m", "tests.rig.bench.download", str(server.pki), USER, accept)
    return Tool(name, words, paths)
