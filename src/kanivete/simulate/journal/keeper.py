"""Both copies of one run's journal, written together, before each change."""

from collections.abc import Callable

from kanivete.simulate.journal import disk
from kanivete.simulate.journal.cluster import ClusterCopy
from kanivete.simulate.journal.model import Change, Journal, State, Status


class Keeper:
    """Writes the journal of one run. `at` is told of every point where the process may as well die."""

    def __init__(self, journal: Journal, copy: ClusterCopy, at: Callable[[str], None] = lambda _: None) -> None:
        self.journal = journal
        self._copy = copy
        self._at = at

    def plan(self, *changes: Change) -> None:
        """Note what is about to be changed. Only when this has returned may it be."""
        self.journal.changes.extend(changes)
        self.save()
        self._at(f"planned {changes[0].__class__.__name__}" if changes else "saved")

    def done(self, change: Change) -> None:
        """Note that it is changed, with the next writing: until then it counts as planned, which is as good."""
        change.state = State.DONE
        self._at(f"done {change.__class__.__name__}")

    def undone(self, change: Change) -> None:
        """Note that it is taken back, as `done` does."""
        change.state = State.UNDONE
        self._at(f"undone {change.__class__.__name__}")

    def enter(self, status: Status) -> None:
        """Note how the run as a whole goes on."""
        self.journal.status = status
        self.save()
        self._at(status.value)

    def begin(self) -> None:
        """Write the cluster's copy for the first time."""
        self._copy.create(self.journal)
        self._at("journal in the cluster")

    def save(self) -> None:
        """Write both copies: the disk's first, which nothing can take away."""
        disk.write(self.journal)
        if self._copy.exists:
            self._copy.write(self.journal)
