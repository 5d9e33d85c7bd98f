"""Texts of failed pulls, of many runtimes and registries, and names that must not decide."""

from pathlib import Path

import pytest
import yaml

from kanivete.catalogue import Cause, catalogue
from kanivete.catalogue.entry import Where
from kanivete.recognise import recognise
from kanivete.recognise.mirrors import mirrors, primary
from kanivete.recognise.patterns import compiled

TEXTS = yaml.safe_load((Path(__file__).parent / "image_texts.yaml").read_text())
MISLEADING = (
    "secret-service:expired",
    "auth-proxy:unauthorized",
    "timeout:404",
    "x509/denied:403",
    "connection-refused/no-such-host:500",
    "manifest-unknown:toomanyrequests",
    "platform/no-match:arm64",
    "read-only/no-space-left:eof",
    "insufficient-scope:429",
)
INNER = {
    'failed to do request: Head "https://r.test/v2/a/manifests/1": dial tcp 10.0.0.1:443: i/o '
    "timeout": "image.network-timeout",
    "pulling from host r.test failed with status code [manifests 1]: 500 Internal Server Error": "image.registry-error",
    "failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://r.test/token: "
    "401 Unauthorized": "image.auth-bad-credentials",
}


@pytest.mark.parametrize("one", TEXTS, ids=lambda one: one["text"][-60:])
def test_a_text_names_its_cause(one: dict[str, str]) -> None:
    found = recognise(one["text"], Where(one["where"]))
    assert (found.cause if found else None) == one["cause"]


@pytest.mark.parametrize("name", MISLEADING)
@pytest.mark.parametrize("where", [Where.EVENT, Where.CONTAINER_STATUS, Where.KUBELET_LOG])
def test_an_image_s_name_never_decides(name: str, where: Where) -> None:
    image = f"r.test/{name}"
    wrapped = f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": '
    not_found = recognise(f"{wrapped}{image}: not found", where)
    assert not_found
    assert not_found.cause == "image.tag-not-found"
    for inner, cause in INNER.items():
        found = recognise(wrapped + inner, where)
        assert found
        assert found.cause == cause
    assert recognise(f'Back-off pulling image "{image}"', where) is None


def test_a_text_cut_off_by_the_kubelet_still_names_what_it_kept() -> None:
    text = "x" * 870 + (
        ': failed to do request: Head "https://r.test/v2/a/manifests/1": dial tcp: lookup r.test '
        "on 10.0.0.2:53: no such host and"
    )
    found = recognise(f'Failed to pull image "a": {text}'[:1024], Where.EVENT)
    assert found
    assert found.cause == "image.dns-name"


def test_facts_are_read_from_the_text() -> None:
    found = recognise(
        'Failed to pull image "[fd00::9]:5000/a:1": failed to resolve image: failed to do request: Head '
        '"https://[fd00::9]:5000/v2/a/manifests/1": dial tcp [fd00::9]:5000: connect: connection refused',
        Where.EVENT,
    )
    assert found
    assert found.facts == {"host": "[fd00::9]", "port": "5000", "address": "[fd00::9]:5000"}


def test_the_registry_has_the_last_word_after_its_mirrors() -> None:
    text = "(Mirrors also failed: [m.test/a:1: manifest unknown]): r.test/a:1: connection refused"
    assert text[primary(text) :] == "r.test/a:1: connection refused"
    assert mirrors(text) == "[m.test/a:1: manifest unknown]"
    assert (primary("no mirrors"), mirrors("no mirrors")) == (0, "")


@pytest.mark.parametrize(
    "text",
    [
        "Error: Error response from daemon: failed to initialize logging driver: dial tcp "
        "10.0.0.1:12201: connect: connection refused",
        'Readiness probe failed: Get "http://10.244.1.7:8080/v2/health": dial tcp 10.244.1.7:8080: '
        "connect: connection refused",
        'Get "https://10.96.0.1:443/apis/autoscaling/v2/horizontalpodautoscalers": dial tcp 10.96.0.1:443: i/o timeout',
        'E1122 10:00:00.1 912 kubelet_node_status.go:95] "Unable to register node with API server" err="Post '
        '\\"https://10.0.0.10:6443/api/v1/nodes\\": dial tcp 10.0.0.10:6443: connect: connection refused" node="w1"',
        'MountVolume.SetUp failed for volume "x" : failed to fetch token: context deadline exceeded',
    ],
)
@pytest.mark.parametrize("where", [Where.EVENT, Where.KUBELET_LOG])
def test_trouble_of_others_is_not_read_as_a_failed_pull(text: str, where: Where) -> None:
    found = recognise(text, where)
    assert not found or not found.cause.startswith("image.")


@pytest.mark.parametrize("cause", [c for c in catalogue().values() if c.family == "image"], ids=lambda c: c.id)
def test_every_pattern_was_seen_to_match(cause: Cause) -> None:
    texts = [example.text for example in cause.examples] + [one["text"] for one in TEXTS if one["cause"] == cause.id]
    for pattern in cause.patterns:
        assert any(compiled(pattern.regex).search(text) for text in texts), pattern.regex
