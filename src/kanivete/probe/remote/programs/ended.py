"""One run of a program."""

from dataclasses import dataclass

from kanivete.probe.remote.programs.words import KILLED


@dataclass(frozen=True)
class Ended:
    """A program that was run for a step, towards an address (or a name, where nothing else could look it up)."""

    step: str
    program: str
    address: str
    lines: tuple[str, ...]
    status: int
    seconds: float | None = None

    @property
    def killed(self) -> bool:
        """Whether it took longer than it was given."""
        return self.status in KILLED

    def says(self, *words: str) -> bool:
        """Whether a line has one of these words in it, in any case."""
        return any(word in line.lower() for line in self.lines for word in words)
