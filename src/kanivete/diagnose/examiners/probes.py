"""Probes: what they ask, how long they are patient, and what their answers mean."""

import re
from collections.abc import Iterable
from datetime import timedelta

from kanivete.i18n import _
from kanivete.kube.pods import Container, IntOrString, Probe
from kanivete.recognise.patterns import compiled

_LISTENS = (
    r"(?:listen(?:ing|s|er)?|started|serving|bound|running)\b[^\n]{0,80}?(?:[:\s]|port )(?P<port>[1-9][0-9]{1,4})\b"
)
_LONGEST = 365 * 24 * 3600
"""A probe more patient than a year waits for ever; its numbers may be any that an integer holds."""
_STATUS = re.compile(r"statuscode: (\d{3})", re.IGNORECASE)


def describe(probe: Probe) -> str:
    """What a probe asks, as a person would write it: `GET http://:8080/healthz`, `TCP :5432`."""
    if probe.http_get:
        http = probe.http_get
        return f"GET {(http.scheme or 'HTTP').lower()}://{http.host}:{http.port}{http.path or '/'}"
    if probe.tcp_socket:
        return f"TCP :{probe.tcp_socket.port}"
    if probe.grpc:
        return f"gRPC :{probe.grpc.port} {probe.grpc.service}".rstrip()
    if probe.exec:
        return f"exec {' '.join(probe.exec.command)}"
    return _("nothing")


def summary(probe: Probe) -> str:
    """The probe in one line, with its numbers."""
    return (
        f"{describe(probe)} initialDelaySeconds: {probe.initial_delay_seconds}, periodSeconds: {_period(probe)}, "
        f"timeoutSeconds: {max(probe.timeout_seconds, 1)}, failureThreshold: {_threshold(probe)}"
    )


def budget(probe: Probe) -> timedelta:
    """How long after its start a container may go on failing the probe before the kubelet acts."""
    seconds = max(probe.initial_delay_seconds, 0) + _threshold(probe) * _period(probe)
    return timedelta(seconds=min(seconds, _LONGEST))


def port_of(probe: Probe, container: Container) -> int | None:
    """The number of the port a probe asks; None for a command, or a name that the container does not declare."""
    for one in (probe.http_get, probe.tcp_socket, probe.grpc):
        if one:
            return _number(one.port, container)
    return None


def hints(probe: Probe, container: Container, said: str, log: str = "") -> list[str]:
    """What the specification, the probe's answer and the log together suggest, each a sentence."""
    return [hint for hint in (_meaning(said), _other_port(probe, container, log)) if hint]


def listening_ports(log: str) -> list[int]:
    """The ports that a program says it listens on."""
    found = (compiled(_LISTENS).search(line) for line in log.splitlines()[:400])
    return sorted({int(port) for match in found if match and (port := match.group("port")) and int(port) < 65536})


def _other_port(probe: Probe, container: Container, log: str) -> str:
    port = port_of(probe, container)
    if port is None:
        return ""
    declared = [one.container_port for one in container.ports if one.container_port]
    said = listening_ports(log)
    if said and port not in said:
        return _("The program says that it listens on {ports}; the probe asks port {port}.").format(
            ports=_joined(said), port=port
        )
    if declared and port not in declared:
        return _("The container declares the ports {ports}; the probe asks port {port}.").format(
            ports=_joined(declared), port=port
        )
    return ""


def _meaning(said: str) -> str:
    status = _STATUS.search(said)
    if status:
        return _of_status(int(status[1]))
    for mark, text in (
        (
            "connection refused",
            _("Nothing listens on that port of the pod's address: another port, or 127.0.0.1 only."),
        ),
        ("HTTP response to HTTPS client", _("The probe speaks HTTPS and the program HTTP: set the scheme to HTTP.")),
        ("malformed HTTP response", _("The probe speaks HTTP and the program something else, often HTTPS.")),
        ("deadline exceeded", _("No answer came within timeoutSeconds (1 unless set).")),
        ("i/o timeout", _("No answer came within timeoutSeconds (1 unless set).")),
        ("timed out", _("The command did not end within timeoutSeconds (1 unless set).")),
        ("executable file not found", _("The command that the probe runs is not in the image.")),
        ("no such file or directory", _("The command that the probe runs is not in the image.")),
        ("does not implement the grpc health protocol", _("The server has no gRPC health service.")),
        ("NOT_SERVING", _("The program itself says that it is not serving.")),
        ("stopped after 10 redirects", _("The path redirects in a circle.")),
    ):
        if mark.lower() in said.lower():
            return text
    return ""


def _of_status(code: int) -> str:
    if code == 404:
        return _("404: the program answers, and has nothing under that path.")
    if code in (401, 403):
        return _("{code}: the path asks for a login, which a probe does not have.").format(code=code)
    if code == 400:
        return _("400: the program refuses the request, often for its Host header or because it expects HTTPS.")
    if code == 405:
        return _("405: the path does not answer to GET.")
    if code >= 500:
        return _("{code}: the program answers and says itself that it is not well.").format(code=code)
    return ""


def _number(port: IntOrString, container: Container) -> int | None:
    if isinstance(port, int) or port.isdecimal():
        return int(port)
    return next((one.container_port for one in container.ports if one.name == port), None)


def _joined(ports: Iterable[int]) -> str:
    return ", ".join(map(str, ports))


def _period(probe: Probe) -> int:
    return max(probe.period_seconds, 1)


def _threshold(probe: Probe) -> int:
    return max(probe.failure_threshold, 1)
