"""The scripts, run for real by every `sh` that is here, with programs of our own making where a node has others."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kanivete.node.facts.log import open_log
from kanivete.node.facts.read import read_facts, read_firewall
from kanivete.probe.shell import processes
from kanivete.probe.shell.base import MOST, Ran, ShellError

SHELLS = [words for words in (["dash"], ["bash", "--posix"], ["busybox", "sh"]) if shutil.which(words[0])]
SYSTEM = (
    *("id", "uname", "date", "tr", "sed", "grep", "cut", "cat", "head", "tail", "df", "timeout", "test", "printf"),
    *("env", "sleep", "seq"),
)
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
SYSTEMCTL = """#!/bin/sh
case $1 in
show)
  cat <<END
Id=kubelet.service
LoadState=loaded
ActiveState=activating
SubState=auto-restart
Result=exit-code
ExecMainStatus=1
NRestarts=12
StateChangeTimestamp=Sun 2026-11-22 13:38:18 UTC

Id=containerd.service
LoadState=not-found
ActiveState=inactive
SubState=dead
END
  ;;
cat) echo 'Environment="KUBELET_KUBECONFIG_ARGS=--kubeconfig=@KUBECONFIG@ --config=x"' ;;
esac
"""
KUBECONFIG = """apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: QUJD
    server: https://10.0.0.1:6443
  name: c
users:
- name: u
  user:
    client-key-data: U0VDUkVU
    token: a-secret-token
"""
JOURNALCTL = """#!/bin/sh
case "$*" in
*'-n 1 '*) echo one ;;
*) echo "$*" > @ASKED@; seq -f '2026-11-22T10:00:%02g+0000 n kubelet[1]: I1122 10:00:00.000000 1 a.go:1] line' 5 ;;
esac
"""


class Node:
    """A Shell whose `sh` is the given one, and that finds programs in its folder alone."""

    description = "a node"

    def __init__(self, folder: Path, sh: Sequence[str], user: Sequence[str] = ()) -> None:
        self.folder = folder
        self._sh = [str(shutil.which(sh[0])), *sh[1:]]
        self._user = user
        self.programs_of_its_own = "busybox" in sh
        folder.mkdir()
        for name in SYSTEM:
            if found := shutil.which(name):
                (folder / name).symlink_to(found)

    def program(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        return processes.run(self._words(argv, stdin), stdin=self._input(stdin), seconds=seconds, most=most)

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        words = self._words((*argv[:2], self._bare(argv[2])), b"")
        return processes.stream(words, seconds=seconds, failed=lambda ran: ShellError(str(ran)))

    def _words(self, argv: Sequence[str], stdin: bytes) -> list[str]:
        assert argv[0] == "sh"
        del stdin
        return [*self._user, str(shutil.which("env")), f"PATH={self.folder}", *self._sh, *argv[1:]]

    def _input(self, stdin: bytes) -> bytes:
        return self._bare(stdin.decode()).encode()

    def _bare(self, script: str) -> str:
        """Without the folders of this machine."""
        found = [line for line in script.splitlines() if line.startswith("PATH=$PATH:")]
        assert found
        return script.replace(found[0], "PATH=$PATH").replace("/var/log/", f"{self.folder}/log/")


@pytest.fixture(params=SHELLS, ids=lambda words: words[0])
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Node:
    return Node(tmp_path / "bin", request.param)


@pytest.fixture
def plain(node: Node) -> Node:
    """A node whose `sh` takes all programs from its folder."""
    if node.programs_of_its_own:
        pytest.skip("this sh has programs of its own")
    return node


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="kanivete-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_node_tells_what_it_has(plain: Node, tmp_path: Path) -> None:
    node = plain
    kubeconfig = tmp_path / "kubelet.conf"
    kubeconfig.write_text(KUBECONFIG)
    node.program("systemctl", SYSTEMCTL.replace("@KUBECONFIG@", str(kubeconfig)))
    node.program("ip", "#!/bin/sh\necho \"$3 via 10.0.0.254 dev eth0 src 10.0.0.9 uid 0\"; echo '    cache'\n")
    node.program("iptables-save", "#!/bin/sh\necho '*filter'; echo ':INPUT ACCEPT [0:0]'; echo COMMIT\n")
    facts = read_facts(node, "n1")
    (unit,) = facts.units
    assert (unit.name, unit.active, unit.sub, unit.result) == ("kubelet", "activating", "auto-restart", "exit-code")
    assert (unit.exit_status, unit.restarts, unit.runs) == (1, 12, False)
    assert unit.since == datetime(2026, 11, 22, 13, 38, 18, tzinfo=UTC)
    assert facts.kubelet.server == "https://10.0.0.1:6443"
    assert facts.kubelet.kubeconfig == str(kubeconfig)
    assert facts.route == "10.0.0.1 via 10.0.0.254 dev eth0 src 10.0.0.9"
    assert facts.address == "10.0.0.9"
    assert facts.clock_ahead is None
    assert facts.disks[0].mounted_on == "/"
    assert [(dump.node, dump.name) for dump in facts.dumps] == [("n1", "iptables-save")]
    assert facts.dumps[0].text.startswith("*filter\n:INPUT ACCEPT")
    assert "secret" not in repr(facts).lower()


def test_keys_and_tokens_never_leave_the_node(node: Node, tmp_path: Path) -> None:
    kubeconfig = tmp_path / "kubelet.conf"
    kubeconfig.write_text('{"users":[{"user":{"token":"a-secret-token","client-key-data":"U0VDUkVU"}}]}')
    node.program("systemctl", SYSTEMCTL.replace("@KUBECONFIG@", str(kubeconfig)))
    seen: list[bytes] = []
    original = node.run

    def run(argv: Sequence[str], **more: object) -> Ran:
        ran = original(argv, **more)  # type: ignore[arg-type]
        seen.append(ran.stdout + ran.stderr)
        return ran

    node.run = run  # type: ignore[method-assign]
    read_facts(node, "n1")
    assert b"secret" not in seen[0]
    assert b"U0VDUkVU" not in seen[0]


def test_a_clock_that_is_wrong(plain: Node) -> None:
    node = plain
    (node.folder / "date").unlink()
    node.program("date", "#!/bin/sh\necho 1000000000\n")
    ahead = read_facts(node, "n1").clock_ahead
    assert ahead is not None
    assert ahead < -700_000_000


def test_a_node_without_anything_says_what_is_missing(node: Node) -> None:
    facts = read_facts(node, "n1")
    lacks = {lack.what: lack.why for lack in facts.lacks}
    assert lacks["the units"].startswith("systemctl is not there")
    assert lacks["the firewall"].startswith("neither iptables-save nor nft is there")
    assert (facts.units, facts.dumps) == ((), ())


def test_a_firewall_that_has_no_rules_is_no_lack(node: Node) -> None:
    node.program("iptables-save", "#!/bin/sh\n")
    assert read_firewall(node).lacks == ()


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root, to become somebody else")
def test_somebody_without_rights(open_folder: Path) -> None:
    node = Node(open_folder / "bin", SHELLS[0], NOBODY)
    node.program("iptables-save", "#!/bin/sh\necho 'you must be root' >&2; exit 4\n")
    node.program("journalctl", "#!/bin/sh\nexit 1\n")
    facts = read_firewall(node)
    assert facts.root is False
    (lack,) = facts.lacks
    assert "may not read it, and sudo asks for a password" in lack.why
    with pytest.raises(ShellError, match="may not be read by this user"):
        open_log(node, since=60)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root, to become somebody else")
@pytest.mark.parametrize("allowed", [True, False])
def test_sudo_is_used_where_it_may_be(open_folder: Path, allowed: bool) -> None:
    node = Node(open_folder / "bin", SHELLS[0], NOBODY)
    node.program("sudo", '#!/bin/sh\n[ "$2" = -l ] && exit 0\nshift; SUDO=1 exec "$@"\n')
    node.program("iptables-save", "#!/bin/sh\n[ -n \"$SUDO\" ] || exit 4\necho '*filter'; echo COMMIT\n")
    facts = read_firewall(node, sudo=allowed)
    assert bool(facts.dumps) is allowed
    assert facts.root is allowed


def test_the_journal_is_asked_for_every_kubelet_and_the_time(node: Node, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    node.program("journalctl", JOURNALCTL.replace("@ASKED@", str(asked)))
    where, pieces = open_log(node, since=7200)
    assert where == "journal"
    assert b"".join(pieces).count(b"\n") == 5
    words = asked.read_text()
    assert "--since 7200 seconds ago" in words
    assert {"-u kubelet", "-u k3s-agent", "-u rke2-agent", "-u snap.microk8s.daemon-kubelite"} <= {
        f"-u {word}" for word in words.split()
    }


def test_without_a_journal_a_file_is_read(node: Node) -> None:
    (node.folder / "log").mkdir()
    (node.folder / "log/messages").write_text("Nov 22 n1 sshd[1]: x\nNov 22 n1 kubelet[2]: I1122 line\n")
    where, pieces = open_log(node, since=60)
    assert where == f"{node.folder}/log/messages"
    assert b"".join(pieces) == b"Nov 22 n1 kubelet[2]: I1122 line\n"


def test_without_a_journal_or_a_file(node: Node) -> None:
    with pytest.raises(ShellError, match="a node: there is no journalctl, and no log of a kubelet"):
        open_log(node, since=60)


def test_a_journal_without_a_kubelet(node: Node) -> None:
    node.program("journalctl", "#!/bin/sh\n")
    with pytest.raises(ShellError, match="the journal has nothing of a kubelet"):
        open_log(node, since=60)


class NoShell:
    """What a login shell that is none answers."""

    description = "ssh switch"

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        del argv, stdin, seconds, most
        return Ran(1, b"This account is currently not available.\n")

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        del argv, seconds
        yield b"This account is currently not available.\n"


def test_where_there_is_no_shell() -> None:
    with pytest.raises(ShellError, match=r"no shell there runs a script .*: This account is currently not available"):
        read_facts(NoShell(), "n1")
    with pytest.raises(ShellError, match="no shell there runs a script: This account"):
        open_log(NoShell(), since=60)
