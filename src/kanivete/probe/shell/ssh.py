"""Programs of another machine, through the person's own ssh program and configuration."""

import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from types import TracebackType

from kanivete.i18n import N_, _
from kanivete.probe.shell import processes
from kanivete.probe.shell.base import MOST, Ran, ShellError

SSH = "ssh"
_FAILED = 255
"""ssh's own exit code when it is ssh that failed."""
_CONNECT_SECONDS = 10
_PERSIST_SECONDS = 60
_OPTIONS = {
    # A question would wait for ever: nobody sees it.
    "BatchMode": "yes",
    "ConnectTimeout": str(_CONNECT_SECONDS),
    "ServerAliveInterval": "10",
    "ServerAliveCountMax": "3",
    "LogLevel": "ERROR",
    # What somebody's configuration wants beside a command.
    "RequestTTY": "no",
    "RemoteCommand": "none",
    "ClearAllForwardings": "yes",
    "ForwardAgent": "no",
    "ForwardX11": "no",
}

_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("remote host identification has changed", "host key for", "offending "),
        N_(
            "the key of {host} is not the one in known_hosts: another machine answers there, or it was installed anew;"
            " if that is so, ssh-keygen -R {host}"
        ),
    ),
    (
        ("host key verification failed", "host key is known", "no matching host key"),
        N_("the key of {host} is not in known_hosts: connect once by hand, ssh {destination}, and compare it"),
    ),
    (
        ("permission denied", "too many authentication failures", "no supported authentication methods"),
        N_(
            "{host} does not let {user} in without a password: add a key (ssh-copy-id {destination}) or load it"
            " (ssh-add), or name another user, USER@HOST"
        ),
    ),
    (
        ("could not resolve hostname", "name or service not known", "nodename nor servname"),
        N_("{host} is no name that can be resolved here: give its address, or a Host of your ssh configuration"),
    ),
    (("connection refused",), N_("{host} refuses the connection: no sshd listens on that port")),
    (
        ("timed out", "timeout, server", "not responding"),
        N_("{host} does not answer ssh: a firewall may drop it, or the machine is down"),
    ),
    (
        ("no route to host", "network is unreachable", "host is down"),
        N_("there is no route to {host} from here: go through another machine (ProxyJump in your ssh configuration)"),
    ),
    (("bad configuration option", "can't open user config", "bad owner or permissions"), ""),
    (
        ("connection closed", "connection reset", "kex_exchange_identification", "broken pipe", "closed by remote"),
        N_("{host} closed the connection"),
    ),
)
"""What ssh says in lower case, and what that means; ssh's own words follow."""


class SshShell:
    """A machine that `ssh DESTINATION` reaches without a question. Its connection is shared and kept until `close`.

    Args:
        destination: `HOST` or `USER@HOST`, as for ssh.
        config: A file for `ssh -F` instead of the person's own.

    Raises:
        ShellError: That is no destination.
    """

    def __init__(self, destination: str, config: str = "") -> None:
        if (
            not destination
            or destination.startswith("-")
            or any(c.isspace() or not c.isprintable() for c in destination)
        ):
            raise ShellError(_("{word!r} is no machine for ssh: give HOST or USER@HOST").format(word=destination))
        self.destination = destination
        self._config = ["-F", config] if config else []
        self._folder = ""

    @property
    def description(self) -> str:
        return f"ssh {self.destination}"

    @property
    def command(self) -> str:
        """What a person types before the words of a command."""
        return shlex.join([SSH, *self._config, self.destination])

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        with _startable():
            ran = processes.run(
                self._argv(argv), stdin=stdin, seconds=seconds, most=most, environment=self._environment
            )
        if ran.exit_code == _FAILED:
            raise self._failure(ran)
        return ran

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        def failed(ran: Ran) -> ShellError:
            if ran.exit_code == _FAILED:
                return self._failure(ran)
            said = processes.last_words(ran.stderr)
            return ShellError(
                _("{program} ended with exit code {code}: {said}").format(
                    program=argv[0], code=ran.exit_code, said=said or "-"
                )
            )

        with _startable():
            yield from processes.stream(self._argv(argv), seconds=seconds, failed=failed, environment=self._environment)

    def close(self) -> None:
        """End the shared connection."""
        if self._folder:
            with suppress(ShellError, OSError):
                leave = [SSH, *self._config, *_shared(self._folder), "-O", "exit", "--", self.destination]
                processes.run(leave, stdin=b"", seconds=5.0, most=4096, environment=self._environment)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""

    def __enter__(self) -> "SshShell":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()

    def _argv(self, argv: Sequence[str]) -> list[str]:
        options = [word for name, value in _OPTIONS.items() for word in ("-o", f"{name}={value}")]
        return [SSH, *self._config, *options, *self._sharing, "--", self.destination, shlex.join(argv)]

    @cached_property
    def _sharing(self) -> list[str]:
        """One connection for all commands; the person's own, where the configuration shares connections already."""
        if os.name == "nt":
            return []
        asked = [SSH, *self._config, "-G", "--", self.destination]
        said = processes.run(asked, stdin=b"", seconds=10.0, most=1 << 20, environment=self._environment)
        lines = said.stdout.decode("utf-8", "replace").lower().splitlines()
        if any(line.startswith("controlpath ") and line != "controlpath none" for line in lines):
            return []
        self._folder = tempfile.mkdtemp(prefix="kanivete-")
        return _shared(self._folder)

    @cached_property
    def _environment(self) -> dict[str, str]:
        """ssh words the system's errors in the language of its environment."""
        return {**os.environ, "LC_ALL": "C"}

    def _failure(self, ran: Ran) -> ShellError:
        said = ran.stderr.decode("utf-8", "replace").lower()
        own = processes.last_words(ran.stderr)
        user, _at, host = self.destination.rpartition("@")
        means = next((means for signs, means in _WORDS if any(sign in said for sign in signs)), "")
        if not means:
            return ShellError(_("ssh failed: {said}").format(said=own or _("it did not say why")))
        filled = _(means).format(host=host, user=user or _("your user"), destination=self.destination)
        return ShellError(f"{filled} ({own})" if own else filled)


@contextmanager
def _startable() -> Iterator[None]:
    """Words for an ssh that cannot be started."""
    try:
        yield
    except OSError as error:
        raise ShellError(
            _("there is no program ssh here ({why}): install an OpenSSH client").format(why=error.strerror)
        ) from error


def _shared(folder: str) -> list[str]:
    return [
        *("-o", "ControlMaster=auto"),
        *("-o", f"ControlPath={folder}/c"),
        *("-o", f"ControlPersist={_PERSIST_SECONDS}"),
    ]
