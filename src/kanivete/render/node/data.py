"""For programs. Field names are a stable contract (docs/node.md)."""

from datetime import datetime
from typing import Any

import msgspec

from kanivete.diagnose.context import rfc3339
from kanivete.model import Diagnosis
from kanivete.node.facts.model import NodeFacts
from kanivete.node.log import LoggedCause
from kanivete.node.reach.log import ReadLog
from kanivete.node.report.model import NodeReport, Wall


def to_data(diagnosis: Diagnosis, report: NodeReport) -> dict[str, Any]:
    """A diagnosis of kind NodeDiagnosis, with the node, its log, its paths and the firewalls on them."""
    fields: dict[str, Any] = msgspec.to_builtins(diagnosis)
    return {
        "apiVersion": fields.pop("apiVersion"),
        "kind": fields.pop("kind"),
        **fields,
        "node": _node(report),
        "log": _log(report.log) if report.log else None,
        "paths": [one.data() for one in report.paths],
        "firewall": [_wall(one) for one in report.walls],
        "elsewhere": msgspec.to_builtins(report.elsewhere),
        "lacks": [{"what": one.what, "why": one.why} for one in report.lacks],
        "advice": msgspec.to_builtins(report.advice),
    }


def _node(report: NodeReport) -> dict[str, Any]:
    node = report.node
    conditions = [
        {
            "type": one.type,
            "status": one.status,
            "reason": one.reason,
            "message": one.message,
            "lastHeartbeatTime": one.last_heartbeat_time or None,
            "lastTransitionTime": one.last_transition_time or None,
        }
        for one in (node.status.conditions if node else ())
    ]
    return {
        "name": report.name,
        "providerID": (node.spec.provider_id if node else "") or None,
        "conditions": conditions,
        "leaseRenewed": report.lease_renewed or None,
        **_facts(report.facts),
    }


def _facts(facts: NodeFacts | None) -> dict[str, Any]:
    if facts is None:
        return {"via": None}
    kubelet = facts.kubelet
    return {
        "via": facts.via,
        "root": facts.root,
        "clockAheadSeconds": facts.clock_ahead,
        "upSeconds": facts.up_seconds,
        "units": [
            {
                "name": one.name,
                "activeState": one.active,
                "subState": one.sub,
                "result": one.result,
                "exitStatus": one.exit_status,
                "restarts": one.restarts,
                "since": _time(one.since),
            }
            for one in facts.units
        ],
        "kubelet": {
            "running": kubelet.running,
            "kubeconfig": kubelet.kubeconfig or None,
            "server": kubelet.server or None,
            "balanced": list(kubelet.balanced),
            "certificate": {"notBefore": _time(kubelet.not_before), "notAfter": _time(kubelet.not_after)},
        },
        "route": facts.route or None,
        "disks": [
            {
                "folder": one.folder,
                "mountedOn": one.mounted_on,
                "usedPercent": one.used_percent,
                "inodesPercent": one.inodes_percent,
                "freeBytes": one.free_bytes,
                "readOnly": one.read_only,
            }
            for one in facts.disks
        ],
        "swaps": list(facts.swaps),
    }


def _log(log: ReadLog) -> dict[str, Any]:
    report = log.report
    return {
        "from": log.origin,
        "lines": report.lines,
        "first": _time(report.first),
        "last": _time(report.last),
        "endpoint": report.endpoint,
        "causes": [_cause(one) for one in report.causes],
    }


def _cause(cause: LoggedCause) -> dict[str, Any]:
    return {
        "cause": cause.cause,
        "count": cause.count,
        "first": _time(cause.first),
        "last": _time(cause.last),
        "perMinute": cause.per_minute,
        "over": cause.over,
        "lines": list(cause.lines),
    }


def _wall(wall: Wall) -> dict[str, Any]:
    return {
        "source": wall.source,
        "destination": wall.destination,
        "port": wall.port,
        "protocol": wall.protocol,
        "also": list(wall.also),
        "lookedAt": list(wall.looked_at),
        "cuts": [
            {
                "machine": one.machine,
                "place": one.place.value,
                "hook": one.hook.value,
                "reply": one.reply,
                "assumed": one.assumed,
                **one.answer.data(),
            }
            for one in wall.cuts
        ],
        "backupFromHere": wall.backup_from_here or None,
        "revertFromHere": wall.revert_from_here or None,
    }


def _time(time: datetime | None) -> str | None:
    return rfc3339(time) or None
