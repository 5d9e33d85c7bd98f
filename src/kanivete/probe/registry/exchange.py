"""One request to a registry and what came of it, wherever it is sent from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from kanivete.probe.steps import Fault, Outcome, Probed, StepName, Target

MOST = 4 * 1024 * 1024
"""Bytes of a body that are read: what containerd takes for the largest manifest."""


class Ended(Enum):
    """How a body ended."""

    COMPLETE = "complete"
    ENOUGH = "enough"
    """There is more; as much as was asked for has been read."""
    TIME = "time"
    """It was still coming when the time was over."""
    CUT = "cut"
    """The connection ended before the body did."""
    SILENT = "silent"
    """Nothing came any more."""


@dataclass(frozen=True)
class Request:
    """`most` bytes of the body are read, in at most `seconds`; the first `keep` of them are kept."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    most: int = MOST
    seconds: float = 15.0
    keep: int = MOST


@dataclass(frozen=True)
class Response:
    """An answer. `headers` in order, names in lower case. `received` bytes of the body came in `body_seconds`, which
    `seconds` includes; `sha256` is of what was received."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    ended: Ended = Ended.COMPLETE
    received: int = 0
    sha256: str = ""
    seconds: float = 0.0
    body_seconds: float = 0.0

    def header(self, name: str) -> str:
        """The first header of that name (in lower case); empty for none."""
        return next((value for key, value in self.headers if key == name), "")

    def every(self, name: str) -> tuple[str, ...]:
        """All headers of that name."""
        return tuple(value for key, value in self.headers if key == name)


class NoResponseError(Exception):
    """No answer came. `step` is how far it got, `outcome` how that ended; the message is the system's own words.

    `proxy` is set where it was the proxy that did not let it through.
    """

    def __init__(
        self,
        step: StepName,
        outcome: Outcome,
        said: str,
        seconds: float = 0.0,
        fault: Fault | None = None,
        *,
        proxy: bool = False,
    ) -> None:
        super().__init__(said)
        self.step, self.outcome, self.said, self.seconds = step, outcome, said, seconds
        self.fault, self.proxy = fault, proxy


class Client(Protocol):
    """A place to send requests from. No redirect is followed, and certificates are verified."""

    @property
    def origin(self) -> str:
        """For people: `this machine`, `node node1 (pod kube-system/…)`."""

    def proxy_for(self, url: str) -> str:
        """The proxy that a request to a URL is sent to, without its password; empty for none."""

    def reach(self, target: Target) -> Probed:
        """The steps below HTTP, tried on their own."""

    def send(self, request: Request) -> Response:
        """Ask once; a connection that was reset, once more.

        Raises:
            NoResponseError: There is no answer.
        """


def again_if_reset(ask: Callable[[Request], Response], request: Request) -> Response:
    """Ask; once more if the connection was reset, as an idle one may be.

    Raises:
        NoResponseError: There is no answer.
    """
    try:
        return ask(request)
    except NoResponseError as failure:
        if failure.outcome is not Outcome.RESET or failure.step is not StepName.HTTP:
            raise
    return ask(request)
