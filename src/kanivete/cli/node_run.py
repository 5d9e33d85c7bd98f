"""From the options of `kanivete node` to its answer."""

import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import click

from kanivete import __version__
from kanivete.cli.node_source import Opened, opened
from kanivete.cli.options import SourceUnreadable
from kanivete.cli.printing import print_data, status_line
from kanivete.cli.running import failures, width
from kanivete.diagnose.at_node import at_node
from kanivete.diagnose.engine import coverage_of, diagnose
from kanivete.i18n import _
from kanivete.kube.kinds import NODES
from kanivete.kube.meta import ObjectMeta
from kanivete.kube.nodes import Node, NodeAddress, NodeStatus
from kanivete.model import Diagnosis, Metadata, Scope, Severity
from kanivete.node.reach.choice import Choice, ChoiceError, ssh_map
from kanivete.node.reach.dumps import DumpError, dumps_of
from kanivete.node.reach.nothing import NoCluster
from kanivete.node.reach.reach import Reach
from kanivete.node.reach.source import Reached
from kanivete.node.report.asked import Asked, LogFile
from kanivete.node.report.gather import gather
from kanivete.node.report.model import NodeReport

Tell = Callable[[str], None]


def run(**given: Any) -> int:
    """Answer the question; returns the exit code."""
    begun = time.monotonic()
    name = _name(given)
    with ExitStack() as stack:
        _orderly(stack, given)
        choice, dumps = _parsed(given)
        log = _log(given["log"], stack)
        tell = stack.enter_context(status_line())
        ways = bool(choice.over_ssh or choice.local or log or dumps)
        cluster = stack.enter_context(opened(given, name, ways=ways))
        asked = Asked(
            name=name,
            source=cluster.source,
            choice=choice,
            live=cluster.live,
            node=cluster.node,
            since=given["since"],
            log=log,
            dumps=dumps,
            servers=cluster.servers,
        )
        reach = stack.enter_context(Reach(choice, asked.machine, pod=cluster.pod(given, name, tell), tell=tell))
        with failures():
            report = gather(asked, reach, tell)
            tell(_("putting it together"))
            diagnosis, report = _diagnosis(asked, report, cluster, begun)
    _print(diagnosis, report, given["output"], cluster)
    if report.node is None and report.log is None and report.facts is None:
        raise SourceUnreadable(_("nothing could be read of {node}: see above for the ways to it").format(node=name))
    worst = min((finding.severity.rank for finding in diagnosis.findings), default=len(Severity))
    return 1 if given["fail_on"] and worst <= Severity(given["fail_on"]).rank else 0


def _name(given: dict[str, Any]) -> str:
    name = given["name"] or (socket.gethostname() if given["local"] else "")
    kind, slash, rest = name.partition("/")
    name = rest if slash and kind in ("node", "nodes", "no") else name
    if not name or "/" in name:
        raise click.UsageError(_("name a node: kanivete node NAME"))
    return str(name)


def _parsed(given: dict[str, Any]) -> tuple[Choice, Any]:
    try:
        mapped = ssh_map(given["ssh_map"])
        if given["ssh_control_plane"]:
            mapped["control-plane"] = given["ssh_control_plane"]
        dumps = dumps_of(given["firewalls"])
    except ChoiceError as error:
        raise click.UsageError(str(error)) from error
    except DumpError as error:
        raise SourceUnreadable(str(error)) from error
    if given["local"] and given["ssh"]:
        raise click.UsageError(_("--local and --ssh exclude each other: either this machine is the node or it is not"))
    if given["recording"] and given["debug_pod"]:
        raise click.UsageError(_("--debug-pod needs a live cluster: it does not go with --from"))
    choice = Choice(
        ssh=given["ssh"],
        ssh_map=mapped,
        ssh_config=given["ssh_config"],
        local=given["local"],
        debug_pod=given["debug_pod"],
        sudo=not given["no_sudo"],
    )
    return choice, dumps


def _log(path: str | None, stack: ExitStack) -> LogFile | None:
    if path is None:
        return None
    if path == "-":
        return LogFile(sys.stdin.buffer, _("standard input"))
    try:
        return LogFile(stack.enter_context(open(path, "rb")), path)
    except OSError as error:
        raise SourceUnreadable(
            _("{path} cannot be read: {why}").format(path=path, why=error.strerror or error)
        ) from error


def _orderly(stack: ExitStack, given: dict[str, Any]) -> None:
    """What is in the cluster is taken out of it again, whatever ends us."""
    if given["debug_pod"]:
        from kanivete.cli.orderly import orderly

        stack.enter_context(orderly())


def _diagnosis(asked: Asked, report: NodeReport, cluster: Opened, begun: float) -> tuple[Diagnosis, NodeReport]:
    """The findings, and the report with what came of them."""
    logs = {asked.name: report.log.tail} if report.log else {}
    if report.node is None:
        known = NoCluster(cluster.why, node=_known(asked, report))
        source = Reached(known, logs, report.dumps)
        findings = at_node(report, (), source)
        coverage = coverage_of(cluster.source)
    else:
        source = Reached(asked.source, logs, report.dumps)
        found, coverage = diagnose(source, Scope(names=((NODES.resource, asked.name),)))
        findings = at_node(report, found, source)
        report = replace(report, of_pods=len(found) - len(findings))
    diagnosis = Diagnosis(
        metadata=Metadata(
            source=cluster.source.description,
            scope=Scope(names=((NODES.resource, asked.name),)),
            started_at=cluster.source.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            duration_seconds=round(time.monotonic() - begun, 3),
            version=__version__,
        ),
        coverage=coverage,
        cost=cluster.source.cost(),
        findings=findings,
        kind="NodeDiagnosis",
    )
    return diagnosis, report


def _known(asked: Asked, report: NodeReport) -> Node:
    """The node as far as it is known without a cluster: the address that it uses."""
    address = report.facts.address if report.facts else ""
    addresses = [NodeAddress(type="InternalIP", address=address)] if address else []
    return Node(metadata=ObjectMeta(name=asked.name), status=NodeStatus(addresses=addresses))


def _print(diagnosis: Diagnosis, report: NodeReport, output: str, cluster: Opened) -> None:
    if output in ("json", "yaml"):
        from kanivete.render.node.data import to_data

        print_data(to_data(diagnosis, report), output)
        return
    if output == "markdown":
        from kanivete.render.node.markdown import to_markdown

        text = to_markdown(diagnosis, report, now=cluster.source.now)
    else:
        from kanivete.render.node.text import to_text

        text = to_text(diagnosis, report, width=width(), now=cluster.source.now)
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)
