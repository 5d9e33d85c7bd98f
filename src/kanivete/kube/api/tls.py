"""The TLS side of a connection: whom we trust and who we are."""

import base64
import os
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kanivete.i18n import _
from kanivete.kube.api.config import Cluster, User
from kanivete.kube.api.errors import ConfigError


@dataclass(frozen=True)
class Identity:
    """A client certificate with its key, both PEM."""

    certificate: str
    key: str


def identity(user: User, where: str) -> Identity | None:
    """The user's client certificate, if it has one; data wins over files.

    Raises:
        ConfigError: A file or its data cannot be read, or one of the two is missing.
    """
    certificate = _pem(user.client_certificate_data, user.client_certificate, f"{where}: client-certificate")
    key = _pem(user.client_key_data, user.client_key, f"{where}: client-key")
    if not certificate and not key:
        return None
    if not certificate or not key:
        missing = "client-key" if certificate else "client-certificate"
        raise ConfigError(
            _("{where}: a client certificate needs both halves, {missing} is missing").format(
                where=where, missing=missing
            )
        )
    return Identity(certificate, key)


def context(cluster: Cluster, who: Identity | None, where: str) -> ssl.SSLContext:
    """What a connection to the cluster is made with.

    Raises:
        ConfigError: A certificate cannot be used.
    """
    made = _trusting(cluster, where)
    if who:
        _present(made, who, where)
    return made


def _trusting(cluster: Cluster, where: str) -> ssl.SSLContext:
    authority = _pem(
        cluster.certificate_authority_data, cluster.certificate_authority, f"{where}: certificate-authority"
    )
    if cluster.insecure_skip_tls_verify:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
        return made
    try:
        made = ssl.create_default_context(cadata=authority or None)
    except (ssl.SSLError, ValueError) as error:
        raise ConfigError(
            _("{where}: certificate-authority holds no certificate: {why}").format(where=where, why=_reason(error))
        ) from error
    # kubectl accepts authorities without the extensions that Python 3.13 asks for.
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return made


def _present(made: ssl.SSLContext, who: Identity, where: str) -> None:
    """OpenSSL reads its own certificate from files only; they are gone when this returns."""
    with tempfile.TemporaryDirectory(prefix="kanivete-") as folder:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        for path, text in ((certificate, who.certificate), (key, who.key)):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
        try:
            made.load_cert_chain(certificate, key, password="")
        except (ssl.SSLError, OSError, ValueError) as error:
            raise ConfigError(
                _("{where}: the client certificate and key cannot be used: {why}").format(
                    where=where, why=_reason(error)
                )
            ) from error


def _pem(data: str | None, file: str | None, where: str) -> str:
    if data:
        try:
            return base64.b64decode(data, validate=False).decode("ascii")
        except ValueError as error:
            raise ConfigError(_("{where} is not base64 of PEM text").format(where=f"{where}-data")) from error
    if not file:
        return ""
    try:
        return Path(file).read_text("ascii", "replace")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(_("{where}: cannot read {file}: {why}").format(where=where, file=file, why=why)) from error


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return reason.replace("_", " ").lower() if isinstance(reason, str) else str(error)
