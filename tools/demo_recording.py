"""The recording that ships with the package: `python -m tools.demo_recording` makes it of a recording of the tests.

It keeps what a diagnosis reads, of the namespaces that are on show, in an archive whose bytes depend on nothing else.
"""

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tests/recordings/data/pods/recording.tar.gz"
TARGET = ROOT / "src/kanivete/sources/demo/recording.tar.gz"
NAMESPACES = frozenset(("calm", "crashes", "images", "kube-system"))


def members(source: Path) -> Iterator[tuple[str, bytes]]:
    """The files that are kept, by path."""
    with tarfile.open(source) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isreg() else None
            if file is None:
                continue
            data = file.read()
            yield member.name.removeprefix("./"), _shortened(data) if member.name.endswith(".json") else data


def _shortened(data: bytes) -> bytes:
    """The list without objects of other namespaces, and without what only the API server reads."""
    found = json.loads(data)
    found["items"] = [item for item in found["items"] or () if _is_shown(item)]
    for item in found["items"]:
        item["metadata"].pop("managedFields", None)
    return json.dumps(found, separators=(",", ":")).encode() + b"\n"


def _is_shown(item: dict[str, Any]) -> bool:
    metadata = item["metadata"]
    if item.get("kind") == "Namespace":
        return metadata["name"] in NAMESPACES
    return metadata.get("namespace", "kube-system") in NAMESPACES | {"kube-node-lease"}


def packed(files: Iterator[tuple[str, bytes]]) -> bytes:
    """A `.tar.gz` of them."""
    out = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for name, data in sorted(files):
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o644
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def main() -> None:
    """Write it."""
    TARGET.write_bytes(packed(members(SOURCE)))


if __name__ == "__main__":
    main()
