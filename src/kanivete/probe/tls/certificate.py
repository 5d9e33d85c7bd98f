"""Subject, issuer, dates and names of an X.509 certificate. Source: RFC 5280, sections 4.1 and 4.2.1.6."""

import ipaddress
import ssl
from itertools import islice

from kanivete.kube.certificates import blocks, fields, times
from kanivete.kube.der import BOOLEAN, OCTETS, OID, SEQUENCE, SET, DerError, Element, first, oid
from kanivete.probe.steps import Certificate

_EXTENSIONS = 0xA3
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
    found = fields(data)
    begins, ends = times(found)
    names = next((shown for field in found.rest if field.tag == _EXTENSIONS and (shown := _names(field))), ())
    return Certificate(_name(found.subject), _name(found.issuer), begins, ends, names or _common(found.subject))


def of_pem(text: str) -> tuple[Certificate, ...]:
    """The certificates of a PEM text, in their order; what cannot be read is left out."""
    found: list[Certificate] = []
    for block in islice(blocks(text), _MOST):
        try:
            found.append(of_der(ssl.PEM_cert_to_DER_cert(block)))
        except ValueError:
            continue
    return tuple(found)


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
