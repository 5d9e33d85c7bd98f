"""Logging in: an SSH server on every machine, and a client's configuration that knows the machines by name."""

from pathlib import Path

from tests.rig import network, units
from tests.rig.machine import Machine
from tests.rig.settings import machine_addresses
from tests.rig.shell import run
from tests.rig.state import State

KEY = "id_ed25519"

SERVER = """\
Port 22
HostKey /etc/ssh/ssh_host_ed25519_key
AuthorizedKeysFile /root/.ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PrintMotd no
Subsystem sftp internal-sftp
"""


def services() -> dict[str, str]:
    """The services that logging in needs."""
    command = ["/usr/sbin/sshd", "-D", "-e"]
    return {
        "ssh": units.service("OpenSSH server", command, lines=["RuntimeDirectory=sshd", "RuntimeDirectoryMode=0755"])
    }


def create(state: State) -> None:
    """Make the key that opens every machine, and the client's configuration."""
    key = state.ssh / KEY
    _key(key)
    hosts = "\n".join(_host(state, name, ip) for name, ip in machine_addresses().items())
    state.ssh_config.write_text(hosts)


def _key(path: Path) -> None:
    if not path.exists():
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "rig", "-f", path])


def _host(state: State, name: str, ip: str) -> str:
    proxy = " ".join(map(str, network.inside(name, ["socat", "STDIO", "TCP4:127.0.0.1:22"])))
    return (
        f"Host {name} {ip}\n"
        f"  HostName {ip}\n"
        f"  HostKeyAlias {name}\n"
        "  User root\n"
        f"  IdentityFile {state.ssh / KEY}\n"
        "  IdentitiesOnly yes\n"
        f"  UserKnownHostsFile {state.ssh / 'known_hosts'}\n"
        "  BatchMode yes\n"
        f"  ProxyCommand {proxy}\n"
    )


def prepare(machine: Machine) -> None:
    """Put the server's configuration and keys on the machine's disk, and its key among the client's known hosts."""
    state = machine.state
    machine.write("/etc/ssh/sshd_config", SERVER)
    machine.write("/root/.ssh/authorized_keys", (state.ssh / f"{KEY}.pub").read_text(), 0o600)
    machine.path("/root").chmod(0o700)
    host_key = machine.path("/etc/ssh/ssh_host_ed25519_key")
    _key(host_key)
    public = " ".join(host_key.with_suffix(".pub").read_text().split()[:2])
    known = state.ssh / "known_hosts"
    line = f"{machine.name} {public}\n"
    if not known.exists() or line not in known.read_text():
        with known.open("a") as file:
            file.write(line)
