"""The outside of X.509 certificates: where one stands in a PEM text, its fields and its dates.

Source: RFC 5280, section 4.1: Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serialNumber,
signature, issuer, validity SEQUENCE { notBefore, notAfter }, subject, … } … }
"""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from kanivete.kube.der import SEQUENCE, DerError, Element, first

_VERSION = 0xA0
_SHORT_TIME = 0x17
_TIMES = {_SHORT_TIME: "%y%m%d%H%M%SZ", 0x18: "%Y%m%d%H%M%SZ"}
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


class Fields(NamedTuple):
    """Those of a certificate that are read; `rest` comes after the public key."""

    issuer: Element
    validity: Element
    subject: Element
    rest: tuple[Element, ...]


def not_after(pem: str) -> datetime | None:
    """When the first certificate of a PEM text ends; None where it cannot be told."""
    try:
        return next((times(fields(ssl.PEM_cert_to_DER_cert(block)))[1] for block in blocks(pem)), None)
    except ValueError:
        return None


def blocks(pem: str) -> Iterator[str]:
    """The certificates of a PEM text, each as such a text of its own, in their order."""
    for block in pem.split(_BEGIN)[1:]:
        body, end, _rest = block.partition(_END)
        if end:
            yield f"{_BEGIN}{body}{_END}"


def fields(der: bytes) -> Fields:
    """The fields of a certificate.

    Raises:
        DerError: It is none.
    """
    outer, _ = first(der)
    body, *_ = outer.expect(SEQUENCE).inside()
    found = list(body.expect(SEQUENCE).inside())
    if found and found[0].tag == _VERSION:
        found.pop(0)
    if len(found) < 6:
        raise DerError("no certificate")
    _, _, issuer, validity, subject, _, *rest = found
    return Fields(issuer, validity, subject, tuple(rest))


def times(of: Fields) -> tuple[datetime, datetime]:
    """When it begins and ends, in UTC.

    Raises:
        ValueError: That cannot be told.
    """
    found = [_time(element) for element in of.validity.expect(SEQUENCE).inside()]
    if len(found) != 2:
        raise DerError("no validity")
    return found[0], found[1]


def _time(element: Element) -> datetime:
    if element.tag not in _TIMES:
        raise DerError("no time")
    time = datetime.strptime(element.content.decode("ascii"), _TIMES[element.tag]).replace(tzinfo=UTC)
    # RFC 5280, section 4.1.2.5.1: two digits mean 1950 to 2049
    return time.replace(year=time.year - 100) if element.tag == _SHORT_TIME and time.year >= 2050 else time
