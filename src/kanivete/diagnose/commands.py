"""The catalogue's commands, as they fit the object at hand: what kubectl would refuse is not worth pasting."""

import re

from kanivete.diagnose.hypothesis import Hypothesis
from kanivete.diagnose.prose import fill_command
from kanivete.kube.kinds import DAEMON_SETS, DEPLOYMENTS, JOBS, PODS, STATEFUL_SETS

STATIC = "static"
"""The fact that a pod is static: no command of kubectl changes it."""
RESTARTS = "restarts"
"""The fact how often the container was restarted; without a restart it has no previous log."""
ENDED = "ended"
"""The fact that the container has ended and was not started again yet: the log of that end is not a former one."""
_ROLLED_OUT = frozenset({DEPLOYMENTS.kind, STATEFUL_SETS.kind, DAEMON_SETS.kind})
_ROLLOUT = re.compile(r"kubectl rollout (?:undo|restart) [^\n]*\{workload\}")
_EDIT = re.compile(r"kubectl (?:-n \{namespace\} )?(?:edit|set) [^\n]*\{workload\}")
_ANEW = (
    "kanivete neat -n {namespace} {workload} > {file} && ${{EDITOR:-vi}} {file} && kubectl replace --force -f {file}"
)
"""What is done instead to an object that the API server lets nobody change: it is deleted and made again."""


def fitting(command: str, told: Hypothesis) -> str:
    """The command with the hypothesis's facts; empty where the object does not know it."""
    facts = told.facts
    if _ROLLOUT.match(command) and told.subject.kind not in _ROLLED_OUT:
        return ""
    if _EDIT.match(command) and facts.get(STATIC):
        return ""
    if _EDIT.match(command) and _is_immutable(told):
        command, facts = _ANEW, {**facts, "file": f"{told.subject.name}.yaml"}
    if facts.get(RESTARTS) == "0" or facts.get(ENDED):
        command = command.replace(" --previous", "")
    # Pasted, `<name>` would be a redirection.
    return fill_command(command, facts, str.upper)


def is_undo(command: str) -> bool:
    """Whether the command goes back to the former revision of a workload."""
    return command.startswith("kubectl rollout undo ")


def _is_immutable(told: Hypothesis) -> bool:
    """Whether what the pods are made from cannot be changed: a Job's template; of a bare pod all but its images."""
    kind = told.subject.kind
    return kind == JOBS.kind or (kind == PODS.kind and not told.cause.startswith("image."))
