"""Whether a datagram that one machine sends arrives on another: the only proof that there is for UDP."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import msgspec

from kanivete.i18n import _
from kanivete.kube.typed import decoder
from kanivete.probe.remote.bundle import arrival_script
from kanivete.probe.shell.base import Ran, Shell, ShellError
from kanivete.redact import clean

_START = 10.0
_MOST = 65536
_MARK = b"KV 0 arrival "


class _Facts(msgspec.Struct, frozen=True):
    sent: int = 0
    arrived: bool | None = None
    delivered: bool | None = None
    listening: bool | None = None
    error: str = ""


@dataclass(frozen=True)
class Arrival:
    """`arrived` on the receiver's interface, `delivered` behind its firewall; None where nobody could look."""

    arrived: bool | None
    delivered: bool | None = None
    sent: int = 0
    listening: bool | None = None
    """Whether the receiver has the port open."""
    said: str = ""
    """Why it could not be looked for."""


def arrives(sender: Shell, receiver: Shell, address: str, port: int, *, seconds: float = 4.0) -> Arrival:
    """Send datagrams from one machine and look for them on the other, before and after its firewall, for `seconds`.

    It needs Python on both and root on the receiver; a datagram is a few bytes that no protocol understands.
    """
    given = {"port": port, "token": secrets.token_hex(16), "seconds": seconds}
    with ThreadPoolExecutor(1) as beside:
        watching = beside.submit(_run, receiver, {**given, "role": "watch"}, seconds)
        sending = _run(sender, {**given, "role": "send", "address": address}, seconds)
        watched = watching.result()
    for shell, facts in ((sender, sending), (receiver, watched)):
        if facts.error:
            return Arrival(None, None, sending.sent, watched.listening, f"{shell.description}: {facts.error}")
    return Arrival(watched.arrived, watched.delivered, sending.sent, watched.listening)


def _run(shell: Shell, given: dict[str, Any], seconds: float) -> _Facts:
    try:
        ran = shell.run(("sh",), stdin=arrival_script(given).encode(), seconds=seconds + _START, most=_MOST)
    except ShellError as error:
        return _Facts(error=str(error))
    return _read(ran)


def _read(ran: Ran) -> _Facts:
    for line in ran.stdout.split(b"\n"):
        if line.startswith(_MARK):
            try:
                facts = decoder(_Facts).decode(line.removeprefix(_MARK))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
            return msgspec.structs.replace(facts, error=clean(facts.error))
    return _Facts(error=_("there is no Python to send or look for a datagram with"))
