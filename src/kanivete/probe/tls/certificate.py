"""Subject, issuer, dates and names of an X.509 certificate. Source: RFC 5280, sections 4.1 and 4.2.1.6."""

import binascii
import ipaddress
import ssl
from datetime import UTC, datetime

from kanivete.probe.steps import Certificate
from kanivete.probe.tls.der import BOOLEAN, OCTETS, OID, SEQUENCE, SET, DerError, Element, first, oid

_VERSION, _EXTENSIONS = 0xA0, 0xA3
_SHORT_TIME = 0x17
_TIMES = {_SHORT_TIME: "%y%m%d%H%M%SZ", 0x18: "%Y%m%d%H%M%SZ"}
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be", 0x1C: "utf-32-be"}
_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
}
_ALTERNATIVE_NAMES = "2.5.29.17"
_DNS, _ADDRESS = 0x82, 0x87
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_MOST = 16


def of_der(data: bytes) -> Certificate:
    """What a certificate says of itself.

    Raises:
        DerError: It is no certificate.
    """
    try:
        return _read(data)
    except DerError:
        raise
    except ValueError as error:
        raise DerError(str(error)) from error


def _read(data: bytes) -> Certificate:
    outer, _ = first(data)
    body, *_ = outer.expect(SEQUENCE).inside()
    fields = list(body.expect(SEQUENCE).inside())
    if fields and fields[0].tag == _VERSION:
        fields.pop(0)
    if len(fields) < 6:
        raise DerError("no certificate")
    _, _, issuer, validity, subject, _, *rest = fields
    times = [_time(element) for element in validity.expect(SEQUENCE).inside()]
    if len(times) != 2:
        raise DerError("no validity")
    name = _name(subject)
    names = next((found for field in rest if field.tag == _EXTENSIONS and (found := _names(field))), ())
    return Certificate(name, _name(issuer), times[0], times[1], names or _common(subject))


def of_pem(text: str) -> tuple[Certificate, ...]:
    """The certificates of a PEM text, in their order; what cannot be read is left out."""
    found: list[Certificate] = []
    for block in text.split(_BEGIN)[1:][:_MOST]:
        body, end, _ = block.partition(_END)
        if end:
            try:
                found.append(of_der(ssl.PEM_cert_to_DER_cert(f"{_BEGIN}{body}{_END}")))
            except (ValueError, binascii.Error):
                continue
    return tuple(found)


def _time(element: Element) -> datetime:
    if element.tag not in _TIMES:
        raise DerError("no time")
    time = datetime.strptime(element.content.decode("ascii"), _TIMES[element.tag]).replace(tzinfo=UTC)
    # RFC 5280, section 4.1.2.5.1: two digits mean 1950 to 2049
    return time.replace(year=time.year - 100) if element.tag == _SHORT_TIME and time.year >= 2050 else time


def _attributes(name: Element) -> list[tuple[str, str]]:
    found = []
    for relative in name.expect(SEQUENCE).inside():
        for attribute in relative.expect(SET).inside():
            kind, value = list(attribute.expect(SEQUENCE).inside())[:2]
            encoding = _TEXTS.get(value.tag, "latin-1")
            found.append((oid(kind.expect(OID).content), value.content.decode(encoding, "replace")))
    return found


def _name(name: Element) -> str:
    """`CN=shop, O=Example`, in the certificate's order reversed, as RFC 4514 has it."""
    return ", ".join(f"{_SHORT.get(kind, kind)}={value}" for kind, value in reversed(_attributes(name)))


def _common(subject: Element) -> tuple[str, ...]:
    """The common name, which clients of today do not look at; shown where there are no other names."""
    return tuple(f"CN={value}" for kind, value in _attributes(subject) if _SHORT.get(kind) == "CN")


def _names(extensions: Element) -> tuple[str, ...]:
    """The alternative names: DNS names and addresses."""
    for wrapped in extensions.inside():
        for extension in wrapped.expect(SEQUENCE).inside():
            kind, *rest = extension.expect(SEQUENCE).inside()
            if rest and rest[0].tag == BOOLEAN:
                rest.pop(0)
            if rest and oid(kind.expect(OID).content) == _ALTERNATIVE_NAMES:
                value, _ = first(rest[0].expect(OCTETS).content)
                return tuple(filter(None, (_general(one) for one in value.expect(SEQUENCE).inside())))
    return ()


def _general(name: Element) -> str:
    if name.tag == _DNS:
        return name.content.decode("ascii", "replace")
    if name.tag == _ADDRESS and len(name.content) in (4, 16):
        return str(ipaddress.ip_address(name.content))
    return ""
