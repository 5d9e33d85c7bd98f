"""When a certificate ends, read from its DER: the standard library has no public way for a certificate of one's own.

Source: RFC 5280, section 4.1: Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serialNumber,
signature, issuer, validity SEQUENCE { notBefore, notAfter }, … } … }
"""

import ssl
from datetime import UTC, datetime

_VERSION = 0xA0
_TIMES = {0x17: "%y%m%d%H%M%SZ", 0x18: "%Y%m%d%H%M%SZ"}
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def not_after(pem: str) -> datetime | None:
    """When the first certificate of a PEM text ends; None where it cannot be told."""
    start = pem.find(_BEGIN)
    end = pem.find(_END, start)
    if start < 0 or end < 0:
        return None
    try:
        _, outer, _ = _element(ssl.PEM_cert_to_DER_cert(pem[start : end + len(_END)]))
        _, fields, _ = _element(outer)
        tag, _, rest = _element(fields)
        skipped = 3 if tag == _VERSION else 2
        for _ in range(skipped):
            _, _, rest = _element(rest)
        _, validity, _ = _element(rest)
        _, _, rest = _element(validity)
        tag, text, _ = _element(rest)
        return datetime.strptime(text.decode("ascii"), _TIMES[tag]).replace(tzinfo=UTC)
    except (ValueError, IndexError, KeyError):
        return None


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """The first element's tag and content, and what follows it."""
    tag, length, at = data[0], data[1], 2
    if length & 0x80:
        at += length & 0x7F
        length = int.from_bytes(data[2:at], "big")
    return tag, data[at : at + length], data[at + length :]
