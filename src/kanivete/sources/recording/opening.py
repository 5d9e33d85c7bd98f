"""From a path or standard input to the files of a recording: what it is packed in is told by its content."""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import tempfile
from collections.abc import Callable
from typing import IO

from kanivete.i18n import _
from kanivete.sources.base import SourceError
from kanivete.sources.recording.archive import DAMAGES, Metered, tar, zipped
from kanivete.sources.recording.entry import Entry, Unpacker
from kanivete.sources.recording.limits import CHUNK, MEMORY_SPOOL, MOST_BYTES
from kanivete.sources.recording.walk import Passed, Walk, directory

_HEAD = 1024
_UNPACKERS: tuple[tuple[bytes, Callable[[IO[bytes]], Unpacker]], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file, mode="rb")),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
_UNSUPPORTED = ((b"\x28\xb5\x2f\xfd", "zstd"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"Rar!", "RAR"))
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def walk_path(path: str) -> Walk:
    """The files of the recording at a path.

    Raises:
        SourceError: There is none, or it cannot be read.
    """
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return directory(path)
        if stat.S_ISREG(status.st_mode):
            return walk_file(open(path, "rb"), os.path.basename(path), status.st_size, status.st_mtime)
        if stat.S_ISFIFO(status.st_mode) and path.startswith(("/dev/", "/proc/")):
            with open(path, "rb") as pipe:
                return walk_stream(pipe, path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    raise SourceError(
        _("cannot read {name}: neither a file nor a directory; use - for standard input").format(name=path)
    )


def walk_stream(stream: IO[bytes], name: str) -> Walk:
    """The files of a recording that comes as one stream of bytes.

    Raises:
        SourceError: It is empty, or breaks off with an error.
    """
    kept = tempfile.SpooledTemporaryFile(max_size=MEMORY_SPOOL)  # noqa: SIM115 - closed with the walk
    size = 0
    try:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise SourceError(
                    _("{name} is longer than {limit} GB: save it and name the file").format(
                        name=name, limit=MOST_BYTES >> 30
                    )
                )
            kept.write(chunk)
    except SourceError:
        kept.close()
        raise
    except (OSError, ValueError) as error:
        kept.close()
        raise _unreadable(name, error) from error
    kept.seek(0)
    return walk_file(kept, name, size, 0.0)


def walk_file(file: IO[bytes], name: str, size: int, modified: float) -> Walk:
    """The members of an archive, or the file itself where it is none.

    Raises:
        SourceError: It is empty or packed in a way that cannot be read.
    """
    with file:
        head = file.read(_HEAD)
        file.seek(0)
        if not head:
            raise SourceError(_("{name} is empty: nothing was recorded").format(name=name))
        for magic, what in _UNSUPPORTED:
            if head.startswith(magic):
                raise SourceError(
                    _("{name} is packed with {what}: unpack it and name the directory").format(name=name, what=what)
                )
        if head.startswith(_ZIP):
            yield from zipped(file, name, size)
            return
        for magic, unpacker in _UNPACKERS:
            if head.startswith(magic):
                yield from _unpacked(unpacker(file), name, size, modified)
                return
        if _is_tar(head):
            yield from tar(file, name)
            return
        yield Entry((name,), size, modified, lambda: _Borrowed(file))


def _unreadable(name: str, error: OSError | ValueError) -> SourceError:
    why = getattr(error, "strerror", None) or error
    return SourceError(_("cannot read {name}: {why}").format(name=name, why=why))


def _unpacked(stream: Unpacker, name: str, size: int, modified: float) -> Walk:
    metered = io.BufferedReader(Metered(stream, name, size), CHUNK)
    try:
        head = metered.peek(_HEAD)
        if _is_tar(head):
            yield from tar(metered, name)
        else:
            yield Entry((name,), size, modified, lambda: metered)
    except DAMAGES as error:
        yield Passed(name, _("damaged or cut off: {why}").format(why=str(error) or type(error).__name__))


def _is_tar(head: bytes) -> bool:
    if len(head) < tarfile.BLOCKSIZE:
        return False
    if head[257:262] == b"ustar":
        return True
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


class _Borrowed:
    """Bytes of a file that somebody else closes."""

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        self._file = file

    def read(self, size: int, /) -> bytes:
        return self._file.read(size)

    def close(self) -> None:
        """Not here."""
