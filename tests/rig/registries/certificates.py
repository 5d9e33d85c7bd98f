"""Certificates of the registries: good ones, and one for each way to be bad.

Made by the openssl program. Only ``openssl ca`` sets both dates, which an expired certificate needs.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .sites import PRIVATE, SITES, Certificate

TRUSTED_CA = "registry-ca"
UNKNOWN_CA = "unknown-ca"

_CONFIG = """\
[req]
distinguished_name = subject
prompt = no
[subject]
CN = {common_name}
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign, digitalSignature
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = {alternatives}
[ca]
default_ca = issuer
[issuer]
new_certs_dir = {scratch}
database = {scratch}/index.txt
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
"""


def create(pki_dir: Path) -> None:
    """Write the authorities and the server certificates that are not there yet (NAME.crt, NAME.key)."""
    pki_dir.mkdir(parents=True, exist_ok=True)
    _authority(pki_dir, TRUSTED_CA, "Rig Registry CA")
    _authority(pki_dir, UNKNOWN_CA, "Some Other CA")
    now = datetime.now(UTC)
    day, year = timedelta(days=1), timedelta(days=365)
    valid = (now - day, now + 10 * year)
    names = [site.name for site in SITES if site.certificate == "trusted"]
    _server(pki_dir, "trusted", TRUSTED_CA, [*names, "private.registry.test"], valid, [PRIVATE[0]])
    _server(pki_dir, "expired", TRUSTED_CA, _names("expired"), (now - 2 * year, now - year))
    _server(pki_dir, "not-yet-valid", TRUSTED_CA, _names("not-yet-valid"), (now + year, now + 2 * year))
    _server(pki_dir, "unknown-ca", UNKNOWN_CA, _names("unknown-ca"), valid)
    _server(pki_dir, "wrong-name", TRUSTED_CA, ["registry.example.com"], valid)


def server_files(pki_dir: Path, certificate: Certificate) -> tuple[Path, Path]:
    """The files of a server certificate: certificate, key."""
    name = "from-unknown-ca" if certificate == "unknown-ca" else certificate
    return pki_dir / f"{name}.crt", pki_dir / f"{name}.key"


def _names(certificate: Certificate) -> list[str]:
    return [site.name for site in SITES if site.certificate == certificate]


def _authority(pki_dir: Path, name: str, common_name: str) -> None:
    target = pki_dir / f"{name}.crt"
    if target.exists():
        return
    with tempfile.TemporaryDirectory() as scratch:
        config = _config(Path(scratch), common_name, "DNS:unused")
        _key(pki_dir / f"{name}.key")
        _openssl(
            *("req", "-x509", "-new", "-config", config, "-extensions", "authority", "-days", "3650"),
            *("-key", pki_dir / f"{name}.key", "-out", target),
        )


def _server(
    pki_dir: Path,
    certificate: Certificate,
    authority: str,
    names: list[str],
    dates: tuple[datetime, datetime],
    addresses: list[str] | None = None,
) -> None:
    target, key = server_files(pki_dir, certificate)
    if target.exists():
        return
    alternatives = ",".join([*(f"DNS:{name}" for name in names), *(f"IP:{a}" for a in addresses or [])])
    with tempfile.TemporaryDirectory() as scratch:
        config = _config(Path(scratch), names[0], alternatives)
        request = Path(scratch, "request.csr")
        _key(key)
        _openssl("req", "-new", "-config", config, "-key", key, "-out", request)
        _openssl(
            *("ca", "-batch", "-notext", "-config", config, "-extensions", "server", "-in", request),
            *("-cert", pki_dir / f"{authority}.crt", "-keyfile", pki_dir / f"{authority}.key"),
            *("-startdate", f"{dates[0]:%Y%m%d%H%M%SZ}", "-enddate", f"{dates[1]:%Y%m%d%H%M%SZ}"),
            *("-out", target),
        )


def _config(scratch: Path, common_name: str, alternatives: str) -> Path:
    (scratch / "index.txt").touch()
    path = scratch / "openssl.cnf"
    path.write_text(_CONFIG.format(common_name=common_name, alternatives=alternatives, scratch=scratch))
    return path


def _key(path: Path) -> None:
    if not path.exists():
        _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]} failed: {done.stderr.strip()}")
