"""The channels of exec, over a real WebSocket."""

import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kanivete.kube.api import websocket
from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.api.errors import ExecError, ForbiddenError, KubeError, NotKubernetesError, UnreachableError
from kanivete.kube.api.exec import Channel, Place, Running, open_exec
from tests.rig.pki import Authority
from tests.unit.kube.api.streams import SUCCESS, V4, V5, Far, Program, failure, running
from tests.unit.kube.proxy import proxying
from tests.unit.kube.test_tls import data

PLACE = Place("shop", "web-1", "web")
EXEC = "/api/v1/namespaces/shop/pods/web-1/exec"


@contextmanager
def api_of(program: Program, **cluster: Any) -> Iterator[Api]:
    user = User(token="t", impersonate="jane")
    connection = Connection("here", "default", Cluster(**{"server": program.url, **cluster}), user, "me", "config")
    with Api(connection, Timeouts(2, 2, 5), sleep=lambda _seconds: None) as api:
        yield api


@contextmanager
def executing(
    act: Callable[[Far], None], *, stdin: bool = False, protocols: tuple[str, ...] = (V5, V4)
) -> Iterator[Running]:
    """That program, as it runs."""
    with running(Program(act, protocols)) as program, api_of(program) as api:
        yield open_exec(api, PLACE, ("x",), stdin=stdin)


def ran(program: Running) -> tuple[dict[Channel, bytes], int]:
    """What it printed, and its exit code."""
    said: dict[Channel, bytes] = {}
    while not program.ended:
        for channel, piece in program.turn(5)[0]:
            said[channel] = said.get(channel, b"") + piece
    return said, program.exit_code()


def quietly(far: Far) -> None:
    far.end(SUCCESS)


def test_outputs_and_exit_code() -> None:
    def act(far: Far) -> None:
        far.say(1, b"")
        far.say(1, b"one ")
        far.say(2, b"error")
        far.say(1, b"two")
        far.end(failure(7))

    with running(Program(act)) as program, api_of(program) as api, open_exec(api, PLACE, ("a", "b c")) as found:
        assert ran(found) == ({Channel.STDOUT: b"one two", Channel.STDERR: b"error"}, 7)
    path, query, headers = program.asked[0]
    assert path == EXEC
    assert query == [("command", "a"), ("command", "b c"), ("stdout", "true"), ("stderr", "true"), ("container", "web")]
    assert (headers["authorization"], headers["impersonate-user"]) == ("Bearer t", "jane")


def test_input_and_its_end() -> None:
    heard: list[tuple[int, bytes]] = []

    def act(far: Far) -> None:
        heard.extend(far.hear() for _ in range(3))
        far.end(SUCCESS)

    with executing(act, stdin=True) as found:
        found.feed(b"hello")
        found.resize(80, 24)
        found.end_input()
        assert ran(found)[1] == 0
    assert (heard[0], heard[2]) == ((0, b"hello"), (255, b"\0"))
    assert (heard[1][0], json.loads(heard[1][1])) == (4, {"Width": 80, "Height": 24})


def test_input_for_what_has_ended_goes_nowhere() -> None:
    with executing(quietly, stdin=True) as found:
        said = ran(found)
        found.feed(b"hello")
        found.resize(80, 24)
        found.end_input()
        assert (said, found.hungry) == (({}, 0), True)


def test_an_older_server_cannot_be_told_of_the_end() -> None:
    with executing(quietly, stdin=True, protocols=(V4,)) as found:
        found.end_input()
        assert (found.closes_input, ran(found)[1]) == (False, 0)


def test_a_terminal_has_one_output() -> None:
    with running(Program(quietly)) as program, api_of(program) as api:
        ran(open_exec(api, Place("shop", "web-1", ""), ("sh",), stdin=True, tty=True))
    path, query, _headers = program.asked[0]
    expected = [("command", "sh"), ("stdin", "true"), ("stdout", "true"), ("tty", "true")]
    assert (path, query) == (EXEC, expected)


def test_both_directions_at_once() -> None:
    """A program that answers while it is fed must not block who feeds it."""
    much = bytes(range(256)) * 8192

    def act(far: Far) -> None:
        left = len(much)
        while left:
            _channel, piece = far.hear()
            far.say(1, piece)
            left -= len(piece)
        far.end(SUCCESS)

    with executing(act, stdin=True) as found:
        found.feed(much)
        assert not found.hungry
        assert ran(found) == ({Channel.STDOUT: much}, 0)


def test_a_message_in_fragments() -> None:
    def act(far: Far) -> None:
        far.connection.send([b"\x01one ", b"two ", b"three"])
        far.end(SUCCESS)

    with executing(act) as found:
        assert ran(found)[0] == {Channel.STDOUT: b"one two three"}


def test_many_messages_over_tls(authority: Authority) -> None:
    """None waits for the next one."""

    def act(far: Far) -> None:
        for _ in range(200):
            far.say(1, b"x" * 1000)
        far.hear()  # Whoever waits for the socket alone does not come so far.
        far.end(SUCCESS)

    program = Program(act)
    with running(program, _tls(authority)), api_of(program, certificate_authority_data=data(authority.file)) as api:
        found = open_exec(api, PLACE, ("x",), stdin=True)
        size = 0
        while size < 200_000:
            size += sum(len(piece) for _, piece in found.turn(5)[0])
        found.feed(b"go on")
        assert ran(found)[1] == 0


def test_through_a_proxy_to_a_name_of_the_certificate(authority: Authority) -> None:
    with running(Program(quietly), _tls(authority, "kubernetes")) as program, proxying() as proxy:
        cluster = {"proxy_url": f"http://{proxy.address}", "tls_server_name": "kubernetes"}
        with api_of(program, certificate_authority_data=data(authority.file), **cluster) as api:
            assert ran(open_exec(api, PLACE, ("x",)))[1] == 0
        assert proxy.opened == [program.url.removeprefix("https://")]


def test_who_may_not_is_told_the_rule() -> None:
    body = json.dumps({"kind": "Status", "message": 'pods "web-1" is forbidden', "reason": "Forbidden"}).encode()
    with running(Program(quietly, refuse=(403, body))) as program, api_of(program) as api:
        with pytest.raises(ForbiddenError, match=r'resources: \["pods/exec"\], verbs: \["get", "create"\]'):
            open_exec(api, PLACE, ("x",))
        assert len(program.asked) == 1


def test_a_server_without_websockets_in_between() -> None:
    page = Program(quietly, refuse=(200, b"<html></html>"))
    with running(page), api_of(page) as api, pytest.raises(NotKubernetesError, match="does a proxy stand in between"):
        open_exec(api, PLACE, ("x",))


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ('OCI runtime exec failed: exec: "ls": executable file not found in $PATH: unknown', 127, 'exec: "ls"'),
        ('failed to start exec "1": OCI runtime exec failed: exec: "/x": permission denied: unknown', 126, "cannot be"),
        ('container not found ("web")', None, "does not run"),
        ("unable to upgrade connection: container web not found in pod web-1_shop", None, "does not run"),
        ("error dialing backend: dial tcp 10.0.0.1:10250: i/o timeout", None, "i/o timeout"),
        ('failed to create task: mount "x": no such file or directory', None, "no such file"),
    ],
)
def test_a_program_that_does_not_start(said: str, code: int | None, words: str) -> None:
    def act(far: Far) -> None:
        far.end({"status": "Failure", "reason": "InternalError", "message": f"Internal error occurred: {said}"})

    with executing(act) as found, pytest.raises(ExecError, match=words) as caught:
        ran(found)
    assert caught.value.exit_code == code


@pytest.mark.parametrize(
    "status",
    [
        *(b"", b"\xff", b"[]", b'{"status": 3}', b'{"status": "Failure"}'),
        json.dumps(
            {
                "status": "Failure",
                "reason": "NonZeroExitCode",
                "details": {"causes": [{"reason": "ExitCode", "message": "\u00b2"}]},
            }
        ).encode(),
    ],
)
def test_a_status_that_says_nothing_is_an_error(status: bytes) -> None:
    def act(far: Far) -> None:
        far.say(3, status)
        far.connection.close()

    with executing(act) as found, pytest.raises(KubeError):
        ran(found)


def test_a_connection_that_ends_before_the_program_is_an_error() -> None:
    with (
        executing(lambda far: far.say(1, b"half")) as found,
        pytest.raises(UnreachableError, match="before the program did"),
    ):
        ran(found)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "_IDLE", 0.05)
    monkeypatch.setattr(websocket, "_DEAD", 1.0)


@pytest.mark.usefixtures("_impatient")
def test_a_server_that_answers_pings_may_be_silent_for_long() -> None:
    def act(far: Far) -> None:
        time.sleep(2.0)
        far.end(SUCCESS)

    with executing(act) as found:
        assert ran(found)[1] == 0


@pytest.mark.usefixtures("_impatient")
def test_a_server_that_answers_nothing_is_given_up() -> None:
    def act(far: Far) -> None:
        with far.connection.recv_flow_control:  # It reads no more.
            far.say(1, b"the last word")
            time.sleep(3.0)

    with executing(act) as found, pytest.raises(UnreachableError, match="no answer for"):
        ran(found)


def _tls(authority: Authority, name: str = "127.0.0.1") -> ssl.SSLContext:
    pair = authority.issue(f"server-{name}", "server", hosts=[name])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    return context
