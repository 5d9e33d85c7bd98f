"""From a question to a report: the log, the node's own facts, the paths it needs, the firewalls on those that fail."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from kanivete.i18n import _
from kanivete.kube.kinds import LEASES
from kanivete.kube.meta import moment
from kanivete.model import Step
from kanivete.node.facts.log import open_log
from kanivete.node.facts.model import Lack, NodeFacts
from kanivete.node.facts.read import read_facts
from kanivete.node.ports import CONTROL_PLANE, Requirement, Result, plan, tested
from kanivete.node.reach.log import LogError, ReadLog, read_file, read_log
from kanivete.node.reach.reach import Reach
from kanivete.node.report.advice import advice
from kanivete.node.report.asked import Asked
from kanivete.node.report.elsewhere import elsewhere
from kanivete.node.report.model import NodeReport, Wall
from kanivete.node.report.walls import Walls, failing
from kanivete.probe.shell.base import Shell, ShellError
from kanivete.sources.base import Missing, SourceError

LEASE_NAMESPACE = "kube-node-lease"
_NO_LEASE = frozenset(
    {
        "node.apiserver-unreachable",
        "node.wrong-endpoint",
        "node.unauthorized",
        "node.certificate-expired",
        "node.certificate-unknown-authority",
        "node.clock-skew",
    }
)
"""Causes with which no kubelet renews its lease."""
Tell = Callable[[str], None]


def gather(asked: Asked, reach: Reach, tell: Tell = lambda _: None) -> NodeReport:
    """Everything that can be found out. What cannot is among the report's `lacks`: nothing is raised for it.

    Raises:
        SourceError: The source cannot be read at all.
    """
    _ask_ahead(asked)
    shell = reach.node()
    facts = _facts(asked, shell, reach, tell)
    if asked.node is None and facts:
        asked = replace(asked, address=facts.address)
    lease = _lease(asked)
    log = _since_renewed(_log(asked, shell, reach, tell), moment(lease))
    paths = _paths(asked, facts, log, shell, reach, tell)
    walls = Walls(asked, facts, reach, tell)
    found = walls.of(failing(paths, log, asked))
    report = NodeReport(
        name=asked.name,
        node=asked.node,
        lease_renewed=lease,
        facts=facts,
        log=log,
        paths=paths,
        walls=found,
        dumps=walls.dumps,
        elsewhere=_elsewhere(asked, found),
        lacks=(*reach.lacks, *(facts.lacks if facts else ())),
    )
    return replace(report, advice=advice(report, asked))


def _ask_ahead(asked: Asked) -> None:
    """A kubelet that is cut off gives no answer: wait for that while other things are done.

    Over ssh its port is tried from the API server's machine itself.
    """
    choice = asked.choice
    if asked.live and not (asked.log or choice.over_ssh or choice.local or choice.debug_pod):
        asked.source.prefetch_nodes((asked.name,))
    if asked.live and not choice.over_ssh:
        # Not a daemon: a thread that is torn down inside RE2 takes the process with it.
        threading.Thread(target=_ask_health, args=(asked,)).start()


def _ask_health(asked: Asked) -> None:
    """The answer is kept by the source; an error is told to whoever asks next."""
    with suppress(SourceError):
        asked.source.kubelet_health(asked.name)


def _facts(asked: Asked, shell: Shell | None, reach: Reach, tell: Tell) -> NodeFacts | None:
    if shell is None:
        return None
    tell(_("reading the units, the kubelet's configuration and the firewall of {node}").format(node=asked.name))
    try:
        facts = read_facts(shell, asked.name, sudo=asked.choice.sudo)
    except ShellError as error:
        reach.lack(_("what the node tells about itself"), error)
        return None
    if asked.choice.local and _short(facts.hostname) != _short(asked.name):
        why = _("it is called {host}: is it really {node}?").format(host=facts.hostname, node=asked.name)
        reach.lacks.append(Lack(_("this machine"), why))
    return facts


def _short(name: str) -> str:
    return name.partition(".")[0].lower()


def _log(asked: Asked, shell: Shell | None, reach: Reach, tell: Tell) -> ReadLog | None:
    """By the first way that gives it: what was handed over, the node itself, the API."""

    def progress(count: int) -> None:
        tell(_("reading the kubelet's log of {node}: {size} MB").format(node=asked.name, size=count >> 20))

    for way in _log_ways(asked, shell, progress):
        try:
            found = way()
        except (ShellError, LogError) as error:
            reach.lack(_("the kubelet's log"), error)
            continue
        if found:
            return found
    return None


def _log_ways(
    asked: Asked, shell: Shell | None, progress: Callable[[int], None]
) -> Iterator[Callable[[], ReadLog | None]]:
    if file := asked.log:
        yield lambda: read_file(file.file, file.name, asked.now, progress)
    if shell:
        yield lambda: _over(shell, asked, progress)
    yield lambda: _by_source(asked)


def _over(shell: Shell, asked: Asked, progress: Callable[[int], None]) -> ReadLog:
    progress(0)
    where, pieces = open_log(shell, since=asked.seconds_of_log(), sudo=asked.choice.sudo)
    return read_log(pieces, f"{shell.description}: {where}", asked.now, progress)


def _by_source(asked: Asked) -> ReadLog | None:
    """The source has noted itself what it could not see."""
    found = asked.source.node_log(asked.name)
    if isinstance(found, Missing) or not found.text.strip():
        return None
    origin = _("the API's node log query") if asked.live else asked.source.description
    return read_log([found.text.encode("utf-8", "replace")], origin, asked.now)


def _paths(
    asked: Asked, facts: NodeFacts | None, log: ReadLog | None, shell: Shell | None, reach: Reach, tell: Tell
) -> tuple[Result, ...]:
    if shell is None and not asked.live and not asked.choice.ssh_map:
        return ()
    server = facts.kubelet.server if facts and facts.kubelet.server else log.report.endpoint if log else None
    servers = (*(facts.kubelet.balanced if facts else ()), *asked.servers)
    wanted = plan(asked.source, asked.name, kubelet_server=server or None, servers=servers)
    shells = _shells(asked, wanted, shell, reach)
    if shells or asked.live:
        tell(_("testing the paths that {node} needs").format(node=asked.name))
    try:
        return tested(wanted, shells, source=asked.source)
    except ShellError as error:
        reach.lack(_("the path test"), error)
        return tested(wanted, {}, source=asked.source)


def _shells(asked: Asked, wanted: tuple[Requirement, ...], shell: Shell | None, reach: Reach) -> dict[str, Shell]:
    """Of the machines where something has to be tried: the node, and those that the map names.

    The API server's machine as well if the node is in trouble: its firewall will be wanted anyway.
    """
    found = {asked.name: shell} if shell else {}
    server = next((one.target.host for one in wanted if one.destination == CONTROL_PLANE and not one.local), "")
    for origin in dict.fromkeys(one.origin for one in wanted):
        machine = asked.at(origin, server if origin == CONTROL_PLANE else "")
        worth = asked.choice.mapped(machine) or (origin == CONTROL_PLANE and server and not asked.is_ready)
        if origin not in found and worth and (other := reach.other(machine)):
            found[origin] = other
    return found


def _since_renewed(log: ReadLog | None, renewed: datetime | None) -> ReadLog | None:
    """The log, in which a trouble is over that came before the kubelet renewed its lease, by its own clock."""
    if log is None or renewed is None:
        return log
    causes = (
        replace(one, over=True) if one.cause in _NO_LEASE and one.last and one.last < renewed else one
        for one in log.report.causes
    )
    return replace(log, report=replace(log.report, causes=tuple(sorted(causes, key=lambda one: one.over))))


def _lease(asked: Asked) -> str:
    if asked.node is None:
        return ""
    lease = asked.source.get(LEASES, LEASE_NAMESPACE, asked.name)
    return "" if isinstance(lease, Missing) else lease.spec.renew_time


def _elsewhere(asked: Asked, walls: tuple[Wall, ...]) -> tuple[Step, ...]:
    """Where to look for what stops the first path that no firewall of a machine explains."""
    if any(wall.cuts for wall in walls):
        return ()
    provider = asked.node.spec.provider_id if asked.node else ""
    for wall in walls:
        if wall.silent:
            return elsewhere(provider, wall.source, wall.destination, wall.port, wall.protocol)
    return ()
