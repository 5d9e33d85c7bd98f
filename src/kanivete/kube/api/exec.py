"""Programs in containers.

Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/remotecommand (channels and versions of the protocol) and
https://pkg.go.dev/k8s.io/kubelet/pkg/cri/streaming/remotecommand
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import TracebackType
from urllib.parse import quote, urlencode

import msgspec

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ExecError, ForbiddenError, UnreachableError
from kanivete.kube.api.grants import rule
from kanivete.kube.api.websocket import WebSocket, open_websocket
from kanivete.kube.kinds import PODS
from kanivete.kube.meta import Slice
from kanivete.kube.numbers import whole_number
from kanivete.kube.typed import decoder

V5, V4 = "v5.channel.k8s.io", "v4.channel.k8s.io"
PIECE = 32 * 1024
"""Bytes of input in one message."""
BACKLOG = 256 * 1024
"""Bytes that may wait to be sent before no more input is taken."""

NOT_EXECUTABLE, NOT_FOUND = 126, 127
"""A shell's exit codes for a program that cannot be started."""

_ABSENT = re.compile(r"executable file not found in|no such file or directory|not a directory", re.IGNORECASE)
_UNUSABLE = re.compile(r"permission denied|is a directory|exec format error", re.IGNORECASE)
_NO_START = re.compile(r"OCI runtime exec failed|failed to start exec|failed to exec in container", re.IGNORECASE)
_NOT_RUNNING = re.compile(
    r"container not found|container .{1,80} (?:not found|is not running|not running)|is in CONTAINER_\w+ state|"
    r"unable to upgrade connection: container",
    re.IGNORECASE,
)


class Channel(IntEnum):
    """The first byte of a message. CLOSE is followed by the channel that it closes, since version 5."""

    STDIN = 0
    STDOUT = 1
    STDERR = 2
    STATUS = 3
    RESIZE = 4
    CLOSE = 255


class Cause(Slice, frozen=True):
    reason: str = ""
    message: str = ""


class Details(Slice, frozen=True):
    causes: list[Cause] = []


class Status(Slice, frozen=True):
    """How a program ended: what the last message of its status channel says."""

    status: str = ""
    reason: str = ""
    message: str = ""
    details: Details = Details()


@dataclass(frozen=True)
class Place:
    """A container of a pod."""

    namespace: str
    pod: str
    container: str

    def __str__(self) -> str:
        return _("pod {pod}, container {container}").format(
            pod=f"{self.namespace}/{self.pod}", container=self.container or "?"
        )


class Running:
    """A program that runs in a container, with whatever it reads and prints. Not for several threads."""

    def __init__(self, socket: WebSocket, place: Place) -> None:
        self._socket = socket
        self._place = place
        self._status = bytearray()

    @property
    def closes_input(self) -> bool:
        """Whether the end of its input can be told to the program (Kubernetes 1.30 and newer)."""
        return self._socket.subprotocol == V5

    @property
    def ended(self) -> bool:
        """Whether all that it printed has been received."""
        return self._socket.ended

    @property
    def hungry(self) -> bool:
        """Whether it should be given more input now."""
        return self._socket.backlog < BACKLOG

    def feed(self, data: bytes) -> None:
        """Give it input."""
        for at in range(0, len(data), PIECE):
            self._socket.send(bytes((Channel.STDIN,)) + data[at : at + PIECE])

    def end_input(self) -> None:
        """Tell it that there is no more input, where that can be told."""
        if self.closes_input:
            self._socket.send(bytes((Channel.CLOSE, Channel.STDIN)))

    def resize(self, columns: int, rows: int) -> None:
        """Tell its terminal how large it is."""
        size = json.dumps({"Width": columns, "Height": rows})
        self._socket.send(bytes((Channel.RESIZE,)) + size.encode())

    def turn(self, seconds: float, inputs: Sequence[int] = ()) -> tuple[list[tuple[Channel, bytes]], list[int]]:
        """What it printed on which channel, and which `inputs` can be read; waits for at most so many seconds.

        Raises:
            UnreachableError: The connection broke before the program had ended.
        """
        messages, ready = self._socket.turn(seconds, inputs)
        output = []
        for message in messages:
            if message[:1] in (b"\x01", b"\x02") and len(message) > 1:
                output.append((Channel(message[0]), message[1:]))
            elif message[:1] == b"\x03":
                self._status += message[1:]
        return output, ready

    def exit_code(self) -> int:
        """Its exit code, when it has ended.

        Raises:
            ExecError: It did not start.
            UnreachableError: The connection ended and nobody said how the program did.
        """
        if not self._status:
            raise UnreachableError(_("{place}: the connection ended before the program did").format(place=self._place))
        return _exit_code(bytes(self._status), self._place)

    def close(self) -> None:
        """Leave it; whether it goes on without us is its own business."""
        self._socket.close()

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()


def open_exec(
    api: Api,
    place: Place,
    argv: Sequence[str],
    *,
    stdin: bool = False,
    tty: bool = False,
    seconds: float = 30.0,
    protocols: Sequence[str] = (V5, V4),
) -> Running:
    """Start a program in a running container; `seconds` are for the connection.

    Raises:
        ExecError: The container does not run.
        KubeError: It is not allowed, or there is no connection.
    """
    asked = {"stdin": stdin, "stdout": True, "stderr": not tty, "tty": tty}
    query = [("command", word) for word in argv] + [(name, "true") for name, wanted in asked.items() if wanted]
    if place.container:
        query.append(("container", place.container))
    path = f"{PODS.path(quote(place.namespace, safe=''), quote(place.pod, safe=''))}/exec?{urlencode(query)}"
    try:
        return Running(open_websocket(api, path, protocols, seconds), place)
    except ForbiddenError as error:
        grant = rule("", "pods/exec", "get", "create")
        raise ForbiddenError(
            _("{error}; the rule that allows it: {grant}").format(error=error, grant=grant), error.status, error.reason
        ) from error
    except AnswerError as error:
        if error.status in (400, 500):
            raise _failure(str(error), place) from error
        raise


def _exit_code(text: bytes, place: Place) -> int:
    try:
        status = decoder(Status).decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _failure(text[:300].decode("utf-8", "replace"), place) from None
    if status.status == "Success":
        return 0
    codes = [cause.message for cause in status.details.causes if cause.reason == "ExitCode"]
    code = whole_number(codes[0]) if status.reason == "NonZeroExitCode" and codes else None
    if code is not None:
        return code
    raise _failure(" ".join(status.message.split()) or status.reason, place)


def _failure(said: str, place: Place) -> ExecError:
    """What the runtime's words mean."""
    said = said[:600].replace("Internal error occurred: ", "")
    if _NO_START.search(said) and (_ABSENT.search(said) or _UNUSABLE.search(said)):
        code = NOT_FOUND if _ABSENT.search(said) else NOT_EXECUTABLE
        why = said[max(said.rfind("exec: "), 0) :].removesuffix(": unknown")
        return ExecError(_("{place}: the program cannot be started: {why}").format(place=place, why=why), code)
    if _NOT_RUNNING.search(said):
        return ExecError(_("{place}: the container does not run: {said}").format(place=place, said=said))
    return ExecError(f"{place}: {said}")
