"""The journal's copy on this machine: `$XDG_STATE_HOME/kanivete/runs/RUN.json`."""

import os
from pathlib import Path

from kanivete.simulate.files import write_whole
from kanivete.simulate.journal.model import Journal, UnreadableJournalError, decoded, encoded


def folder() -> Path:
    """Where journals are kept."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base).expanduser() / "kanivete" / "runs"


def write(journal: Journal) -> None:
    """All or nothing, and on the disk when this returns.

    Raises:
        OSError: It cannot be written.
    """
    write_whole(folder() / f"{journal.run}.json", encoded(journal))


def read(run: str) -> Journal | None:
    """One journal; None where there is none, or it is damaged: then the cluster's copy counts."""
    try:
        return decoded((folder() / f"{run}.json").read_bytes())
    except (OSError, UnreadableJournalError):
        return None


def read_all() -> list[Journal]:
    """All that can be read, the oldest first."""
    runs = sorted(path.stem for path in folder().glob("*.json")) if folder().is_dir() else []
    return sorted((found for run in runs if (found := read(run))), key=lambda journal: journal.started)


def forget(run: str) -> None:
    """Remove a journal."""
    (folder() / f"{run}.json").unlink(missing_ok=True)
