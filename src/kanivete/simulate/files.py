"""Files on this machine that must never be half written."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(place: Path, text: str) -> None:
    """All or nothing, and on the disk when this returns; folders that are missing are made for nobody else to read.

    Raises:
        OSError: It cannot be written.
    """
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, new = tempfile.mkstemp(prefix=f".{place.stem}-", dir=place.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, place)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(new)
        raise
