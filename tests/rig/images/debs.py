"""Debian packages as files: what a set of packages needs, fetched by apt without installing anything."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

# What maintainer scripts need, and nothing runs those in an image.
_LEFT_OUT = {
    *("adduser", "debconf", "dpkg", "libaudit-common", "libaudit1", "libcap2-bin", "libcap-ng0", "lsb-base"),
    *("libpam-modules", "libpam-modules-bin", "libpam0g", "libsemanage-common", "libsemanage2", "libsepol2"),
    *("libgdbm-compat4", "libgdbm6", "libperl5.36", "media-types", "netbase", "passwd", "perl", "perl-base"),
    *("perl-modules-5.36", "readline-common", "sysvinit-utils", "tar"),
}
_URI_LINE = re.compile(r"^'[^']+' (\S+)_[^_\s]+_[^_\s]+\.deb ")


class Packages:
    """Packages of this machine's Debian release, kept in ``folder`` from one run to the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._archives = folder / "archives"
        self._known: dict[tuple[str, ...], dict[str, Path]] = {}
        for made in (self._archives, folder / "none"):
            (made / "partial").mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()

    def files(self, names: Iterable[str], without: Iterable[str] = ()) -> dict[str, Path]:
        """The packages and all that they depend on, by package name.

        ``without`` are packages that another layer has already.

        Raises:
            RuntimeError: apt found or fetched something not; its own words are in the message.
        """
        wanted = tuple(sorted(names))
        if wanted not in self._known:
            self._known[wanted] = self._fetch(wanted)
        skipped = _LEFT_OUT | set(without)
        return {name: path for name, path in self._known[wanted].items() if name not in skipped}

    def _fetch(self, names: tuple[str, ...]) -> dict[str, Path]:
        listing = self._apt("none", "--print-uris", "install", *names)
        files = [line.split(" ")[1] for line in listing.splitlines() if _URI_LINE.match(line)]
        if any(not (self._archives / file).exists() for file in files):
            self._apt("archives", "--download-only", "install", *names)
        return {file.partition("_")[0]: self._archives / file for file in sorted(files)}

    def _apt(self, archives: str, *arguments: str) -> str:
        options = {
            # nothing counts as installed, so that the answer does not depend on this machine
            "Dir::State::status": self._folder / "status",
            "Dir::Cache::archives": f"{self._folder / archives}/",
            "APT::Install-Recommends": 0,
            "APT::Sandbox::User": "root",
            "Debug::NoLocking": 1,
        }
        command = ["apt-get", "-q", "-y", *(f"-o{name}={value}" for name, value in options.items()), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()} (is `apt-get update` needed?)")
        return done.stdout
