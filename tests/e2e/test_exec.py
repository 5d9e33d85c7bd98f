"""Programs in containers of a real cluster: input, output, exit codes, ends, terminals."""

import fcntl
import os
import signal
import struct
import sys
import termios
from collections.abc import Iterator

import pytest

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import ExecError, NotFoundError
from kanivete.kube.api.exec import V4, Channel, Place, open_exec
from kanivete.probe.shell.base import ShellError
from kanivete.probe.shell.pod import PodShell
from kanivete.sources.live import open_api
from tests.e2e.shop import Object, Shop, Terminal, opened
from tests.rig.cluster import Cluster
from tests.rig.plugin import sharing

MANY = bytes(range(256)) * 40_000


def pod(name: str, image: str, *command: str) -> Object:
    container = {"name": "main", "image": image, **({"command": command} if command else {})}
    spec = {"containers": [container], "terminationGracePeriodSeconds": 1}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


@pytest.fixture(scope="module")
def shop(cluster: Cluster) -> Iterator[Shop]:
    with opened(cluster) as found:
        with sharing(cluster.state, alone=False):
            found.put(pod("alpine", "alpine", "sleep", "3600"), pod("web", "labtest/web"), pod("none", "no.invalid/x"))
            found.must("wait", "pod/alpine", "pod/web", "--for=condition=Ready", "--timeout=90s")
        yield found


@pytest.fixture
def api(cluster: Cluster) -> Iterator[Api]:
    with open_api(str(cluster.kubeconfig)) as found:
        yield found


@pytest.fixture
def shell(api: Api, shop: Shop) -> PodShell:
    return PodShell(api, shop.namespace, "alpine", "main")


def test_words_arrive_as_they_are(shell: PodShell) -> None:
    ran = shell.run(("printf", "%s|", "a b", "", "$HOME", "'", "ç"))
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "a b||$HOME|'|ç|".encode(), b"")


def test_outputs_and_exit_code_are_told_apart(shell: PodShell) -> None:
    ran = shell.run(("sh", "-c", "echo out; echo err >&2; exit 7"))
    assert (ran.exit_code, ran.stdout, ran.stderr) == (7, b"out\n", b"err\n")


def test_a_program_killed_by_a_signal_ends_as_in_a_shell(shell: PodShell) -> None:
    assert shell.run(("sh", "-c", "kill -9 $$")).exit_code == 137


def test_much_input_and_output_at_the_same_time(shell: PodShell) -> None:
    assert shell.run(("cat",), stdin=MANY).stdout == MANY


def test_input_ends(shell: PodShell) -> None:
    assert shell.run(("wc", "-c"), stdin=b"x" * 100_000).stdout.strip() == b"100000"


def test_output_beyond_the_limit_is_thrown_away(shell: PodShell) -> None:
    ran = shell.run(("head", "-c", "1000000", "/dev/zero"), most=1000)
    assert (len(ran.stdout), ran.truncated) == (1000, True)


@pytest.mark.parametrize(("argv", "code"), [(("no-such-program",), 127), (("/etc/passwd",), 126)])
def test_a_program_that_cannot_be_started(shell: PodShell, argv: tuple[str, ...], code: int) -> None:
    assert shell.run(argv).exit_code == code


def test_an_image_without_a_shell(api: Api, shop: Shop) -> None:
    shell = PodShell(api, shop.namespace, "web", "main")
    missing = shell.run(("sh", "-c", "true"))
    assert (missing.exit_code, b'"sh": executable file not found' in missing.stderr) == (127, True)
    assert b"address already in use" in shell.run(("/web",)).stderr


def test_a_container_that_does_not_run(api: Api, shop: Shop) -> None:
    with pytest.raises(ShellError, match="does not run"):
        PodShell(api, shop.namespace, "none", "main").run(("true",))


def test_a_container_that_is_not_there(api: Api, shop: Shop) -> None:
    with pytest.raises(ShellError, match="container nobody is not valid"):
        PodShell(api, shop.namespace, "alpine", "nobody").run(("true",))
    with pytest.raises(ShellError, match='"nobody" not found'):
        PodShell(api, shop.namespace, "nobody", "main").run(("true",))


def test_a_program_that_takes_too_long_is_ended(shell: PodShell) -> None:
    with pytest.raises(ShellError, match="did not end within 1 s"):
        shell.run(("sh", "-c", "sleep 4711 | cat"), seconds=1)
    assert b"sleep 4711" not in shell.run(("ps",)).stdout


def test_a_stream_that_is_left_is_ended(shell: PodShell) -> None:
    pieces = shell.stream(("sh", "-c", "echo begun; exec sleep 4712"))
    assert next(pieces) == b"begun\n"
    pieces.close()  # type: ignore[attr-defined]
    assert b"sleep 4712" not in shell.run(("ps",)).stdout


def test_a_stream_is_whole(shell: PodShell) -> None:
    assert sum(map(len, shell.stream(("head", "-c", "20000000", "/dev/zero")))) == 20_000_000


def test_a_stream_that_fails_says_why(shell: PodShell) -> None:
    with pytest.raises(ShellError, match="exit code 3: broken"):
        list(shell.stream(("sh", "-c", "echo broken >&2; exit 3")))


def test_the_older_protocol(api: Api, shop: Shop) -> None:
    place = Place(shop.namespace, "alpine", "main")
    with open_exec(api, place, ("sh", "-c", "read line; echo $line; exit 4"), stdin=True, protocols=(V4,)) as running:
        running.feed(b"hello\n")
        said = b""
        while not running.ended:
            said += b"".join(data for channel, data in running.turn(5)[0] if channel is Channel.STDOUT)
        assert (said, running.exit_code(), running.closes_input) == (b"hello\n", 4, False)


def test_a_missing_pod_is_told_before_anything_runs(api: Api, shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        open_exec(api, Place(shop.namespace, "nobody", "main"), ("true",))
    with pytest.raises(ExecError):
        open_exec(api, Place(shop.namespace, "alpine", "nobody"), ("true",))


def test_a_terminal(shop: Shop) -> None:
    """Size, resize, interrupt, exit code; and the person's own terminal is as it was."""
    words = shop.command("run")
    terminal = Terminal([sys.executable, *words[1:]], shop.environment)
    before = termios.tcgetattr(terminal.fd)
    _resize(terminal, 33, 101)
    terminal.until("# ")
    terminal.type("stty size\n")
    terminal.until("33 101")
    _resize(terminal, 44, 120)
    terminal.type("until [ \"$(stty size)\" = '44 120' ]; do sleep 0.1; done; echo re''sized\n")
    terminal.until("resized")
    terminal.type("sh -c 'echo start''ed; exec sleep 1000'\n")
    terminal.until("started")
    terminal.type("\x03")
    terminal.type("echo inter''rupted\n")
    terminal.until("interrupted")
    terminal.type("exit 7\n")
    assert terminal.wait() == 7
    assert termios.tcgetattr(terminal.fd) == before
    assert shop.pods("kanivete.dev/purpose=toolbox") == []


def test_a_terminal_whose_window_is_closed(shop: Shop) -> None:
    words = shop.command("run")
    terminal = Terminal([sys.executable, *words[1:]], shop.environment)
    terminal.until("# ")
    os.close(terminal.fd)
    _pid, status = os.waitpid(terminal.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 128 + signal.SIGHUP
    assert shop.pods("kanivete.dev/purpose=toolbox") == []


def _resize(terminal: Terminal, rows: int, columns: int) -> None:
    fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
