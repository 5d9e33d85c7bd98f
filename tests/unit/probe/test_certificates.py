"""Certificates are read as cryptography reads them, and nothing else is taken for one."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.der import DerError
from kanivete.probe.tls import certificate, names

KEY = ec.generate_private_key(ec.SECP256R1())
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=16)
LABEL = st.from_regex(r"\A[a-z][a-z0-9]{0,9}\Z")
DNS = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
ADDRESS = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
MOMENT = st.datetimes(datetime(1960, 1, 1), datetime(2200, 1, 1)).map(
    lambda time: time.replace(microsecond=0, tzinfo=UTC)
)
BUNDLES = [Path(path) for path in ("/etc/ssl/certs/ca-certificates.crt",) if Path(path).exists()]


def made(
    subject: str, hosts: list[str], addresses: list[IPv4Address | IPv6Address], begin: datetime, end: datetime
) -> bytes:
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Shop"), x509.NameAttribute(NameOID.COMMON_NAME, subject)]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer")]))
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    shown: list[x509.GeneralName] = [*map(x509.DNSName, hosts), *map(x509.IPAddress, addresses)]
    if shown:
        builder = builder.add_extension(x509.SubjectAlternativeName(shown), critical=False)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


WHOLE = made(
    "shop",
    ["shop.example"],
    [ip_address("10.0.0.1")],
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
)


@given(
    TEXT, st.lists(DNS, max_size=3), st.lists(ADDRESS, max_size=3), MOMENT, st.timedeltas(timedelta(0), timedelta(9999))
)
def test_what_is_written_is_read(
    subject: str, hosts: list[str], addresses: list[IPv4Address | IPv6Address], begin: datetime, lasts: timedelta
) -> None:
    end = (begin + lasts).replace(microsecond=0)
    found = certificate.of_der(made(subject, hosts, addresses, begin, end))
    assert found.subject == f"CN={subject}, O=Shop"
    assert found.issuer == "CN=issuer"
    assert (found.not_before, found.not_after) == (begin, end)
    wanted = (*hosts, *map(str, addresses))
    assert found.names == (wanted or (f"CN={subject}",))


@given(st.binary(max_size=300))
def test_other_bytes_are_no_certificate(data: bytes) -> None:
    with pytest.raises(DerError):
        certificate.of_der(data)


@given(st.integers(0, 600), st.integers(0, 255), st.integers(0, 600))
def test_a_damaged_certificate_is_read_or_refused(at: int, byte: int, length: int) -> None:
    changed = bytearray(WHOLE)
    changed[at % len(changed)] = byte
    for data in (bytes(changed), WHOLE[:length]):
        try:
            found = certificate.of_der(data)
        except ValueError:
            continue
        assert found.not_before.tzinfo is UTC


@pytest.mark.parametrize("bundle", BUNDLES, ids=str)
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_the_authorities_of_this_machine(bundle: Path) -> None:
    text = bundle.read_text()
    ours = [
        certificate.of_pem(f"-----BEGIN CERTIFICATE-----{block}")
        for block in text.split("-----BEGIN CERTIFICATE-----")[1:]
    ]
    theirs = x509.load_pem_x509_certificates(text.encode())
    assert [len(one) for one in ours] == [1] * len(theirs)
    for (mine,), other in zip(ours, theirs, strict=True):
        assert (mine.not_before, mine.not_after) == (other.not_valid_before_utc, other.not_valid_after_utc)
        common = [one.value for one in other.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        assert all(f"CN={value!s}" in mine.subject for value in common)


@pytest.mark.parametrize(
    ("given_names", "wanted", "fits"),
    [
        (("shop.example",), "shop.example", True),
        (("shop.example",), "SHOP.example.", True),
        (("*.shop.example",), "a.shop.example", True),
        (("*.shop.example",), "shop.example", False),
        (("*.shop.example",), "a.b.shop.example", False),
        (("*.example",), "shop.example", False),
        (("*",), "shop", False),
        (("10.0.0.1",), "10.0.0.1", True),
        (("10.0.0.1",), "10.0.0.10", False),
        (("2001:db8::1",), "2001:0db8:0:0::1", True),
        (("*.0.0.1",), "10.0.0.1", False),
        (("CN=shop.example",), "shop.example", False),
        ((), "shop.example", False),
    ],
)
def test_names(given_names: tuple[str, ...], wanted: str, fits: bool) -> None:
    assert names.is_for(given_names, wanted) is fits
