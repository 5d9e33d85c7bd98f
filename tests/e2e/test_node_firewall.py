"""A node that a firewall cuts off: the rule is named, and what kanivete prints takes back that rule alone."""

import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.nodes import ADDRESS, NODE, SERVER, UNREACHABLE, answer, by_ssh, failing, is_ready, kanivete, must
from tests.e2e.waiting import until
from tests.rig.cluster import Cluster

PLAIN = "input-drop"
"""The wall that is followed from NotReady to Ready."""
ROUTER, ROUTER_ADDRESS = "node1", "10.89.0.21"
LASTING = ("id", "cause", "certainty", "owner", "severity", "subject")
PLACE = ("table", "chain", "number", "rule", "revert")
ROUTED = "sysctl -qw net.ipv4.conf.all.send_redirects={0} net.ipv4.conf.eth0.send_redirects={0}"


@dataclass(frozen=True)
class Wall:
    """What stands on a machine already (shell commands by machine), the command that cuts the node off, and what
    takes all of it back; then what is to be said of the rule."""

    machine: str
    cut: str
    chain: str
    number: int
    rule: str
    outcome: str = "dropped"
    before: tuple[tuple[str, str], ...] = ()
    undo: tuple[tuple[str, str], ...] = field(default=())


WALLS = {
    "input-drop": Wall(
        "cp",
        f"iptables -I INPUT -s {ADDRESS} -j DROP",
        *("INPUT", 1, f"-A INPUT -s {ADDRESS}/32 -j DROP"),
        undo=(("cp", f"iptables -D INPUT -s {ADDRESS} -j DROP"),),
    ),
    "input-reject": Wall(
        "cp",
        f"iptables -A INPUT -s {ADDRESS} -p tcp -j REJECT --reject-with icmp-admin-prohibited",
        *("INPUT", 2, f"-A INPUT -s {ADDRESS}/32 -p tcp -j REJECT --reject-with icmp-admin-prohibited"),
        outcome="rejected",
        # By itself the kernel refuses once a second, and is silent in between.
        before=(("cp", "sysctl -qw net.ipv4.icmp_ratelimit=0"), ("cp", "iptables -I INPUT -i lo -j ACCEPT")),
        undo=(("cp", "iptables -F INPUT"), ("cp", "sysctl -qw net.ipv4.icmp_ratelimit=1000")),
    ),
    "user-chain": Wall(
        "cp",
        f"iptables -A TICKET -s {ADDRESS} -m comment --comment 'ticket 4711' -j DROP",
        *("TICKET", 2, f'-A TICKET -s {ADDRESS}/32 -m comment --comment "ticket 4711" -j DROP'),
        before=(
            ("cp", "iptables -N OFFICE && iptables -N TICKET"),
            ("cp", "iptables -A TICKET -s 10.89.0.66 -j DROP"),
            ("cp", "iptables -A OFFICE -p tcp -m tcp --dport 22 -j RETURN"),
            ("cp", "iptables -A OFFICE -p tcp -m multiport --dports 2379,6443 -j TICKET"),
            ("cp", "iptables -A INPUT -i lo -j ACCEPT"),
            ("cp", "iptables -A INPUT -p icmp -j ACCEPT"),
            ("cp", "iptables -A INPUT -s 10.89.0.0/24 -j OFFICE"),
        ),
        undo=(("cp", "iptables -F && iptables -X OFFICE && iptables -X TICKET"),),
    ),
    "nft-set": Wall(
        "cp",
        "nft add rule inet guard main ip saddr @blocked counter drop",
        *("main", 2, "ip saddr @blocked counter drop"),
        before=(
            ("cp", "nft add table inet guard"),
            ("cp", "nft 'add set inet guard blocked { type ipv4_addr; }'"),
            ("cp", f"nft 'add element inet guard blocked {{ 10.89.0.66, {ADDRESS} }}'"),
            ("cp", "nft 'add chain inet guard main { type filter hook input priority -10; }'"),
            ("cp", "nft 'add rule inet guard main tcp dport 22 accept'"),
        ),
        undo=(("cp", "nft delete table inet guard"),),
    ),
    "forward": Wall(
        ROUTER,
        f"iptables -I FORWARD 2 -d {SERVER} -p tcp --dport 6443 -j DROP",
        *("FORWARD", 2, f"-A FORWARD -d {SERVER}/32 -p tcp -m tcp --dport 6443 -j DROP"),
        before=(
            # Nothing between a node and the control plane forwards here: another node becomes their router.
            (ROUTER, ROUTED.format(0)),
            ("cp", f"ip route add {ADDRESS} via {ROUTER_ADDRESS}"),
            (NODE, f"ip route add {SERVER} via {ROUTER_ADDRESS}"),
        ),
        undo=(
            (ROUTER, f"iptables -D FORWARD -d {SERVER} -p tcp --dport 6443 -j DROP"),
            (NODE, f"ip route del {SERVER} via {ROUTER_ADDRESS}"),
            ("cp", f"ip route del {ADDRESS} via {ROUTER_ADDRESS}"),
            (ROUTER, ROUTED.format(1)),
        ),
    ),
    "output-of-the-node": Wall(
        NODE,
        f"iptables -I OUTPUT -d {SERVER} -p tcp --dport 6443 -j DROP",
        *("OUTPUT", 1, f"-A OUTPUT -d {SERVER}/32 -p tcp -m tcp --dport 6443 -j DROP"),
        undo=((NODE, f"iptables -D OUTPUT -d {SERVER} -p tcp --dport 6443 -j DROP"),),
    ),
}


@pytest.fixture
def wall(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Wall]:
    """The node is cut off, and the control plane has noticed; afterwards everything is as it was."""
    found = WALLS[request.param]
    start = rules(cluster, found.machine)
    try:
        for machine, command in found.before:
            must(cluster, machine, command)
        yield found
    finally:
        for machine, command in found.undo:
            cluster.on(machine, "sh", "-c", command)
        until(lambda: is_ready(cluster) == "True")
    assert rules(cluster, found.machine) == start


def rules(cluster: Cluster, machine: str) -> str:
    """The rules of a machine without counters, and without those that kube-proxy writes whenever a Service changes.

    Tables without a rule are left out: they come to be when somebody first looks.
    """
    shown = cluster.on(machine, "sh", "-c", "iptables-save; nft -s list table inet guard").stdout
    lines = re.sub(r"\[\d+:\d+\]", "", shown).splitlines()
    return "\n".join(
        line
        for line in lines
        if not line.startswith(("#", "*", "COMMIT")) and not re.match(r":\w+ ACCEPT", line) and "KUBE-" not in line
    )


def renewed(cluster: Cluster) -> str:
    return cluster.kubectl("-n", "kube-node-lease", "get", "lease", NODE, "-o", "jsonpath={.spec.renewTime}").stdout


@pytest.mark.sweep
@pytest.mark.disruptive
@pytest.mark.parametrize("wall", [name for name in WALLS if name != PLAIN], indirect=True)
def test_the_rule_that_cuts_the_node_off_is_named_and_its_revert_mends_it(cluster: Cluster, wall: Wall) -> None:
    before = rules(cluster, wall.machine)
    must(cluster, wall.machine, wall.cut)
    begun = time.time()
    until(lambda: "leases" in failing(cluster, begun))
    last = renewed(cluster)
    found = answer(cluster, *by_ssh(cluster), "--ssh-control-plane", "cp")
    assert_finding(found, wall)
    run(found["firewall"][0]["revertFromHere"])
    assert rules(cluster, wall.machine) == before
    until(lambda: renewed(cluster) > last and is_ready(cluster) == "True")


@pytest.mark.disruptive
@pytest.mark.parametrize("wall", [PLAIN], indirect=True)
def test_from_not_ready_to_ready_and_from_a_recording_the_same(cluster: Cluster, wall: Wall, tmp_path: Path) -> None:
    must(cluster, wall.machine, wall.cut)
    until(lambda: is_ready(cluster) == "Unknown")
    found = answer(cluster, *by_ssh(cluster), "--ssh-control-plane", "cp")
    assert_finding(found, wall)
    assert found["findings"][0]["evidence"][-2]["text"].startswith(f"{SERVER}:6443 dropped")
    file = tmp_path / "cut-off.tar.gz"
    record(cluster, file)
    run(found["firewall"][0]["revertFromHere"])
    until(lambda: is_ready(cluster) == "True")
    assert_same(cluster, file, found)


def run(command: str) -> None:
    done = subprocess.run(command, shell=True, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stderr}"


def assert_finding(found: dict[str, Any], wall: Wall) -> None:
    """The first and only finding, with all that proves it, and the rule."""
    (finding,) = found["findings"]
    assert (finding["cause"], finding["certainty"], finding["owner"]) == (UNREACHABLE, "proven", "network")
    said = {origin: [one for one in finding["evidence"] if one["origin"] == origin] for origin in ("node-log", "probe")}
    assert f"leases/{NODE}" in " ".join(one["text"] for one in said["node-log"])
    assert said["probe"][0]["text"].startswith(f"{SERVER}:6443 {wall.outcome}")
    last = finding["evidence"][-1]
    assert (last["origin"], last["object"]["name"], bare(last["text"])) == ("firewall", wall.machine, wall.rule)
    path = next(one for one in found["paths"] if one["port"] == 6443)
    assert (path["from"], path["outcome"], path["reached"]) == (NODE, wall.outcome, False)
    cut = found["firewall"][0]["cuts"][0]
    assert (cut["machine"], cut["chain"], cut["number"]) == (wall.machine, wall.chain, wall.number)
    assert bare(cut["rule"]) == wall.rule
    assert cut["packets"] > 0
    assert cut["revert"] in [one["command"] for one in finding["remedies"]]


def bare(rule: str) -> str:
    """A rule without the counters that nft prints in the midst of it."""
    return re.sub(r" packets \d+ bytes \d+", "", rule)


def record(cluster: Cluster, file: Path) -> None:
    ssh = ("--ssh-config", str(cluster.ssh_config), "--ssh-map", f"{NODE}={NODE}", "--ssh-map", "control-plane=cp")
    code, _, stderr = kanivete(cluster, "snapshot", "-A", "--nodes", *ssh, str(file))
    assert code == 0, stderr


def assert_same(cluster: Cluster, file: Path, live: dict[str, Any]) -> None:
    """The recording says what the cluster said, without the cluster."""
    (finding,) = live["findings"]
    cut = live["firewall"][0]["cuts"][0]
    shown = answer(cluster, "node", NODE, "--from", str(file), KUBECONFIG="/dev/null")
    told = answer(cluster, "diagnose", f"node/{NODE}", "--from", str(file), KUBECONFIG="/dev/null")
    for one in (shown["findings"][0], told["findings"][0]):
        assert [one[key] for key in LASTING] == [finding[key] for key in LASTING]
        assert [lasting["text"] for lasting in one["evidence"] if lasting["origin"] == "firewall"] == [cut["rule"]]
        assert cut["revert"] in [remedy["command"] for remedy in one["remedies"]]
    again = shown["firewall"][0]["cuts"][0]
    assert [again[key] for key in PLACE] == [cut[key] for key in PLACE]
