"""Programs of this machine."""

from collections.abc import Iterator, Sequence

from kanivete.i18n import _
from kanivete.probe.shell import processes
from kanivete.probe.shell.base import MOST, Ran, ShellError


class LocalShell:
    """This machine, with the rights of whoever runs kanivete."""

    @property
    def description(self) -> str:
        return _("this machine")

    def run(self, argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 30.0, most: int = MOST) -> Ran:
        try:
            return processes.run(argv, stdin=stdin, seconds=seconds, most=most)
        except FileNotFoundError as error:
            return Ran(processes.NOT_FOUND, b"", f"{argv[0]}: {error.strerror}".encode())
        except OSError as error:
            return Ran(processes.NOT_EXECUTABLE, b"", f"{argv[0]}: {error.strerror}".encode())

    def stream(self, argv: Sequence[str], *, seconds: float = 600.0) -> Iterator[bytes]:
        def failed(ran: Ran) -> ShellError:
            said = processes.last_words(ran.stderr)
            return ShellError(
                _("{program} ended with exit code {code}: {said}").format(
                    program=argv[0], code=ran.exit_code, said=said or "-"
                )
            )

        try:
            yield from processes.stream(argv, seconds=seconds, failed=failed)
        except OSError as error:
            raise ShellError(
                _("{program} cannot be run here: {why}").format(program=argv[0], why=error.strerror)
            ) from error
