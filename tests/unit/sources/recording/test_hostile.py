"""Whatever is thrown at it, the answer is a recording with gaps, or one clear line."""

import bz2
import gzip
import io
import json
import os
import socket
import stat
import struct
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanivete.kube.kinds import KINDS, SECRETS
from kanivete.model import Scope
from kanivete.sources.base import LOG_TAIL_BYTES, LogRequest, Missing, Source, SourceError
from kanivete.sources.recording import limits, open_recording
from kanivete.sources.recording.archive import check_size
from tests.unit.sources.recording.trees import CLUSTER_INFO_DUMP, KUBECTL_GET, POD, Tree, as_directory, tarred, zipped

REQUEST = LogRequest("shop", "web-1", "main")


def from_bytes(data: bytes) -> Source:
    return open_recording("-", stdin=io.BytesIO(data))


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        from_bytes(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def tar_of(*members: tarfile.TarInfo) -> bytes:
    out = io.BytesIO(tarred({"pod.json": json.dumps(POD).encode()}))
    with tarfile.open(fileobj=out, mode="a") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/passwd", "..\\evil", "C:\\evil", "\\\\host\\x"])
def test_members_that_lead_out_of_an_archive_refuse_it(name: str) -> None:
    assert "leads out of the archive" in refusal(tar_of(member(name)))
    assert "leads out of the archive" in refusal(zipped({name: b"x"}))


@pytest.mark.parametrize(
    ("kind", "target"), [(tarfile.SYMTYPE, "/etc"), (tarfile.SYMTYPE, "../x"), (tarfile.LNKTYPE, "/x")]
)
def test_links_that_lead_out_of_an_archive_refuse_it(kind: bytes, target: str) -> None:
    assert "leads out of the archive" in refusal(tar_of(member("link", kind, target)))


def test_links_and_devices_inside_are_counted_and_never_followed() -> None:
    kinds = (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    inside = member("shop/pods.json", tarfile.SYMTYPE, "../pod.json")
    source = from_bytes(tar_of(inside, *(member(f"dev{i}", kind) for i, kind in enumerate(kinds))))
    assert source.description.endswith("(5 files, 4 skipped)")


def test_a_member_named_twice_counts_once_and_its_newer_state_wins() -> None:
    newer = {**POD, "metadata": {**POD["metadata"], "resourceVersion": "12"}, "status": {"phase": "Pending"}}
    for order in ((POD, newer), (newer, POD)):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for state in order:
                data = json.dumps(state).encode()
                archive.addfile(member("pod.json", size=len(data)), io.BytesIO(data))
        triage = from_bytes(out.getvalue()).pods(Scope())
        assert [pod.status.phase for pod in triage.pods] == ["Pending"]


def test_bombs_are_refused_by_what_comes_out_of_them() -> None:
    check_size(limits.RATIO_FROM, 1 << 20, "x")
    with pytest.raises(SourceError, match="refused"):
        check_size(limits.RATIO_FROM + 1, 1 << 20, "x")
    with pytest.raises(SourceError, match="refused"):
        check_size(limits.MOST_BYTES + 1, limits.MOST_BYTES, "x")


@pytest.mark.parametrize("pack", [zipped, lambda tree: tarred(tree, "w:gz"), lambda tree: tarred(tree, "w:bz2")])
def test_the_refusal_holds_for_every_packing(pack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanivete.sources.recording.archive.RATIO_FROM", 1 << 20)
    assert "is refused" in refusal(pack({"logs/shop/web-1/main.log": bytes(64 << 20)}))


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_members_are_refused(pack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanivete.sources.recording.archive.MOST_FILES", 10)
    assert "more than 10 members" in refusal(pack({f"f{i}": b"" for i in range(11)}))


def test_a_tar_header_cannot_ask_for_memory() -> None:
    huge = member("././@PaxHeader", tarfile.XHDTYPE)
    huge.size = 1 << 40
    data = huge.tobuf(tarfile.GNU_FORMAT) + bytes(4096)
    assert "damaged" in refusal(data)


def test_a_sparse_member_cannot_claim_to_be_endless() -> None:
    sparse = member("big.json", tarfile.GNUTYPE_SPARSE)
    buffer = bytearray(sparse.tobuf(tarfile.GNU_FORMAT))
    buffer[483:495] = b"77777777777\0"
    buffer[148:156] = b"        "
    buffer[148:156] = f"{sum(buffer):06o}\0 ".encode()
    before = tarred({"pod.json": json.dumps(POD).encode().ljust(1024)})[: 512 + 1024]
    source = from_bytes(before + bytes(buffer) + bytes(1024))
    assert source.pods(Scope()).examined == 1


@pytest.mark.parametrize("packing", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_an_archive_that_was_cut_off_gives_what_is_left_and_a_gap(packing: str, share: float) -> None:
    tree: Tree = {f"shop/f{i}.json": json.dumps({**POD, "x": os.urandom(2000).hex()}).encode() for i in range(20)}
    data = tarred(tree, packing)
    cut = data[: int(len(data) * share)]
    try:
        source = from_bytes(cut)
    except SourceError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
    else:
        assert source.gaps()


def test_a_zip_that_was_cut_off_is_an_error() -> None:
    data = zipped(CLUSTER_INFO_DUMP)
    assert "cut off" in refusal(data[: len(data) // 2])


def test_a_zip_member_with_damaged_bytes_is_a_gap() -> None:
    data = bytearray(zipped({"pod.json": json.dumps(POD).encode(), "b/x.json": json.dumps(POD).encode() * 9}))
    at = data.index(b"b/x.json") + 12
    data[at : at + 20] = bytes(20)
    source = from_bytes(bytes(data))
    assert [gap.what for gap in source.gaps()] == ["b/x.json"]


def test_an_encrypted_zip_member_is_a_gap() -> None:
    data = bytearray(zipped({"pod.json": json.dumps(POD).encode(), "secret.json": b"{}"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.rindex(signature) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    source = from_bytes(bytes(data))
    assert [(gap.what, gap.why) for gap in source.gaps()] == [("secret.json", "it is encrypted")]


DAMAGED = {
    "cut.json": b'{"kind": "PodList", "items": [{"metadata"',
    "not.json": b"{]",
    "deep.json": b'{"kind":"Pod","metadata":' + b'{"a":' * 100_000,
    "deep.yaml": b"kind: Pod\nmetadata: " + b"[" * 100_000,
    "tag.yaml": b"kind: Pod\nmetadata: !!python/object/apply:os.system ['true']\n",
    "tab.yaml": b"kind: Pod\nmetadata:\n\tname: x\n",
    "self.yaml": b"kind: Pod\nmetadata: &a [*a]\n",
    "bomb.yaml": b"kind: Pod\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 108)),
    "nul.yaml": b"kind: Pod\nmetadata: {name: \x00}\n",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_among_good_ones_is_a_gap(name: str) -> None:
    source = from_bytes(tarred({"a.json": json.dumps([POD]).encode(), f"d/{name}": DAMAGED[name]}))
    assert source.pods(Scope()).examined == 1
    assert [gap.what for gap in source.gaps()] == [f"d/{name}"]
    assert all("\n" not in gap.why for gap in source.gaps())


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_alone_is_an_error(name: str) -> None:
    assert "standard input" in refusal(DAMAGED[name])


def test_many_damaged_files_are_not_a_flood() -> None:
    tree = {f"d/{i}.json": b"{" for i in range(500)}
    source = from_bytes(tarred({"a.json": json.dumps([POD]).encode(), **tree}))
    assert len(source.gaps()) == limits.MOST_FILE_GAPS + 1
    assert any("480 more" in gap.why for gap in source.gaps())


def test_a_merge_key_is_a_key_like_any_other() -> None:
    text = b"kind: Pod\napiVersion: v1\nmetadata: {name: x, namespace: y}\nz: &z {a: b}\nw: {<<: *z}\n"
    assert from_bytes(text).pods(Scope()).examined == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"hello", "holds no Kubernetes objects"),
        (b"{}", "holds no Kubernetes objects"),
        (b'{"kind":"Table","rows":[]}', "holds no Kubernetes objects"),
        (b"NAME  READY\nweb-1 0/1\n", "holds no Kubernetes objects"),
        (b"\x28\xb5\x2f\xfd" + bytes(600), "zstd"),
        (gzip.compress(b"", mtime=0)[:6], "cut off"),
        (b"\x1f\x8b" + bytes(600), "damaged"),
        (bz2.compress(b"{}"), "holds no Kubernetes objects"),
        (b"PK\x05\x06" + bytes(18), "is empty"),
        (bytes(10240), "holds no Kubernetes objects"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:8].hex(),
)
def test_what_is_no_recording_is_told_in_one_line(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        (tmp_path / "empty").mkdir()
        (tmp_path / "loop").symlink_to("loop")
        for name in ("nowhere", "pipe", "socket", "empty", "loop", "nul\0byte", "\x1b[31m"):
            with pytest.raises(SourceError) as caught:
                open_recording(str(tmp_path / name))
            assert "\x1b" not in str(caught.value)


def test_pipes_sockets_and_links_in_a_directory_are_passed_by(tmp_path: Path) -> None:
    path = Path(as_directory({"a.json": json.dumps(POD).encode()}, tmp_path))
    os.mkfifo(path / "pods.json")
    (path / "loop").symlink_to(".")
    (path / "out.json").symlink_to("/etc/passwd")
    (path / "b.json").write_bytes(b"")
    (path / os.fsdecode(b"\xff\xfe.json")).write_bytes(b"{")
    source = open_recording(str(path))
    assert source.description.endswith("(6 files, 5 skipped)")
    assert [gap.what.isascii() and gap.what.isprintable() for gap in source.gaps()] == [True]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_that_may_not_be_read(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        open_recording(str(tmp_path))
    tmp_path.chmod(stat.S_IRWXU)


def test_of_a_huge_log_only_the_end_is_read(tmp_path: Path) -> None:
    path = Path(as_directory(KUBECTL_GET, tmp_path))
    with open(path / "logs/shop/web-1/main.log", "r+b") as file:
        file.truncate(1 << 30)
        file.seek(0, os.SEEK_END)
        file.write(b"\nKeyError: 'URL'\n")
    found = open_recording(str(path)).log(REQUEST)
    assert not isinstance(found, Missing)
    assert found.truncated
    assert found.text == "KeyError: 'URL'\n"


@pytest.mark.parametrize("pack", [tarred, zipped])
def test_of_a_long_log_in_an_archive_only_the_end_is_kept(pack: Any) -> None:
    line = b"INFO nothing happened\n"
    log = line * (4 * LOG_TAIL_BYTES // len(line)) + b"KeyError: 'URL'\n"
    found = from_bytes(pack({**KUBECTL_GET, "logs/shop/web-1/main.log": log})).log(REQUEST)
    assert not isinstance(found, Missing)
    assert found.truncated
    assert LOG_TAIL_BYTES - len(line) <= len(found.text) <= LOG_TAIL_BYTES
    assert found.text.startswith("INFO")
    assert found.text.endswith("KeyError: 'URL'\n")


def test_the_values_of_secrets_are_not_held() -> None:
    secret = {
        "kind": "Secret",
        "apiVersion": "v1",
        "metadata": {
            "name": "db",
            "namespace": "shop",
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": '{"data":{"x":"aHVudGVyMg=="}}'},
        },
        "data": {"x": "aHVudGVyMg=="},
    }
    source = from_bytes(json.dumps({"kind": "List", "items": [secret, POD]}).encode())
    assert source.get(SECRETS, "shop", "other") is Missing.ABSENT
    assert "aHVudGVyMg" not in repr(source.get(SECRETS, "shop", "db"))
    assert "aHVudGVyMg" not in repr(vars(source)) + repr(vars(vars(source)["_index"]))


def ask_everything(source: Source) -> None:
    source.pods(Scope(selector="app in (web), !x"))
    for kind in KINDS:
        source.list(kind, "shop")
        source.list(kind)
        source.get(kind, "shop", "web-1")
    source.events("")
    source.log(REQUEST)
    assert source.now.tzinfo
    source.gaps()
    source.close()


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
_fields = st.sampled_from(
    ["kind", "apiVersion", "metadata", "items", "spec", "status", "containers", "name", "namespace"]
)
_objects = st.fixed_dictionaries(
    {"kind": st.sampled_from(["Pod", "PodList", "List", "Event", "Secret", ""]) | _values},
    optional={
        "apiVersion": st.sampled_from(["v1", "apps/v1", "", "v9"]) | _values,
        "metadata": st.dictionaries(_fields, _values, max_size=4) | _values,
        "items": st.lists(st.dictionaries(_fields, _values, max_size=4) | _values, max_size=3) | _values,
        "status": _values,
        "spec": st.fixed_dictionaries({"containers": st.lists(_values, max_size=2)}) | _values,
    },
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(_objects | st.lists(_objects, max_size=3))
def test_any_tree_of_values_is_a_recording_or_an_error(value: object) -> None:
    good = json.dumps(POD)
    for text in (json.dumps(value), f"{json.dumps(value)}\n{good}", f"kind: Pod\n---\n{json.dumps(value)}"):
        try:
            source = from_bytes(text.encode("utf-8", "surrogatepass"))
        except SourceError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either is right
        else:
            ask_everything(source)


_magic = st.sampled_from(
    [b"", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"PK\x03\x04", b"{", b"[", b"kind: Pod\n", b"\xff\xfe"]
)


@quick
@given(_magic, st.binary(max_size=700))
def test_any_bytes_are_a_recording_or_an_error(magic: bytes, rest: bytes) -> None:
    for data in (magic + rest, tarred({"x.json": magic + rest}), gzip.compress(magic + rest)):
        try:
            source = from_bytes(data)
        except SourceError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either is right
        else:
            ask_everything(source)


@quick
@given(st.data())
def test_an_archive_with_any_byte_changed(data: st.DataObject) -> None:
    packed = bytearray(
        data.draw(st.sampled_from([tarred(KUBECTL_GET), tarred(KUBECTL_GET, "w:gz"), zipped(KUBECTL_GET)]))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        source = from_bytes(bytes(packed))
    except SourceError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
    else:
        ask_everything(source)


def test_what_comes_before_the_cut_is_used() -> None:
    tree: Tree = {f"f{i}.json": json.dumps([{**POD, "x": os.urandom(9000).hex()}]).encode() for i in range(40)}
    data = tarred(tree, "w:gz")
    source = from_bytes(data[: len(data) // 2])
    assert source.pods(Scope()).examined == 1
    assert any("cut off" in gap.why for gap in source.gaps())
