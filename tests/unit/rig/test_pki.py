"""The rig's certificates are good, or bad in exactly the way that was asked for."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from tests.rig.identities import kubeconfig
from tests.rig.pki import Authority, Pair


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.create(tmp_path, "ca", "An authority")


def verify(authority: Authority, pair: Pair, host: str) -> None:
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    policy = PolicyBuilder().store(Store([authority.certificate]))
    policy.build_server_verifier(x509.DNSName(host)).verify(certificate, [])


def test_a_certificate_is_good_for_its_own_names(authority: Authority) -> None:
    pair = authority.issue("web", "web", hosts=["web.test", "10.0.0.1"])
    verify(authority, pair, "web.test")
    with pytest.raises(VerificationError):
        verify(authority, pair, "other.test")


def test_another_authority_does_not_vouch_for_it(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority.create(tmp_path, "stranger", "A stranger")
    with pytest.raises(VerificationError):
        verify(authority, stranger.issue("web", "web", hosts=["web.test"]), "web.test")


def test_an_expired_certificate_is_refused(authority: Authority) -> None:
    now = datetime.now(UTC)
    valid = (now - timedelta(days=30), now - timedelta(days=1))
    with pytest.raises(VerificationError):
        verify(authority, authority.issue("old", "old", hosts=["web.test"], valid=valid), "web.test")


def test_a_key_is_its_owners_alone_and_fits_its_certificate(authority: Authority) -> None:
    pair = authority.issue("web", "web")
    assert stat.S_IMODE(pair.key.stat().st_mode) == 0o600
    key = serialization.load_pem_private_key(pair.key.read_bytes(), password=None)
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    assert key.public_key() == certificate.public_key()


def test_a_kubeconfig_holds_all_it_needs(authority: Authority, tmp_path: Path) -> None:
    pair = authority.issue("admin", "kubernetes-admin")
    path = tmp_path / "admin.conf"
    kubeconfig(path, authority.file, pair, "kubernetes-admin", "https://127.0.0.1:16443")
    content = json.loads(path.read_text())
    assert content["clusters"][0]["cluster"]["server"] == "https://127.0.0.1:16443"
    assert content["contexts"][0]["context"]["user"] == content["users"][0]["name"] == "kubernetes-admin"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
