"""An image layer: a compressed tar archive, the same bytes for the same content."""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

_TIME = 1_700_000_000
# merged-/usr: packages still ship paths below the old folders, which are links in the image
_MERGED = ("bin", "sbin", "lib", "lib64")
_NOT_SHIPPED = tuple(
    f"usr/share/{name}/"
    for name in ("doc", "man", "info", "locale", "lintian", "bug", "zsh", "bash-completion", "i18n", "gcc")
)


@dataclass(frozen=True)
class Layer:
    """``digest`` is of the compressed file, ``diff_id`` of the archive in it."""

    path: Path
    digest: str
    diff_id: str
    size: int


class LayerWriter:
    """Writes a layer to ``path``. Parent folders come by themselves; what was added first stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()
        self._sink = _Sink(path)
        self._tar = tarfile.open(fileobj=cast("IO[bytes]", self._sink), mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def folder(self, path: str, mode: int = 0o755) -> None:
        self._add(tarfile.TarInfo(path.strip("/")), kind=tarfile.DIRTYPE, mode=mode)

    def file(self, path: str, data: bytes | str, mode: int = 0o644) -> None:
        content = data.encode() if isinstance(data, str) else data
        entry = tarfile.TarInfo(path.strip("/"))
        entry.size = len(content)
        self._add(entry, mode=mode, data=io.BytesIO(content))

    def link(self, path: str, target: str) -> None:
        entry = tarfile.TarInfo(path.strip("/"))
        entry.linkname = target
        self._add(entry, kind=tarfile.SYMTYPE, mode=0o777)

    def package(self, deb: Path) -> None:
        """Add the files of a Debian package, without its documentation."""
        for entry, data in read_package(deb):
            entry.name = _merge(entry.name)
            if entry.islnk():
                entry.linkname = _merge(entry.linkname)
            if entry.name and not f"{entry.name}/".startswith(_NOT_SHIPPED):
                self._add(entry, kind=entry.type, mode=entry.mode, data=data)

    def close(self) -> Layer:
        self._tar.close()
        return self._sink.finish()

    def _add(
        self, entry: tarfile.TarInfo, kind: bytes = tarfile.REGTYPE, *, mode: int, data: IO[bytes] | None = None
    ) -> None:
        if entry.name in self._seen:
            return
        parent = str(PurePosixPath(entry.name).parent)
        if parent != "." and parent not in self._seen:
            self.folder(parent)
        self._seen.add(entry.name)
        entry.type, entry.mode, entry.mtime = kind, mode, _TIME
        entry.uname = entry.gname = ""
        self._tar.addfile(entry, data)


def read_package(deb: Path) -> list[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """The entries of a Debian package with their content; names as in the package, without ``./``."""
    unpacked = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(deb)], capture_output=True, check=True).stdout
    entries: list[tuple[tarfile.TarInfo, IO[bytes] | None]] = []
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as tar:
        for entry in tar:
            content = tar.extractfile(entry) if entry.isreg() else None
            data = io.BytesIO(content.read()) if content else None
            entry.name = entry.name.removeprefix(".").strip("/")
            entry.linkname = entry.linkname.removeprefix("./") if entry.islnk() else entry.linkname
            entries.append((entry, data))
    return entries


def _merge(name: str) -> str:
    top = name.split("/", 1)[0]
    return f"usr/{name}" if top in _MERGED else name


class _Sink:
    """Compresses what is written, and takes both digests on the way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._gzip = gzip.GzipFile("", "wb", compresslevel=1, fileobj=self._file, mtime=0)
        self._inner = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._inner.update(data)
        return self._gzip.write(data)

    def finish(self) -> Layer:
        self._gzip.close()
        self._file.close()
        with self._path.open("rb") as compressed:
            digest = hashlib.file_digest(compressed, "sha256").hexdigest()
        size = self._path.stat().st_size
        return Layer(self._path, f"sha256:{digest}", f"sha256:{self._inner.hexdigest()}", size)
