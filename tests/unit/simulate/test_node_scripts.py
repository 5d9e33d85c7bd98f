"""What is run on a machine: the timer first, one's own ssh spared, nobody else's rule touched. Run for real, in a
network namespace and a folder of their own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from kanivete.simulate.errors import RefusedError
from kanivete.simulate.nodes import scripts
from kanivete.simulate.scenario.model import Drop

CLIENT = scripts.Client(ip_address("10.0.0.9"), 22)
HAS_IPTABLES = os.geteuid() == 0 and shutil.which("iptables") and shutil.which("unshare")


def test_who_is_logged_in() -> None:
    assert scripts.client_of("10.0.0.9 50001 10.0.0.2 22\n") == CLIENT
    assert scripts.client_of("fe80::1%eth0 50001 fe80::2 2222") == scripts.Client(ip_address("fe80::1"), 2222)
    for text in ("", "10.0.0.9", "x 1 y 2", "10.0.0.9 1 10.0.0.2 ssh"):
        assert scripts.client_of(text) is None


def test_ones_own_ssh_comes_before_what_drops() -> None:
    do, undo = scripts.drop(Drop(source="10.0.0.0"), "abc123", CLIENT)
    first, second = do.splitlines()
    assert (
        first == "iptables -w 5 -I INPUT 1 -p tcp -s 10.0.0.9 --dport 22 -m comment --comment kanivete:abc123 -j ACCEPT"
    )
    assert second == "iptables -w 5 -I INPUT 2 -s 10.0.0.0 -m comment --comment kanivete:abc123 -j DROP"
    assert len(undo.splitlines()) == 2


def test_replies_to_ones_own_ssh_leave_too() -> None:
    do, _undo = scripts.drop(Drop(to="10.0.0.9", chain="OUTPUT"), "abc123", CLIENT)
    assert "OUTPUT 1 -p tcp -d 10.0.0.9 --sport 22" in do.splitlines()[0]


def test_the_other_family_has_its_own_program() -> None:
    do, undo = scripts.drop(Drop(source="2001:db8::1", port=6443), "abc123", CLIENT)
    assert (
        do
        == "ip6tables -w 5 -I INPUT 1 -s 2001:db8::1 -p tcp --dport 6443 -m comment --comment kanivete:abc123 -j DROP"
    )
    assert "ip6tables" in undo


@pytest.mark.parametrize(
    "rule",
    [
        Drop(),
        Drop(source="10.0.0.1; reboot"),
        Drop(source="node2"),
        Drop(source="10.0.0.1", to="2001:db8::1"),
        Drop(source="10.0.0.1", chain="PREROUTING"),
        Drop(source="10.0.0.1", protocol="tcp; id"),
    ],
)
def test_what_is_no_rule_is_refused(rule: Drop) -> None:
    with pytest.raises(RefusedError):
        scripts.drop(rule, "abc123", None)


@pytest.fixture
def network() -> Iterator[str]:
    """A process in a network namespace of its own: its pid."""
    if not HAS_IPTABLES:
        pytest.skip("needs root, unshare and iptables")
    holder = subprocess.Popen(["unshare", "--net", "sleep", "60"])
    for _ in range(100):
        if os.readlink(f"/proc/{holder.pid}/ns/net") != os.readlink("/proc/self/ns/net"):
            break
        time.sleep(0.02)
    yield str(holder.pid)
    holder.kill()
    holder.wait()


def inside(network: str, script: str) -> str:
    done = subprocess.run(
        ["nsenter", "-t", network, "-n", "sh", "-c", script], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_can_be_taken_back_any_number_of_times_and_leaves_all_other_rules(network: str) -> None:
    others = "iptables -A INPUT -s 10.0.0.5 -j DROP; iptables -A INPUT -m comment --comment kanivete:fff -j DROP"
    inside(network, others)
    before = inside(network, "iptables-save -t filter | grep -v '^#'")
    do, undo = scripts.drop(Drop(source="10.0.0.5"), "abc123", CLIENT)
    inside(network, undo)
    assert inside(network, "iptables-save -t filter | grep -v '^#'") == before, "taken back before it was made"
    inside(network, f"set -e\n{do}")
    assert inside(network, "iptables -S INPUT").count("kanivete:abc123") == 2
    inside(network, undo)
    inside(network, undo)
    assert inside(network, "iptables-save -t filter | grep -v '^#'") == before


def arm(unit: str, undo: str, seconds: int, folder: Path, path: str) -> str:
    script = scripts.whole_undo(unit, undo).replace(scripts.FOLDER, str(folder))
    done = subprocess.run(
        ["sh", "-c", scripts.ARM, "sh", unit, str(seconds), str(folder)],
        input=script.encode(),
        capture_output=True,
        env={**os.environ, "PATH": path},
        check=True,
        timeout=20,
    )
    return done.stdout.decode().strip()


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """A PATH of a machine without systemd."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "mkdir", "chmod", "cat", "mv", "setsid", "sleep", "rm", "rmdir", "touch", "kill"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return str(folder)


def test_without_systemd_a_sleeping_process_takes_it_back(tmp_path: Path, bare: str) -> None:
    folder, trace = tmp_path / "run", tmp_path / "trace"
    assert arm("kanivete-a-1", f"touch {trace}", 2, folder, bare) == "sleep"
    assert not trace.exists()
    ends = time.monotonic() + 15
    while folder.exists() and time.monotonic() < ends:
        time.sleep(0.1)
    assert trace.exists()
    assert not folder.exists(), "it cleans up after itself"


def test_taking_it_back_by_hand_ends_the_timer(tmp_path: Path, bare: str) -> None:
    folder, trace = tmp_path / "run", tmp_path / "trace"
    arm("kanivete-a-1", f"touch {trace}", 60, folder, bare)
    pid = int((folder / "kanivete-a-1.pid").read_text())
    script = scripts.whole_undo("kanivete-a-1", f"touch {trace}").replace(scripts.FOLDER, str(folder))
    subprocess.run(["sh", "-c", script], check=True, env={**os.environ, "PATH": bare}, timeout=20)
    assert trace.exists()
    assert not folder.exists()
    ends = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < ends:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text()


def test_what_could_not_be_taken_back_is_tried_again_and_said(tmp_path: Path, bare: str) -> None:
    folder = tmp_path / "run"
    arm("kanivete-a-1", "false", 60, folder, bare)
    script = scripts.whole_undo("kanivete-a-1", "false; true").replace(scripts.FOLDER, str(folder))
    done = subprocess.run(["sh", "-c", script], check=False, env={**os.environ, "PATH": bare}, timeout=20)
    assert done.returncode != 0
    pid = int((folder / "kanivete-a-1.pid").read_text())
    assert Path(f"/proc/{pid}").exists(), "its timer stays"
    os.kill(pid, 9)
