"""Making a change on a machine: the timer first, then the change."""

from collections.abc import Iterator, Sequence

from kanivete.i18n import _
from kanivete.probe.shell.base import MOST, Ran, Shell, ShellError
from kanivete.simulate.errors import RefusedError, SimulateError
from kanivete.simulate.journal.model import OnMachine
from kanivete.simulate.nodes import scripts

_SECONDS = 30.0


class Rooted:
    """A shell whose programs run as root by `sudo -n`. `client` is whose ssh connection it is, if it is one."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    @property
    def description(self) -> str:
        return f"{self._shell.description}, sudo"

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        return self._shell.run(("sudo", "-n", "--", *argv), stdin=stdin, seconds=seconds, most=most)

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        return self._shell.stream(("sudo", "-n", "--", *argv), seconds=seconds)


def rooted(shell: Shell, machine: str) -> Shell:
    """The shell if its programs run as root, or one whose programs do.

    Raises:
        RefusedError: They cannot, or the machine cannot be reached.
    """
    try:
        if _is_root(shell):
            return shell
        if _is_root(Rooted(shell)):
            return Rooted(shell)
    except ShellError as error:
        raise RefusedError(_("{machine} cannot be reached: {why}").format(machine=machine, why=error)) from error
    raise RefusedError(
        _("on {machine} ({way}) commands do not run as root, nor does `sudo -n` allow it").format(
            machine=machine, way=shell.description
        )
    )


def _is_root(shell: Shell) -> bool:
    ran = shell.run(("id", "-u"), seconds=_SECONDS)
    return not ran.exit_code and ran.stdout.strip() == b"0"


def has(shell: Shell, machine: str, program: str) -> None:
    """Make sure that a program is there. Raises RefusedError, ShellError."""
    if shell.run(("sh", "-c", 'command -v "$1"', "sh", program), seconds=_SECONDS).exit_code:
        raise RefusedError(_("there is no {program} on {machine}").format(program=program, machine=machine))


def client(shell: Shell) -> scripts.Client | None:
    """Whose ssh connection this is, if it is one."""
    ran = shell.run(("sh", "-c", 'printf %s "${SSH_CONNECTION-}"'), seconds=_SECONDS)
    return scripts.client_of(ran.stdout.decode("utf-8", "replace"))


def arm(shell: Shell, change: OnMachine, seconds: int) -> str:
    """Start the timer that takes the change back, and return its kind: `systemd` or `sleep`.

    Raises:
        SimulateError: It could not be started: nothing may be changed.
    """
    undo = scripts.whole_undo(change.unit, change.undo).encode()
    try:
        ran = shell.run(
            ("sh", "-c", scripts.ARM, "sh", change.unit, str(max(seconds, 1)), scripts.FOLDER),
            stdin=undo,
            seconds=_SECONDS,
        )
    except ShellError as error:
        raise SimulateError(_told(change, str(error))) from error
    if ran.exit_code:
        raise SimulateError(_told(change, _said(ran)))
    return ran.stdout.decode("utf-8", "replace").strip()


def do(shell: Shell, change: OnMachine) -> None:
    """Make the change.

    Raises:
        SimulateError: The script failed. Where only the connection broke, the change may be made: that is no error.
    """
    try:
        ran = shell.run(("sh", "-c", f"set -e\n{change.do}"), seconds=_SECONDS)
    except ShellError:
        return
    if ran.exit_code:
        raise SimulateError(_("on {machine}: {said}").format(machine=change.machine, said=_said(ran)))


def undo(shell: Shell, change: OnMachine) -> None:
    """Take the change back, and its timer away.

    Raises:
        ShellError: It cannot be told whether that worked.
        SimulateError: It did not.
    """
    ran = shell.run(("sh", "-c", scripts.whole_undo(change.unit, change.undo)), seconds=_SECONDS)
    if ran.exit_code:
        raise SimulateError(_("on {machine}: {said}").format(machine=change.machine, said=_said(ran)))


def _told(change: OnMachine, why: str) -> str:
    return _("no timer could be started on {machine}, so nothing is changed there: {why}").format(
        machine=change.machine, why=why
    )


def _said(ran: Ran) -> str:
    words = " ".join(ran.stderr.decode("utf-8", "replace").split())[:300]
    return words or _("exit code {code}").format(code=ran.exit_code)
