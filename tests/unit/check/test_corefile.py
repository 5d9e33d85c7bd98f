"""CoreDNS's configuration."""

from hypothesis import given
from hypothesis import strategies as st

from kanivete.check.dns.corefile import corefile

COREFILE = """
.:53 {
    errors  # to standard output
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        forward nobody
    }
    forward . /etc/resolv.conf 10.0.0.2 {
        max_concurrent 1000
    }
    loop
}
corp.example:53 {
    forward . 10.1.1.1
}
"""


def test_domains_forwards_and_plugins() -> None:
    found = corefile(COREFILE)
    assert found.domains == ("cluster.local",)
    assert found.forwards == ("/etc/resolv.conf", "10.0.0.2", "10.1.1.1")
    assert {"errors", "loop", "forward"} <= found.plugins


@given(st.text(alphabet="ab{}#\n .:53", max_size=200))
def test_any_text_is_read(text: str) -> None:
    corefile(text)
