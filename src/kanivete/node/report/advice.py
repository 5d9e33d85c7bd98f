"""The next best way to what could not be had."""

import shlex
from collections.abc import Iterator

from kanivete.i18n import _
from kanivete.model import Step
from kanivete.node.report.asked import Asked
from kanivete.node.report.model import NodeReport


def advice(report: NodeReport, asked: Asked) -> tuple[Step, ...]:
    """Commands that give the log, the path test or the firewall that is missing."""
    return (*_log(report, asked), *_node(report, asked), *_other(report, asked))


def _log(report: NodeReport, asked: Asked) -> Iterator[Step]:
    if report.log is not None:
        return
    name = shlex.quote(asked.name)
    if not asked.choice.over_ssh:
        yield Step(_("Read its log over ssh:"), f"kanivete node {name} --ssh USER@HOST")
    yield Step(
        _("Read its log on the node, by whatever way there is, and give it to kanivete:"),
        f"journalctl -u kubelet --since -2h | kanivete node {name} --log -",
    )
    if not asked.choice.debug_pod and _is_heard(asked):
        yield Step(
            _("Read it by a privileged pod on the node, which is removed afterwards:"),
            f"kanivete node {name} --debug-pod",
        )


def _node(report: NodeReport, asked: Asked) -> Iterator[Step]:
    """The log was had, and nothing leads into the node to test its paths from."""
    if report.log is None or report.facts is not None or asked.choice.over_ssh or not asked.live or _is_heard(asked):
        return
    name = shlex.quote(asked.name)
    yield Step(_("Test the paths that the node needs, and read its firewall:"), f"kanivete node {name} --ssh USER@HOST")


def _other(report: NodeReport, asked: Asked) -> Iterator[Step]:
    """A path is stopped, and the firewall at its other end was not seen."""
    for wall in report.walls:
        ends_at = {name for name in wall.looked_at if name != asked.name}
        if not wall.cuts and not ends_at:
            yield Step(
                _("The firewall at {address} was not seen. Name its machine for ssh:").format(address=wall.destination),
                f"kanivete node {shlex.quote(asked.name)} --ssh USER@HOST --ssh-map {wall.destination}=USER@HOST",
            )
            return


def _is_heard(asked: Asked) -> bool:
    """Whether the control plane hears from the kubelet, so that a pod could be started."""
    conditions = asked.node.status.conditions if asked.node else []
    return any(one.type == "Ready" and one.status != "Unknown" for one in conditions)
