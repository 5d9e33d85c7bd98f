"""What an API server prints of a pod, for tests.

The rules are those of kubernetes/pkg/printers/internalversion/printers.go (printPod) and
k8s.io/apimachinery/pkg/util/duration (HumanDuration).
"""

from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]


def row(pod: Json, now: datetime) -> tuple[str, str, str]:
    """The cells READY, STATUS and RESTARTS."""
    status = pod["status"]
    sidecars = {one["name"] for one in pod["spec"]["initContainers"] if one.get("restartPolicy") == "Always"}
    shown = status.get("reason") or status["phase"]
    ready, lasting = 0, []
    starting = ""
    for at, one in enumerate(status["initContainerStatuses"]):
        state = one["state"]
        lasting += [one] if one["name"] in sidecars else []
        if state.get("terminated", {}).get("exitCode") == 0:
            continue
        if one["name"] in sidecars and one.get("started"):
            ready += bool(one["ready"])
            continue
        starting = _starting(state, f"{at}/{len(pod['spec']['initContainers'])}")
        break
    counted = status["initContainerStatuses"] if starting else lasting + status["containerStatuses"]
    if starting:
        shown = starting
    else:
        shown, running = _main(status["containerStatuses"], shown)
        ready += running
        if shown == "Completed" and running:
            shown = "Running" if status["isReady"] else "NotReady"
    if "deletionTimestamp" in pod["metadata"]:
        if status.get("reason") == "NodeLost":
            shown = "Unknown"
        elif status["phase"] not in ("Succeeded", "Failed"):
            shown = "Terminating"
    return f"{ready}/{len(pod['spec']['containers']) + len(sidecars)}", shown, _restarts(counted, now)


def _starting(state: Json, progress: str) -> str:
    if ended := state.get("terminated"):
        return f"Init:{ended.get('reason') or 'ExitCode:' + str(ended['exitCode'])}"
    reason = state.get("waiting", {}).get("reason")
    return f"Init:{reason}" if reason and reason != "PodInitializing" else f"Init:{progress}"


def _main(statuses: list[Json], shown: str) -> tuple[str, int]:
    """The status by the main containers, and how many of them run and are ready."""
    running = 0
    for one in reversed(statuses):
        state = one["state"]
        if reason := state.get("waiting", {}).get("reason"):
            shown = reason
        elif "terminated" in state:
            shown = state["terminated"].get("reason") or f"ExitCode:{state['terminated']['exitCode']}"
        elif one["ready"] and "running" in state:
            running += 1
    return shown, running


def _restarts(statuses: list[Json], now: datetime) -> str:
    count = sum(one["restartCount"] for one in statuses)
    ends = [one["lastState"]["terminated"].get("finishedAt") for one in statuses if one.get("lastState")]
    last = max((datetime.fromisoformat(end) for end in ends if end), default=None)
    return f"{count} ({human(now - last)} ago)" if count and last else str(count)


def human(since: timedelta) -> str:
    """A duration as the server writes it."""
    seconds = int(since.total_seconds())
    minutes, hours = seconds // 60, seconds // 3600
    days, years = hours // 24, hours // 24 // 365
    if seconds < -1:
        return "<invalid>"
    if seconds < 120:
        return f"{max(seconds, 0)}s"
    if minutes < 10:
        return _two(minutes, "m", seconds % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % 24, "h")
    if years < 2:
        return f"{days}d"
    return _two(years, "y", days % 365, "d") if years < 8 else f"{years}y"


def _two(large: int, unit: str, small: int, smaller: str) -> str:
    return f"{large}{unit}{small}{smaller}" if small else f"{large}{unit}"
