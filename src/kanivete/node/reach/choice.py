"""By which ways a person wants the machines to be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kanivete.i18n import _

CONTROL_PLANE = "control-plane"
"""In a map: the machine of the API server, where it is no Node or its name is not known."""


class ChoiceError(ValueError):
    """What was chosen has no sense. One line; exit code 2."""


@dataclass(frozen=True)
class Machine:
    """A machine by its Node's name, or by an address where it is no Node. `aliases` are what else a map may call it."""

    name: str
    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The ways that were asked for; none means the API alone.

    `ssh` is the node's `[USER@]HOST`, or `USER@` for its own address; `ssh_map` gives those of others by name or
    address; `sudo` says whether `sudo -n` may be used on a machine.
    """

    ssh: str = ""
    ssh_map: Mapping[str, str] = field(default_factory=dict)
    ssh_config: str = ""
    local: bool = False
    debug_pod: bool = False
    sudo: bool = True

    @property
    def over_ssh(self) -> bool:
        """Whether ssh is a way."""
        return bool(self.ssh or self.ssh_map)

    def node(self, machine: Machine) -> str:
        """ssh's destination for the node that is asked about; empty for none."""
        if self.ssh:
            return self.ssh + (machine.addresses or (machine.name,))[0] if self.ssh.endswith("@") else self.ssh
        return self.mapped(machine)

    def other(self, machine: Machine) -> str:
        """ssh's destination for another machine: the map's, or its address with the node's user."""
        user, at, _host = self.ssh.rpartition("@")
        address = (machine.addresses or (machine.name,))[0]
        return self.mapped(machine) or (f"{user}{at}{address}" if self.ssh else "")

    def mapped(self, machine: Machine) -> str:
        """What the map says of the machine, under any of its names."""
        keys = (machine.name, *machine.addresses, *machine.aliases)
        return next((self.ssh_map[key] for key in keys if key in self.ssh_map), "")


def ssh_map(words: Iterable[str]) -> dict[str, str]:
    """`NODE=[USER@]HOST`, or files with a line for each: `NODE=HOST` or `NODE HOST`, and comments after `#`.

    Raises:
        ChoiceError: It is neither.
    """
    found: dict[str, str] = {}
    for word in words:
        lines = [word] if "=" in word and not Path(word).is_file() else _lines(word)
        for line in lines:
            name, _sign, host = line.replace("=", " ", 1).partition(" ")
            if not name.strip() or not host.strip() or len(host.split()) != 1:
                raise ChoiceError(_("--ssh-map: {line!r} is not NODE=[USER@]HOST").format(line=line[:80]))
            found[name.strip()] = host.strip()
    return found


def _lines(path: str) -> list[str]:
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ChoiceError(_("--ssh-map: {path} cannot be read: {why}").format(path=path, why=why)) from error
    bare = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in bare if line]
