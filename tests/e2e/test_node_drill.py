"""A drill with a node that may be broken, played in a terminal from start to end."""

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from kanivete.simulate.drill import draw
from tests.e2e.nodes import NODE, answer, by_ssh, is_ready
from tests.e2e.shop import Terminal
from tests.e2e.waiting import until
from tests.rig.cluster import Cluster

FAULT = "node.cni-not-initialized"
"""The one that shows soonest."""
SHOWN, ANSWERED = 150, 30


def seed_of(fault: str) -> str:
    """A drill that draws it, whatever faults there are."""
    return next(n for n in map(str, range(9999)) if next(draw.drawn(Random(n), family="node", node=True)) == fault)


@pytest.mark.sweep
@pytest.mark.disruptive
def test_a_node_is_broken_looked_at_named_and_mended(cluster: Cluster, tmp_path: Path) -> None:
    taken = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "KANIVETE_"))}
    environment = {**taken, "HOME": str(tmp_path), "KUBECONFIG": str(cluster.kubeconfig), "TERM": "dumb"}
    words = ("drill", "--node", NODE, "--family", "node", "--seed", seed_of(FAULT), "--lang", "pt-BR")
    ways = ("--ssh-config", str(cluster.ssh_config), "--allow-context", "rig")
    drill = Terminal([sys.executable, "-m", "kanivete", *words, *ways], {**environment, "LC_ALL": "C.UTF-8"})
    try:
        drill.until("Criar?", ANSWERED)
        drill.type("y\n")
        opening = drill.until("drill> ", SHOWN)
        assert NODE in opening
        assert FAULT not in opening
        drill.type("dica\n")
        assert "kubectl get nodes" in drill.until("drill> ", ANSWERED)
        cause = answer(cluster, *by_ssh(cluster))["findings"][0]["cause"]
        drill.type(f"resposta {cause}\n")
        told = drill.until("A falha foi desfeita.", SHOWN)
        assert "Certo." in told
        assert drill.wait(ANSWERED) == 0
    finally:
        with suppress(OSError):
            os.close(drill.fd)  # whatever still runs takes its fault back
        until(lambda: is_ready(cluster) == "True")
    run = re.search(r"kanivete-sim-([0-9a-f]{6})", opening)
    assert run is None or cluster.kubectl("get", "namespace", run[0]).returncode
    assert not cluster.on(NODE, "sh", "-c", "ls -d /run/kanivete* /etc/cni/kanivete*").stdout
