"""What the script prints, well and badly."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from kanivete.node.facts import parse
from kanivete.node.facts.model import NodeFacts
from kanivete.node.facts.script import Part, _parts

KEYS = ("space", "inodes", "server", "path", "pid", "client-certificate-data", "Id=kubelet.service", "LoadState=loaded")
VALUES = ("/var", "100%", "-", "=", "QQ==", "{", "src", '"ServerAddresses"', "StateChangeTimestamp=Sun")
WORDS = st.sampled_from((*KEYS, *VALUES))
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS).map("\n".join))


@given(TEXTS)
def test_nothing_that_a_node_prints_breaks_it(text: str) -> None:
    part = Part(text, 0)
    for unit in parse.units(part):
        assert unit.name
    parse.kubelet(part, part)
    parse.disks(part, part)
    parse.swaps(part)
    parse.route(part)
    parse.up_seconds(part)
    _parts(text, "mark")


def test_only_lines_with_the_mark_end_a_part() -> None:
    output = "m begin a\none\nend a 0\nx m end a 0 \nlast\n\nm end a 3 it failed\n"
    output += "m begin b\n\nm end b 0 \nm begin c\ncut off"
    assert _parts(output, "m") == {
        "a": Part("one\nend a 0\nx m end a 0 \nlast\n", 3, "it failed"),
        "b": Part("", 0, ""),
    }


def pem(begins: datetime, ends: datetime) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "system:node:n1")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(begins).not_valid_after(ends)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize("inline", [True, False])
def test_the_client_certificate_s_days(inline: bool) -> None:
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    text = pem(begins, begins + timedelta(days=365))
    if inline:
        import base64

        text = f"client-certificate-data {base64.b64encode(text.encode()).decode()}"
    found = parse.kubelet(Part(f"pid 7\npath /etc/kubelet.conf\nserver https://lb:6443\n{text}\n", 0), None)
    assert (found.running, found.server) == (True, "https://lb:6443")
    assert (found.not_before, found.not_after) == (begins, begins + timedelta(days=365))


def test_what_stands_behind_k3s_own_load_balancer() -> None:
    balancer = Part('{"ServerURL": "https://s:6443", "ServerAddresses": ["10.0.0.1:6443", "10.0.0.2:6443"]}', 0)
    assert parse.kubelet(Part("server https://127.0.0.1:6444", 0), balancer).balanced == (
        "10.0.0.1:6443",
        "10.0.0.2:6443",
    )


def test_disks_are_told_once_each() -> None:
    text = (
        "space / /dev/vda 100 86 14 86% /\ninodes / /dev/vda 100 1 99 1% /\n\n"
        "space /var/lib/kubelet /dev/vda 100 86 14 86% /\ninodes /var/lib/kubelet - - - - - /\n\n"
        "space /var/lib/containerd /dev/vdb 2000 100 1900 5% /var/lib/containerd\n"
        "inodes /var/lib/containerd /dev/vdb 10 10 0 100% /var/lib/containerd\n"
    )
    root, other = parse.disks(Part(text, 0), Part("/var/lib/containerd\n/snap/x\n", 0))
    assert (root.folder, root.used_percent, root.inodes_percent, root.read_only) == ("/", 86, 1, False)
    assert (other.mounted_on, other.free_bytes, other.inodes_percent) == ("/var/lib/containerd", 1900 * 1024, 100)
    assert other.read_only


def test_who_packets_to_the_api_server_are_handed_to() -> None:
    there = NodeFacts("ssh", route="10.0.0.10 via 10.0.0.1 dev eth0 src 10.0.0.22")
    assert (there.address, there.next_hop("10.0.0.10"), there.next_hop("10.0.0.11")) == ("10.0.0.22", "10.0.0.1", "")
    assert NodeFacts("ssh", route="10.0.0.10 dev eth0 src 10.0.0.22").next_hop("10.0.0.10") == ""
    assert NodeFacts("ssh", route="10.0.0.10 via").next_hop("10.0.0.10") == ""
    assert NodeFacts("ssh").next_hop("") == ""
