"""The firewalls on the paths that fail: fetched where they lie, walked, and the rule that stops the packet."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from kanivete.i18n import _
from kanivete.node.cut import Cut, cuts
from kanivete.node.facts.model import NodeFacts
from kanivete.node.facts.read import read_firewall
from kanivete.node.firewall.errors import PacketError
from kanivete.node.ports import CONTROL_PLANE, Result
from kanivete.node.reach.choice import Machine
from kanivete.node.reach.log import ReadLog
from kanivete.node.reach.reach import Reach
from kanivete.node.report.asked import Asked, machines
from kanivete.node.report.model import Wall
from kanivete.probe.shell.base import ShellError
from kanivete.probe.steps import Outcome
from kanivete.sources.base import Missing, NodeDump

UNREACHABLE = "node.apiserver-unreachable"
_STOPPED = frozenset({Outcome.DROPPED, Outcome.REJECTED, Outcome.REFUSED, Outcome.RESET})
_MOST_PATHS = 8


@dataclass(frozen=True)
class Path:
    """A path that fails: machines by name, and the packet's addresses."""

    origin: str
    destination: str
    source: str
    host: str
    port: int
    protocol: str
    silent: bool
    """Whether nothing came back, or a firewall's or router's refusal; a port that refuses is nobody's filter."""


def failing(paths: Iterable[Result], log: ReadLog | None, asked: Asked) -> tuple[Path, ...]:
    """The paths between machines on which packets are stopped: as tested, else as the kubelet's log tells."""
    known = machines(asked.source)
    results = tuple(paths)
    servers = [one.requirement.target.host for one in results if one.requirement.id == "apiserver"]
    own = dict(known, **{asked.name: asked.machine.addresses}) | {CONTROL_PLANE: tuple(servers)}
    found = [path for one in results if one.reached is False and one.outcome in _STOPPED for path in _path(one, own)]
    tried = any(one.requirement.id == "apiserver" and one.reached is not None for one in results)
    if not tried:
        found += _logged(log, asked)
    return tuple(dict.fromkeys(found))[:_MOST_PATHS]


def _path(result: Result, addresses: dict[str, tuple[str, ...]]) -> Iterator[Path]:
    requirement = result.requirement
    target = requirement.target
    attempts = result.probed.attempts if result.probed else ()
    host = next((one.address for one in attempts if one.outcome in _STOPPED), target.host)
    source = _same_family(addresses.get(requirement.origin, ()), host)
    if source and target.port and not requirement.local and not is_loopback(host):
        silent = result.outcome in (Outcome.DROPPED, Outcome.REJECTED)
        yield Path(requirement.origin, requirement.destination, source, host, target.port, target.protocol, silent)


def _logged(log: ReadLog | None, asked: Asked) -> Iterator[Path]:
    endpoint = log.report.endpoint if log else None
    present = log and any(one.cause == UNREACHABLE and not one.over for one in log.report.causes)
    if not present or not endpoint:
        return
    host, _colon, port = endpoint.rpartition(":")
    host = host.strip("[]")
    source = _same_family(asked.machine.addresses, host)
    if source and port.isdigit() and not is_loopback(host):
        yield Path(asked.name, CONTROL_PLANE, source, host, int(port), "tcp", True)


def _same_family(addresses: Iterable[str], host: str) -> str:
    """The address that a packet to the host comes from; none where the host is a name."""
    try:
        version = ipaddress.ip_address(host).version
        return next((one for one in addresses if one != host and ipaddress.ip_address(one).version == version), "")
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether an address or a name is the machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Walls:
    """Walks the paths; each machine's dumps are fetched once."""

    def __init__(self, asked: Asked, facts: NodeFacts | None, reach: Reach, tell: Callable[[str], None]) -> None:
        self._asked = asked
        self._reach = reach
        self._tell = tell
        self._known = machines(asked.source)
        self._known[asked.name] = asked.machine.addresses or self._known.get(asked.name, ())
        self._machines: dict[str, tuple[Machine, bool]] = {}
        """By their names in the dumps: how they are reached, and whether as root."""
        self._fetched: set[str] = set()
        self._dumps = self._given()
        self._facts = facts
        if facts:
            self._add(asked.machine, facts, asked.name)

    @property
    def dumps(self) -> tuple[NodeDump, ...]:
        """All that were read."""
        return tuple(self._dumps)

    def of(self, paths: Iterable[Path]) -> tuple[Wall, ...]:
        """What stops the packets of each path; paths that one rule stops are one wall."""
        found: dict[object, Wall] = {}
        for at, path in enumerate(paths):
            wall = self._wall(path)
            key = _rule_of(wall.cuts[0]) if wall.cuts else at
            if key in found:
                found[key] = replace(found[key], also=(*found[key].also, wall.path))
            else:
                found[key] = wall
        return tuple(found.values())

    def _given(self) -> list[NodeDump]:
        """What was handed over, and what the source has of other machines."""
        found = self._asked.source.firewalls()
        theirs = () if isinstance(found, Missing) else found
        given = {dump.node for dump in self._asked.dumps}
        return [*self._asked.dumps, *(dump for dump in theirs if dump.node not in given)]

    def _wall(self, path: Path) -> Wall:
        for end, address in ((path.destination, path.host), (path.origin, path.source)):
            machine = self._asked.at(end, address)
            self._fetch(machine)
            self._place(machine)
        for stranger in self._asked.between(path.host):
            self._fetch(Machine(stranger))
        hop = self._facts.next_hop(path.host) if self._facts and path.origin == self._asked.name else ""
        router = self._asked.at("", hop)
        if hop and (router.name in self._known or self._asked.choice.mapped(router)):
            self._fetch(router)
        try:
            found = cuts(self._dumps, path.source, path.host, path.port, path.protocol, self._known, (hop,))
        except PacketError:
            found = ()
        wall = Wall(
            source=path.source,
            destination=path.host,
            port=path.port,
            protocol=path.protocol,
            silent=path.silent,
            cuts=found,
            looked_at=tuple(sorted({dump.node for dump in self._dumps})),
        )
        return self._from_here(wall, found[0]) if found else wall

    def _fetch(self, machine: Machine) -> None:
        if machine.name in self._fetched or machine.name == self._asked.name:
            return
        self._fetched.add(machine.name)
        if self._holds(machine):
            return
        shell = self._reach.other(machine)
        if shell is None:
            return
        self._tell(_("reading the firewall of {machine}").format(machine=machine.name))
        try:
            name = machine.name if machine.name in self._known else ""
            facts = read_firewall(shell, name, sudo=self._asked.choice.sudo)
        except ShellError as error:
            self._reach.lack(_("the firewall of {machine}").format(machine=machine.name), error)
            return
        for lack in facts.lacks:
            self._reach.lacks.append(replace(lack, what=_("the firewall of {machine}").format(machine=machine.name)))
        self._add(machine, facts, name or facts.hostname or machine.name)

    def _place(self, machine: Machine) -> None:
        """Dumps that were given under what a machine is also called are of its address."""
        for dump in self._dumps:
            if dump.node in machine.aliases and dump.node not in self._known:
                self._known[dump.node] = machine.addresses

    def _holds(self, machine: Machine) -> bool:
        """Whether its dumps were given."""
        return any(dump.node in (machine.name, *machine.aliases) for dump in self._dumps)

    def _add(self, machine: Machine, facts: NodeFacts, name: str) -> None:
        if addresses := self._known.get(name) or machine.addresses:
            self._known[name] = addresses
        self._machines[name] = (machine, facts.user == "root")
        theirs = {dump.node for dump in facts.dumps}
        self._dumps = [*(dump for dump in self._dumps if dump.node not in theirs), *facts.dumps]

    def _from_here(self, wall: Wall, cut: Cut) -> Wall:
        machine, root = self._machines.get(cut.machine, (None, True))
        if machine is None or not cut.answer.revert:
            return wall
        return replace(
            wall,
            backup_from_here=self._reach.over(machine, cut.answer.backup, root=root) if cut.answer.backup else "",
            revert_from_here=self._reach.over(machine, cut.answer.revert, root=root),
        )


def _rule_of(cut: Cut) -> tuple[str, str, str, int | None, bool]:
    passed = cut.answer.passed
    rule = passed.rule if passed else None
    table, chain = (passed.table, passed.chain) if passed else ("", "")
    return cut.machine, table, chain, rule.number if rule else None, rule is None
