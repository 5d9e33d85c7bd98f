"""What is said of a TLS handshake that fails for a reason without a name."""

import pytest

from kanivete.probe.facts import TlsFacts
from kanivete.probe.reading.tls import step
from kanivete.probe.steps import Fault, Outcome, Target

WORDS = "[SSL] legacy sigalg disallowed or unsupported (_ssl.c:992)"


@pytest.mark.parametrize(
    ("reason", "said", "shown"),
    [
        ("SSLError", WORDS, WORDS),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "[SSL: …] …", "sslv3 alert handshake failure"),
    ],
)
def test_the_librarys_own_words(reason: str, said: str, shown: str) -> None:
    found = step(Target("web", 443, tls=True), TlsFacts(reason=reason, said=said), None)
    assert (found.outcome, found.fault, found.said) == (Outcome.FAILED, Fault.HANDSHAKE, shown)
