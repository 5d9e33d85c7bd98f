"""Tar and zip archives, read member by member from a stream."""

import io
import lzma
import posixpath
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from time import mktime
from typing import IO, TYPE_CHECKING

from kanivete.i18n import _
from kanivete.sources.base import SourceError
from kanivete.sources.recording.entry import Entry, Stream, Unpacker
from kanivete.sources.recording.limits import CHUNK, MOST_BYTES, MOST_FILES, MOST_RATIO, RATIO_FROM
from kanivete.sources.recording.walk import Passed, Walk, safe_parts

DAMAGES = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What the standard library raises for archives that are damaged, encrypted or of an unknown variant: a wrong offset in
a zip is a ValueError (negative seek)."""

_LARGEST_HEADER = 1 << 20

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Metered(io.RawIOBase):
    """A stream that refuses to give more than a sane archive would."""

    def __init__(self, inner: Unpacker, name: str, packed: int) -> None:
        self._inner = inner
        self._name = name
        self._packed = max(packed, 1)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        data = self._inner.read1(min(len(view), CHUNK))  # what comes before damage is of use, so no reading ahead
        view[: len(data)] = data
        self._given += len(data)
        check_size(self._given, self._packed, self._name)
        return len(data)


def check_size(given: int, packed: int, name: str) -> None:
    """
    Raises:
        SourceError: What was unpacked so far is out of all proportion.
    """
    if given > MOST_BYTES or (given > RATIO_FROM and given > packed * MOST_RATIO):
        raise SourceError(
            _("{name} is refused: it unpacks to more than {size} MB; unpack it and name the directory").format(
                name=name, size=given >> 20
            )
        )


class _Header(tarfile.TarInfo):
    """A header that may not ask for more memory than headers need."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Header":
        found = super().frombuf(buf, encoding, errors)
        extended = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
        if found.type in (*extended, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK):
            if not 0 <= found.size <= _LARGEST_HEADER:
                raise tarfile.ReadError(_("a header is too large"))
        elif found.size < 0:
            raise tarfile.ReadError(_("a member has a negative size"))
        return found


def tar(stream: IO[bytes], name: str) -> Walk:
    """The members of an uncompressed tar stream; each can be read only while it is the current one."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header, errors="surrogateescape") as archive:
            for count, member in enumerate(archive):
                if count >= MOST_FILES:
                    raise _too_many(name)
                yield from _tar_member(archive, member, name)
                archive.members.clear()  # type: ignore[attr-defined]
    except DAMAGES as error:
        yield Passed(name, _damaged(error))


def _tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> Walk:
    parts = safe_parts(member.name, name)
    if member.isdir():
        return
    if member.issym() or member.islnk():
        _check_link(member, name)
    if member.issparse() or not member.isreg():
        yield Passed("/".join(parts))
        return
    yield Entry(parts, member.size, float(member.mtime), _tar_opener(archive, member))


def _tar_opener(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], Stream]:
    return lambda: archive.extractfile(member) or io.BytesIO()


def _check_link(member: tarfile.TarInfo, name: str) -> None:
    """
    Raises:
        SourceError: The link leads out of the archive.
    """
    base = posixpath.dirname(member.name) if member.issym() else ""
    target = posixpath.normpath(posixpath.join(base, member.linkname))
    if target == ".." or target.startswith(("/", "../")):
        raise SourceError(
            _("{name} is refused: its link {link!a} leads out of the archive").format(name=name, link=member.name)
        )


def zipped(file: IO[bytes], name: str, packed: int) -> Walk:
    """The members of a zip file, in the order of its directory."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MOST_FILES:
                raise _too_many(name)
            budget = _Budget(name, packed)
            for member in members:
                yield from _zip_member(archive, member, name, budget)
    except DAMAGES as error:
        yield Passed(name, _damaged(error))


def _zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, budget: "_Budget") -> Walk:
    parts = safe_parts(member.filename, name)
    if member.is_dir() or not parts:
        return
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        yield Passed("/".join(parts))
        return
    if member.flag_bits & 0x1:
        yield Passed("/".join(parts), _("it is encrypted"))
        return
    yield Entry(parts, member.file_size, _zip_time(member), lambda: budget.watch(archive.open(member)))


def _damaged(error: Exception) -> str:
    return _("the archive is damaged or cut off: {why}").format(why=str(error) or type(error).__name__)


def _zip_time(member: zipfile.ZipInfo) -> float:
    try:
        return mktime((*member.date_time, 0, 0, 0))
    except (OverflowError, ValueError):
        return 0.0


def _too_many(name: str) -> SourceError:
    return SourceError(_("{name} is refused: it has more than {most} members").format(name=name, most=MOST_FILES))


class _Budget:
    """What all members of a zip together may unpack to; what their headers claim does not count."""

    def __init__(self, name: str, packed: int) -> None:
        self._name = name
        self._packed = packed
        self._given = 0

    def watch(self, inner: IO[bytes]) -> Stream:
        return _Watched(inner, self)

    def spend(self, count: int) -> None:
        self._given += count
        check_size(self._given, self._packed, self._name)


class _Watched:
    def __init__(self, inner: IO[bytes], budget: _Budget) -> None:
        self._inner = inner
        self._budget = budget

    def read(self, size: int, /) -> bytes:
        data = self._inner.read(size)
        self._budget.spend(len(data))
        return data

    def close(self) -> None:
        self._inner.close()
