"""What comes back from a machine may be anything: it is read, or it is unknown."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kanivete.probe.data import data_of
from kanivete.probe.facts import Facts
from kanivete.probe.far.dns import candidates, dns_answer
from kanivete.probe.reading.read import read
from kanivete.probe.remote.lines import facts_of
from kanivete.probe.steps import Outcome, Target

TARGETS = (
    Target("10.0.0.1", 80),
    Target("shop", 443, tls=True, http_path="/"),
    Target("10.0.0.1", 53, "udp"),
    Target("shop", None),
)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
STEPS = st.sampled_from(["name", "dns", "route", "tcp", "udp", "tls", "look", "http", "odd"])
PROGRAMS = st.sampled_from(["getent", "nslookup", "perl", "bash", "nc", "curl", "wget", "openssl", "ip", "odd"])
WORDS = st.sampled_from(
    [
        "connected",
        "errno ECONNREFUSED Connection refused",
        "nc: 10.0.0.1 (10.0.0.1:80): Connection refused",
        "* Connected to shop (10.0.0.1) port 443 (#0)",
        "HTTP/1.1 200 OK",
        "< HTTP/1.1 503 Bad",
        "  HTTP/1.1 200 OK",
        "Verify return code: 10 (certificate has expired)",
        "verify error:num=999999999999",
        "-----BEGIN CERTIFICATE-----",
        "MIIB",
        "-----END CERTIFICATE-----",
        "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384",
        "* SSL connection using TLSv1.3 / X",
        "*  expire date: Nov 19 13:38:14 2036 GMT",
        "times a b c",
        "10.0.0.1 STREAM shop",
        "Name: shop",
        "Address: 10.0.0.1",
        "Address 1: 10.0.0.1 shop",
        "Server:",
        "** server can't find shop: NXDOMAIN",
    ]
)
TEXT = st.one_of(WORDS, st.text(max_size=30))
LINE = st.one_of(
    st.builds("run {} {} {}".format, STEPS, PROGRAMS, st.sampled_from(["10.0.0.1", "shop", ""])),
    st.builds("out {}".format, TEXT),
    st.builds("end {}".format, st.sampled_from(["0 1.0 2.0", "143 1 1", "x", "1", "", "60 nan inf"])),
    st.builds("missing {} a, b".format, STEPS),
    st.builds(
        "conf {}".format, st.sampled_from(["nameserver 10.0.0.1", "search a b", "options ndots:x", "options ndots:5"])
    ),
    st.builds("python {}".format, st.one_of(st.text(max_size=40), st.just('{"tcp":[{"address":"a","errno":"X"}]}'))),
    st.builds("{}".format, TEXT),
)


@given(st.lists(st.builds("KV {} {}".format, st.integers(0, 5), LINE), max_size=40))
def test_any_lines(lines: list[str]) -> None:
    found = facts_of("\n".join(lines).encode("utf-8", "replace"), len(TARGETS))
    for target, facts in zip(TARGETS, found, strict=True):
        probed = read("there", target, facts or Facts(), NOW)
        assert probed.steps
        assert sum(step.outcome not in (Outcome.OK, Outcome.UNKNOWN, Outcome.SKIPPED) for step in probed.steps) <= 1
        json.dumps(data_of(probed))


@given(st.binary(max_size=400))
def test_any_bytes(output: bytes) -> None:
    for facts in facts_of(b"KV 0 run tcp nc 10.0.0.1\nKV 0 out " + output, 2):
        read("there", TARGETS[0], facts or Facts(), NOW)


@given(st.binary(max_size=200))
def test_any_answer_of_a_dns_server(answer: bytes) -> None:
    assert dns_answer(answer)["code"]


def test_an_answer_of_a_dns_server() -> None:
    question = b"\x04shop\x00\x00\x01\x00\x01"
    answer = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x05\x00\x04\x0a\x00\x00\x01"
    header = b"\x00\x07\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"
    assert dns_answer(header + question + answer) == {"code": "NOERROR", "addresses": ["10.0.0.1"]}
    missing = b"\x00\x07\x81\x83\x00\x01\x00\x00\x00\x00\x00\x00"
    assert dns_answer(missing + question) == {"code": "NXDOMAIN", "addresses": []}


def test_names_are_searched_as_the_resolver_does() -> None:
    search = ["shop.svc.cluster.local", "svc.cluster.local"]
    assert candidates("db", search, 5) == ["db.shop.svc.cluster.local.", "db.svc.cluster.local.", "db."]
    assert candidates("www.example.com", search, 2)[0] == "www.example.com."
    assert candidates("www.example.com", search, 5)[-1] == "www.example.com."
    assert candidates("db.", search, 5) == ["db."]
    assert candidates("db", [], 5) == ["db."]
