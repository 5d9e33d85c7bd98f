"""A registry that answers: what each answer means, from a real server on 127.0.0.1."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.model import Certainty, Origin
from kanivete.probe.registry.conversation import redirected
from kanivete.probe.registry.exchange import Ended, Request, Response
from kanivete.probe.registry.here import HereClient
from kanivete.probe.registry.manifest import DOCKER_LIST, OCI_MANIFEST, Platform
from kanivete.probe.registry.stages import Asked, StageName
from kanivete.probe.registry.walk import Options, ask_registry
from kanivete.probe.steps import Outcome
from tests.unit.probe.registry.server import Answer, Exchange, FakeRegistry, Image, digest_of, index_of, serving

AMD64 = Platform("linux", "amd64")
REPOSITORY = "/v2/team/app"


def ask(fake: FakeRegistry, client: HereClient, tag: str = "1.0", **options: object) -> Asked:
    return ask_registry(f"{fake.host}/team/app:{tag}", client, Options(platform=AMD64, **options))  # type: ignore[arg-type]


def stage(asked: Asked, name: StageName) -> Outcome:
    return next(stage.outcome for stage in asked.stages if stage.name is name)


def refusing(status: int, code: str = "", message: str = "", **headers: str) -> Answer:
    return lambda exchange: exchange.refuse(status, code, message, **headers)


def test_a_good_image_is_fine_with_its_figures(fake: FakeRegistry, client: HereClient) -> None:
    asked = ask(fake, client)
    assert asked.verdict.fine
    assert asked.content is not None
    assert (asked.content.layers, asked.content.platform) == (1, AMD64)
    assert asked.content.size == len(fake.image.config) + len(fake.image.layer)
    assert asked.content.speed
    assert [one.name for one in asked.stages] == [
        StageName.TCP,
        StageName.PING,
        StageName.MANIFEST,
        StageName.CONFIG,
        StageName.LAYERS,
        StageName.LAYERS,
    ]
    assert all(one.outcome is Outcome.OK and one.seconds is not None for one in asked.stages)


def test_a_name_that_is_none_asks_nobody(client: HereClient) -> None:
    asked = ask_registry("Team/App:1", client)
    assert asked.verdict.cause == "image.name-invalid"
    assert asked.stages == ()


@pytest.mark.parametrize(
    ("wanted", "tags", "meant"),
    [
        ("3.2O", ["3.20", "latest"], "3.20"),
        ("lates", ["3.20", "latest"], "latest"),
        ("v1.2", ["1.2", "1.1"], "1.2"),
        ("vraus", ["3.20", "latest"], "3.20"),
    ],
)
def test_a_tag_that_does_not_exist_comes_with_those_that_do(
    client: HereClient, wanted: str, tags: list[str], meant: str
) -> None:
    with serving(FakeRegistry(tags=tags)) as fake:
        asked = ask(fake, client, wanted)
    assert (asked.verdict.cause, asked.verdict.certainty) == ("image.tag-not-found", Certainty.PROVEN)
    assert asked.verdict.suggestions[0].tag == meant
    assert asked.tags == 2
    assert asked.verdict.evidence[0].origin is Origin.REGISTRY
    assert "MANIFEST_UNKNOWN" in asked.verdict.evidence[0].text


def test_tags_are_listed_page_by_page(fake: FakeRegistry, client: HereClient) -> None:
    def pages(exchange: Exchange) -> None:
        last = exchange.query.get("last", "")
        body = json.dumps({"tags": ["2.0"] if last else ["1.0"]}).encode()
        more = {} if last else {"Link": f'<{REPOSITORY}/tags/list?last=1.0&n=1>; rel="next"'}
        exchange.reply(200, body, **more)

    fake.on(f"{REPOSITORY}/tags/list", pages)
    assert ask(fake, client, "2.O").verdict.suggestions[0].tag == "2.0"


def test_pages_without_end_are_given_up(fake: FakeRegistry, client: HereClient) -> None:
    def endless(exchange: Exchange) -> None:
        at = int(exchange.query.get("last", "0"))
        body = json.dumps({"tags": [f"t{at}"]}).encode()
        exchange.reply(200, body, Link=f'<{REPOSITORY}/tags/list?last={at + 1}>; rel="next"')

    fake.on(f"{REPOSITORY}/tags/list", endless)
    assert ask(fake, client, "nothing").tags == 20


def test_a_repository_that_the_registry_does_not_know(fake: FakeRegistry, client: HereClient) -> None:
    asked = ask_registry(f"{fake.host}/team/other:1.0", client)
    assert (asked.verdict.cause, asked.verdict.certainty) == ("image.repository-not-found", Certainty.PROVEN)


def test_a_missing_tag_of_a_repository_that_does_not_exist(fake: FakeRegistry, client: HereClient) -> None:
    fake.on("/v2/team/other/manifests", refusing(404, "MANIFEST_UNKNOWN"))
    asked = ask_registry(f"{fake.host}/team/other:1.0", client)
    assert asked.verdict.cause == "image.repository-not-found"


def test_a_digest_that_is_gone(fake: FakeRegistry, client: HereClient) -> None:
    asked = ask_registry(f"{fake.host}/team/app@sha256:{'4f' * 32}", client)
    assert asked.verdict.cause == "image.digest-not-found"
    assert asked.verdict.suggestions == ()


@pytest.mark.parametrize(
    ("status", "code", "message", "cause"),
    [
        (403, "DENIED", "requested access to the resource is denied", "image.auth-forbidden"),
        (403, "DENIED", "client with IP '203.0.113.7' is not allowed access", "image.registry-firewall"),
        (429, "TOOMANYREQUESTS", "You have reached your pull rate limit", "image.rate-limited"),
        (500, "UNKNOWN", "unknown error", "image.registry-error"),
        (503, "UNAVAILABLE", "", "image.registry-error"),
        (407, "", "Proxy Authentication Required", "image.network-proxy"),
    ],
)
def test_a_refused_manifest(
    fake: FakeRegistry, client: HereClient, status: int, code: str, message: str, cause: str
) -> None:
    fake.on(f"{REPOSITORY}/manifests", refusing(status, code, message))
    asked = ask(fake, client)
    assert asked.verdict.cause == cause
    assert str(status) in asked.verdict.evidence[0].text
    assert stage(asked, StageName.MANIFEST) is Outcome.FAILED


def test_a_rate_limit_is_counted_and_its_end_told(fake: FakeRegistry, client: HereClient) -> None:
    headers = {"RateLimit_Limit": "100;w=21600", "RateLimit_Remaining": "0;w=21600", "Retry_After": "60"}
    fake.on(f"{REPOSITORY}/manifests", refusing(429, "TOOMANYREQUESTS", **headers))
    asked = ask(fake, client)
    assert asked.limit is not None
    assert (asked.limit.limit, asked.limit.remaining, asked.limit.window) == (100, 0, 21600)
    assert "Retry-After: 60" in asked.verdict.evidence[0].text


def test_head_refused_and_get_granted_is_a_failure_for_runtimes(fake: FakeRegistry, client: HereClient) -> None:
    def only_get(exchange: Exchange) -> None:
        if exchange.command == "HEAD":
            exchange.reply(503)
        else:
            fake.answer(exchange)

    fake.on(f"{REPOSITORY}/manifests", only_get)
    assert ask(fake, client).verdict.cause == "image.registry-error"


@pytest.mark.parametrize("path", ["/v2/", f"{REPOSITORY}/manifests"])
def test_a_login_page_instead_of_an_answer(fake: FakeRegistry, client: HereClient, path: str) -> None:
    page = b"<!DOCTYPE html><html><head><title>Network login</title></head></html>"
    fake.on(path, lambda exchange: exchange.reply(200, page, "text/html; charset=utf-8"))
    asked = ask(fake, client)
    assert asked.verdict.cause == "image.network-proxy"
    assert "Network login" in asked.verdict.note


@pytest.mark.parametrize(
    ("body", "kind", "cause"),
    [
        (b"", OCI_MANIFEST, "image.manifest-invalid"),
        (b"{}", OCI_MANIFEST, "image.manifest-invalid"),
        (b"[1, 2", OCI_MANIFEST, "image.manifest-invalid"),
        (b"[" * 100_000, OCI_MANIFEST, "image.manifest-invalid"),
        (b'{"schemaVersion": 1, "fsLayers": []}', "application/json", "image.schema-unsupported"),
        (Image(config_type="application/vnd.cncf.helm.config.v1+json").manifest, OCI_MANIFEST, "image.media-type"),
    ],
)
def test_what_is_no_image(fake: FakeRegistry, client: HereClient, body: bytes, kind: str, cause: str) -> None:
    fake.on(f"{REPOSITORY}/manifests", lambda exchange: exchange.reply(200, body, kind))
    assert ask(fake, client).verdict.cause == cause


def test_a_manifest_without_end_is_not_read_to_it(fake: FakeRegistry, client: HereClient) -> None:
    fake.on(f"{REPOSITORY}/manifests", lambda exchange: exchange.reply(200, b"[" + b"1," * 3_000_000, OCI_MANIFEST))
    assert ask(fake, client).verdict.cause == "image.manifest-invalid"


def test_another_content_than_the_digest_promises(fake: FakeRegistry, client: HereClient) -> None:
    def changed(exchange: Exchange) -> None:
        exchange.reply(200, fake.image.manifest, OCI_MANIFEST, Docker_Content_Digest=digest_of(b"other"))

    fake.on(f"{REPOSITORY}/manifests", changed)
    assert ask(fake, client).verdict.cause == "image.truncated"


class TestPlatforms:
    def test_the_nodes_platform_is_chosen_from_an_index(self, client: HereClient) -> None:
        image = Image("amd64")
        index = index_of(Image("arm64"), image)
        with serving(FakeRegistry(image, documents={"1.0": (index, DOCKER_LIST)})) as fake:
            asked = ask(fake, client)
        assert asked.verdict.fine
        assert asked.content is not None
        assert asked.content.digest == digest_of(index)
        assert [str(one) for one in asked.content.platforms] == ["linux/arm64", "linux/amd64"]

    def test_an_index_without_it(self, client: HereClient) -> None:
        with serving(FakeRegistry(documents={"1.0": (index_of(Image("arm64")), DOCKER_LIST)})) as fake:
            asked = ask(fake, client)
        assert asked.verdict.cause == "image.platform"
        assert "linux/amd64" in asked.verdict.headline

    def test_an_image_without_an_index(self, client: HereClient) -> None:
        with serving(FakeRegistry(Image("arm64"))) as fake:
            assert ask(fake, client).verdict.cause == "image.platform"

    def test_without_a_wanted_platform_any_is_good(self, client: HereClient) -> None:
        with serving(FakeRegistry(Image("arm64"))) as fake:
            assert ask_registry(f"{fake.host}/team/app:1.0", client).verdict.fine


class TestContent:
    def test_a_layer_that_is_gone(self, fake: FakeRegistry, client: HereClient) -> None:
        fake.on(f"{REPOSITORY}/blobs/{digest_of(fake.image.layer)}", refusing(404, "BLOB_UNKNOWN"))
        assert ask(fake, client).verdict.cause == "image.blob-missing"

    def test_a_layer_that_breaks_off(self, fake: FakeRegistry, client: HereClient) -> None:
        def half(exchange: Exchange) -> None:
            layer = fake.image.layer
            exchange.close_connection = True
            exchange.reply(200, layer[: len(layer) // 2], Content_Length=str(len(layer)))

        fake.on(f"{REPOSITORY}/blobs/{digest_of(fake.image.layer)}", half)
        asked = ask(fake, client)
        assert asked.verdict.cause == "image.truncated"
        assert str(len(fake.image.layer) // 2) in asked.verdict.evidence[0].text

    def test_a_layer_that_stalls(self, fake: FakeRegistry, client: HereClient) -> None:
        def stall(exchange: Exchange) -> None:
            exchange.reply(200, fake.image.layer[:1000], Content_Length=str(len(fake.image.layer)))
            if exchange.command == "GET":
                time.sleep(1.5)

        fake.on(f"{REPOSITORY}/blobs/{digest_of(fake.image.layer)}", stall)
        assert ask(fake, client).verdict.cause == "image.network-stalled"

    def test_a_layer_that_drips_is_slow_and_not_dead(self, client: HereClient) -> None:
        fake = FakeRegistry(Image(layer_bytes=5_000_000))

        def drip(exchange: Exchange) -> None:
            layer = fake.image.layer
            exchange.reply(200, layer[:4000], Content_Length=str(len(layer)))
            for at in range(4000, len(layer), 4000) if exchange.command == "GET" else ():
                time.sleep(0.2)
                exchange.wfile.write(layer[at : at + 4000])
                exchange.wfile.flush()

        fake.on(f"{REPOSITORY}/blobs/{digest_of(fake.image.layer)}", drip)
        with serving(fake):
            asked = ask(fake, client)
        assert (asked.verdict.cause, asked.verdict.certainty) == ("image.slow-pull", Certainty.LIKELY)
        assert "min" in asked.verdict.headline

    def test_a_layer_with_the_wrong_bytes(self, fake: FakeRegistry, client: HereClient) -> None:
        wrong = fake.image.layer[:-8] + bytes(8)
        fake.on(f"{REPOSITORY}/blobs/{digest_of(fake.image.layer)}", lambda exchange: exchange.reply(200, wrong))
        assert ask(fake, client).verdict.cause == "image.truncated"

    def test_a_layer_that_is_no_archive(self, client: HereClient) -> None:
        with serving(FakeRegistry(Image(archive=False))) as fake:
            assert ask(fake, client).verdict.cause == "image.unpack-failed"

    def test_everything_downloaded(self, client: HereClient) -> None:
        with serving(FakeRegistry(Image(layer_bytes=9_000_000))) as fake:
            asked = ask(fake, client, download=True)
        assert asked.verdict.fine
        assert asked.content is not None
        assert asked.content.downloaded

    def test_content_is_fetched_from_where_the_registry_points(self, fake: FakeRegistry, client: HereClient) -> None:
        with serving() as store:
            store.on("/store", lambda exchange: exchange.reply(200, fake.image.blobs[exchange.query["digest"]]))

            def elsewhere(exchange: Exchange) -> None:
                digest = exchange.route.rpartition("/")[2]
                exchange.reply(307, Location=f"{store.url}/store?digest={digest}&signature=hunter2")

            fake.on(f"{REPOSITORY}/blobs", elsewhere)
            asked = ask(fake, client)
        assert asked.verdict.fine
        assert {one.host for one in asked.stages} == {fake.host, store.host}

    def test_a_content_store_that_is_dead(self, fake: FakeRegistry, client: HereClient) -> None:
        with serving() as store:
            dead = store.url
        fake.on(f"{REPOSITORY}/blobs", lambda exchange: exchange.reply(307, Location=f"{dead}/x?signature=hunter2"))
        asked = ask(fake, client)
        assert asked.verdict.cause == "image.network-refused"
        assert asked.verdict.facts["registry"] == dead.removeprefix("http://")
        assert "hunter2" not in repr(asked)


def test_redirects_in_a_circle_are_left(fake: FakeRegistry, client: HereClient) -> None:
    fake.on(f"{REPOSITORY}/manifests", lambda exchange: exchange.reply(302, Location=exchange.path))
    asked = ask(fake, client)
    assert asked.verdict.cause == "image.registry-error"
    assert len(fake.asked) < 10


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:99999/x", "http://[::1/x", "file:///etc/passwd", "//", "javascript:alert(1)"]
)
def test_redirects_to_nowhere_are_failures_of_the_registry(
    fake: FakeRegistry, client: HereClient, location: str
) -> None:
    fake.on(f"{REPOSITORY}/blobs", lambda exchange: exchange.reply(307, Location=location))
    assert ask(fake, client).verdict.cause == "image.registry-error"


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_location_leads_to_a_server_or_nowhere(location: str) -> None:
    asked = Request("https://reg.example.com/v2/", headers={"Authorization": "Bearer x"})
    onward = redirected(asked, Response(307, (("location", location),)))
    if onward is not None:
        assert onward.url.startswith(("https://", "http://"))
        assert ("Authorization" in onward.headers) == onward.url.startswith("https://reg.example.com/")


def test_a_response_knows_how_its_body_ended(fake: FakeRegistry, client: HereClient) -> None:
    url = f"{fake.url}{REPOSITORY}/blobs/{digest_of(fake.image.layer)}"
    whole = client.send(Request(url))
    assert (whole.ended, f"sha256:{whole.sha256}") == (Ended.COMPLETE, digest_of(fake.image.layer))
    part = client.send(Request(url, most=1000, keep=10))
    assert (part.ended, part.received, len(part.body)) == (Ended.ENOUGH, 1000, 10)
