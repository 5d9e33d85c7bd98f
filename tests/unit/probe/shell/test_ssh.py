"""The person's own ssh, against a real sshd on the loopback address."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kanivete.probe.shell.base import ShellError
from kanivete.probe.shell.ssh import SshShell

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"

pytestmark = pytest.mark.skipif(
    not (Path(SSHD).exists() and shutil.which("ssh") and shutil.which("ssh-keygen")), reason="OpenSSH is not installed"
)


@dataclass(frozen=True)
class Server:
    folder: Path
    port: int

    def config(self, *lines: str, known: str = "known_hosts", key: str = "user") -> str:
        """A configuration file with the host `node`."""
        options = [
            "HostName 127.0.0.1",
            f"Port {self.port}",
            f"UserKnownHostsFile {self.folder / known}",
            "GlobalKnownHostsFile /dev/null",
            f"IdentityFile {self.folder / key}",
            "IdentitiesOnly yes",
            "IdentityAgent none",
            *lines,
        ]
        file = self.folder / f"config-{len(list(self.folder.iterdir()))}"
        file.write_text("\n".join(["Host node", *(f"  {option}" for option in options), ""]))
        return str(file)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("sshd")
    for key in ("host", "user", "stranger"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)],
            check=True,
            stdin=subprocess.DEVNULL,
        )
    port = free_port()
    shutil.copy(folder / "user.pub", folder / "authorized_keys")
    host = (folder / "host.pub").read_text().split()[:2]
    stranger = (folder / "stranger.pub").read_text().split()[:2]
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {' '.join(host)}\n")
    (folder / "other_hosts").write_text(f"[127.0.0.1]:{port} {' '.join(stranger)}\n")
    (folder / "no_hosts").touch()
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder / 'host'}\nPidFile none\nStrictModes no\n"
        f"AuthorizedKeysFile {folder / 'authorized_keys'}\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "UsePAM no\nPermitRootLogin prohibit-password\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    command = [SSHD, "-D", "-e", "-f", str(folder / "sshd_config")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(port, process)
        yield Server(folder, port)
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def await_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        if process.poll() is not None:
            pytest.skip("sshd does not run here")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("sshd does not listen")


def test_programs_run_over_one_connection(server: Server) -> None:
    with SshShell("node", server.config()) as shell:
        assert shell.description == "ssh node"
        words = ("sh", "-c", 'printf "%s|" "$@"; cat; exit 3', "sh", "a b", "$HOME", "it's", "")
        ran = shell.run(words, stdin=b"in")
        assert (ran.exit_code, ran.stdout) == (3, b"a b|$HOME|it's||in")
        first = shell.run(("sh", "-c", "echo $SSH_CONNECTION")).stdout
        assert shell.run(("sh", "-c", "echo $SSH_CONNECTION")).stdout == first
        assert b"".join(shell.stream(("seq", "1000"))).split() == [str(n).encode() for n in range(1, 1001)]


def test_a_program_that_fails_is_no_failure_of_ssh(server: Server) -> None:
    with SshShell("node", server.config()) as shell:
        assert shell.run(("there-is-no-such-program",)).exit_code == 127
        with pytest.raises(ShellError, match="sh ended with exit code 4: no journal"):
            list(shell.stream(("sh", "-c", "echo 'no journal' >&2; exit 4")))


def test_closing_ends_the_connection_and_leaves_no_folder(server: Server, tmp_path: Path) -> None:
    shell = SshShell("node", server.config())
    shell.run(("true",))
    (folder,) = {word.partition("=")[2].rpartition("/")[0] for word in shell._sharing if word.startswith("ControlPath")}
    assert Path(folder).stat().st_mode & 0o077 == 0
    shell.close()
    assert not Path(folder).exists()
    del tmp_path


def test_a_connection_that_the_person_shares_already_is_used(server: Server, tmp_path: Path) -> None:
    config = server.config(f"ControlPath {tmp_path / 'mine'}", "ControlMaster auto", "ControlPersist 10")
    with SshShell("node", config) as shell:
        assert shell._sharing == []
        assert shell.run(("echo", "x")).stdout == b"x\n"
    subprocess.run(["ssh", "-F", config, "-O", "exit", "node"], check=True, capture_output=True)


def test_what_a_configuration_wants_beside_a_command_is_left_out(server: Server) -> None:
    with SshShell(
        "node", server.config("RemoteCommand top", "RequestTTY force", "LocalForward 1 127.0.0.1:1")
    ) as shell:
        assert shell.run(("echo", "x")).stdout == b"x\n"


Case = tuple[Callable[[Server], tuple[str, str]], str]
CASES: dict[str, Case] = {
    "an unknown key": (
        lambda s: ("node", s.config(known="no_hosts")),
        "key of node is not in known_hosts: connect once",
    ),
    "another key": (lambda s: ("node", s.config(known="other_hosts")), "is not the one in known_hosts"),
    "a password": (
        lambda s: (f"{getpass.getuser()}@node", s.config(key="stranger")),
        "does not let .* in without a password",
    ),
    "a closed port": (lambda s: ("node", Server(s.folder, free_port()).config()), "node refuses the connection"),
    "no such name": (
        lambda s: ("gone.invalid", s.config()),
        r"gone\.invalid is no name that can be resolved here|gone\.invalid does not answer",
    ),
    "a silent address": (
        lambda s: ("node", s.config("ProxyCommand sleep 20", "ConnectTimeout 1")),
        "node does not answer ssh",
    ),
    "a bad configuration": (lambda s: ("node", s.config("Nonsense yes")), "ssh failed: .*terminating"),
}


@pytest.mark.parametrize("case", CASES)
def test_every_failure_has_its_sentence(server: Server, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("kanivete.probe.shell.ssh", fromlist=["_OPTIONS"])._OPTIONS, "ConnectTimeout", "1")
    make, expected = CASES[case]
    with SshShell(*make(server)) as shell, pytest.raises(ShellError, match=expected):
        shell.run(("true",))


@pytest.mark.parametrize("word", ["", "-oProxyCommand=touch /tmp/x", "a b", "a\nb"])
def test_what_is_no_destination(word: str) -> None:
    with pytest.raises(ShellError, match="is no machine for ssh"):
        SshShell(word)


def test_without_an_ssh_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ShellError, match="there is no program ssh here"):
        SshShell("node").run(("true",))
