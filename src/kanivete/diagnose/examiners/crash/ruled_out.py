"""What it is not: the facts that clear the image, the node, the memory limit and the probes."""

from collections.abc import Iterator

from kanivete.diagnose.context import latest, quote
from kanivete.diagnose.examiners.crash.ending import Ending
from kanivete.i18n import _
from kanivete.kube.meta import Condition
from kanivete.model import RuledOut

_PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure")


def ruled_out(ending: Ending, cause: str) -> tuple[RuledOut, ...]:
    """The rivals that the facts clear; a rival about which nothing was seen is left out."""
    rivals = (*_image(ending), *_node(ending), *_memory(ending), *_probes(ending), *_start(ending))
    family = cause.rpartition("-")[0] if cause.startswith("crash.out-of-memory") else cause
    return tuple(rival for rival in rivals if rival.cause != cause and not rival.cause.startswith(family))


def _image(ending: Ending) -> Iterator[RuledOut]:
    pulled = latest(ending.events, "Pulled")
    status = ending.symptom.status
    if pulled:
        yield RuledOut("image.unrecognised", _("the image is there: {quote}").format(quote=quote(pulled.text)))
    elif status and status.image_id:
        yield RuledOut(
            "image.unrecognised", _("the image is there: {quote}").format(quote=f"imageID {status.image_id}")
        )


def _node(ending: Ending) -> Iterator[RuledOut]:
    node = ending.context.node_of(ending.symptom.pod)
    said = {c.type: c for c in node.status.conditions} if node else {}
    ready = said.get("Ready")
    if ready and ready.status == "True":
        yield RuledOut("node.kubelet-stopped", _node_says(ending, [ready]))
    pressures = [said[type_] for type_ in _PRESSURES if type_ in said]
    if pressures and all(condition.status == "False" for condition in pressures):
        yield RuledOut("node.disk-pressure", _node_says(ending, pressures))


def _node_says(ending: Ending, conditions: list[Condition]) -> str:
    quoted = ", ".join(quote(f"{c.type}={c.status} ({c.message or c.reason})") for c in conditions)
    return _("node {node} says {quote}").format(node=ending.symptom.pod.spec.node_name, quote=quoted)


def _memory(ending: Ending) -> Iterator[RuledOut]:
    reason = ending.terminated.reason
    if reason and reason != "OOMKilled":
        because = _("the reason is {reason}, not OOMKilled").format(reason=reason)
        yield RuledOut("crash.out-of-memory-limit", because)


def _probes(ending: Ending) -> Iterator[RuledOut]:
    container = ending.container
    if not (container.liveness_probe or container.startup_probe):
        yield RuledOut("crash.liveness-probe", _("the container has no liveness and no startup probe"))
    elif ending.events and latest(ending.events, "Killing") is None:
        because = _("no event says that the kubelet killed it; the last of its events is {reason}")
        yield RuledOut("crash.liveness-probe", because.format(reason=ending.events[-1].reason))


def _start(ending: Ending) -> Iterator[RuledOut]:
    if (
        ending.code is None
        or ending.started is None
        or ending.terminated.reason in ("StartError", "ContainerCannotRun")
    ):
        return
    because = _("the process was started at {started} and ended with exit code {code} at {finished}").format(
        started=ending.terminated.started_at, code=ending.code, finished=ending.terminated.finished_at
    )
    yield RuledOut("crash.start-error", because)
