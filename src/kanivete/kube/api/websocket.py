"""A WebSocket over one of the client's own connections: the same TLS, credentials and proxies as any request.

The protocol is that of `websockets`; the sockets are ours, so that one thread serves both directions: a program that
answers while it is still being written to would block two that wait for each other.
"""

import select
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any, cast

import httpcore2 as httpcore
import httpx2 as httpx
from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import OPEN
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ConfigError, KubeError, NotKubernetesError, UnreachableError
from kanivete.kube.api.request import Request

_AT_ONCE = 65536
_IDLE = 20.0
"""Seconds of silence after which we ask whether anybody is there."""
_DEAD = 40.0
"""Seconds more after which nobody is."""


class WebSocket:
    """Messages to and from a server. Not for several threads."""

    def __init__(self, response: httpx.Response, protocol: ClientProtocol, server: str) -> None:
        self._response = response
        self._protocol = protocol
        self._server = server
        self._socket, begun = _socket(response)
        self._out = bytearray()
        self._partial = bytearray()
        self._ended = False
        self._asked: float | None = None
        self._heard = time.monotonic()
        self._early = self._understood(begun) if begun else []

    @property
    def subprotocol(self) -> str:
        """The one that the server chose."""
        return str(self._protocol.subprotocol or "")

    @property
    def backlog(self) -> int:
        """Bytes that wait to be sent."""
        return len(self._out)

    @property
    def ended(self) -> bool:
        """Whether no message can come any more."""
        return self._ended and not self._early

    def send(self, message: bytes) -> None:
        """Send a message in one of the next turns; none where the other side has closed."""
        if self._protocol.state is not OPEN:
            return
        self._protocol.send_binary(message)
        self._queue()

    def turn(self, seconds: float, inputs: Sequence[int] = ()) -> tuple[list[bytes], list[int]]:
        """Send and receive what can be, and wait for at most so many seconds where nothing can.

        Returns the messages that came and those of `inputs`, file descriptors, that can be read.

        Raises:
            UnreachableError: The connection broke.
        """
        messages, self._early = self._early, []
        messages += self._receive()
        wait = 0.0 if messages or self._ended else max(min(seconds, _IDLE), 0.0)
        ours = [] if self._ended else [self._socket.fileno()]
        readable, writable, _failed = select.select([*ours, *inputs], ours if self._out else [], [], wait)
        if writable:
            self._flush()
        if ours and ours[0] in readable:
            messages += self._receive()
        elif not messages and not self._ended:
            self._is_anybody_there()
        return messages, [one for one in inputs if one in readable]

    def close(self) -> None:
        """Say goodbye, without waiting for the answer."""
        try:
            if not self._ended:
                self._protocol.send_close(1000)
                self._queue()
                self._flush()
        except (KubeError, OSError):
            pass
        finally:
            self._response.close()
            self._socket.close()

    def _queue(self) -> None:
        for data in self._protocol.data_to_send():
            self._out += data

    def _flush(self) -> None:
        while self._out:
            try:
                sent = self._socket.send(bytes(self._out[:_AT_ONCE]))
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError as error:
                raise self._broken(error) from error
            del self._out[:sent]

    def _receive(self) -> list[bytes]:
        """What has come, up to the next whole messages. A read is never shorter than a TLS record may be, so nothing
        that has come stays where `select` would not tell of it.
        """
        messages: list[bytes] = []
        while not messages and not self._ended:
            try:
                data = self._socket.recv(_AT_ONCE)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                break
            except ssl.SSLEOFError:
                data = b""
            except OSError as error:
                raise self._broken(error) from error
            self._heard, self._asked = time.monotonic(), None
            messages = self._understood(data)
        return messages

    def _understood(self, data: bytes) -> list[bytes]:
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        messages = []
        for frame in self._protocol.events_received():
            if not isinstance(frame, Frame):
                continue
            if frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                self._partial += bytes(frame.data)
                if frame.fin:
                    messages.append(bytes(self._partial))
                    self._partial.clear()
            elif frame.opcode is Opcode.CLOSE:
                self._ended = True
        self._ended = self._ended or not data or self._protocol.parser_exc is not None
        self._queue()
        return messages

    def _is_anybody_there(self) -> None:
        now = time.monotonic()
        if self._asked is not None:
            if now - self._asked > _DEAD:
                raise self._broken(TimeoutError(_("no answer for {seconds:.0f} s").format(seconds=_DEAD)))
        elif now - self._heard > _IDLE:
            self._asked = now
            self._protocol.send_ping(b"")
            self._queue()

    def _broken(self, error: OSError) -> UnreachableError:
        self._ended = True
        return UnreachableError(
            _("the connection to {server} broke: {error}").format(server=self._server, error=error.strerror or error)
        )


def open_websocket(api: Api, path: str, subprotocols: Sequence[str], seconds: float) -> WebSocket:
    """Ask for a path (with its query) as a WebSocket.

    Raises:
        KubeError: The server refuses, cannot be reached, or something in between knows no WebSockets.
    """
    uri = parse_uri("ws" + api.server.removeprefix("http") + path)
    protocol = ClientProtocol(uri, subprotocols=[Subprotocol(name) for name in subprotocols], state=OPEN)
    headers = {name: value for name, value in protocol.connect().headers.raw_items() if name.lower() != "host"}
    response = api.upgraded(Request("GET", path, accept="*/*", headers=headers, repeatable=False), seconds)
    try:
        given = Headers(response.headers.multi_items())
        protocol.process_response(Response(response.status_code, response.reason_phrase, given))
    except InvalidHandshake as error:
        response.close()
        raise NotKubernetesError(
            _("{server} does not make a WebSocket of the connection ({error}): does a proxy stand in between?").format(
                server=api.server, error=error
            )
        ) from error
    try:
        return WebSocket(response, protocol, api.server)
    except BaseException:
        response.close()
        raise


def _socket(response: httpx.Response) -> tuple[socket.socket, bytes]:
    """The connection's socket, which blocks no more, and what has been read from it already."""
    stream: Any = response.extensions["network_stream"]
    found = stream.get_extra_info("socket")
    if isinstance(stream.get_extra_info("ssl_object"), ssl.SSLObject):
        raise ConfigError(_("programs cannot be run through a proxy that itself speaks TLS: use an http:// proxy-url"))
    try:
        begun = stream.read(_AT_ONCE, timeout=0)
    except (httpcore.NetworkError, httpcore.TimeoutException):
        begun = b""
    found.setblocking(False)
    return cast("socket.socket", found), begun
