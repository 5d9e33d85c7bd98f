"""`diagnose --probe`: findings made sure or other ones by what real registries on 127.0.0.1 answer."""

from collections.abc import Iterator

import pytest

from kanivete.check.image.pull_secrets import PullSecrets
from kanivete.diagnose.engine import diagnose
from kanivete.diagnose.probing import Probing, Secrets, probe
from kanivete.kube.config import Secret
from kanivete.kube.meta import ObjectMeta
from kanivete.kube.pods import Pod
from kanivete.model import Certainty, Coverage, Finding, Origin, Scope
from kanivete.probe.registry.here import HereClient
from kanivete.probe.registry.login import Login
from tests.unit.diagnose.fakes import FakeSource, waiting_pod
from tests.unit.probe.registry.server import Exchange, FakeRegistry, closed_port, serving

DENIED = (
    "failed to pull and unpack image: failed to resolve reference: pull access denied, repository does not exist or "
    "may require authorization: server message: insufficient_scope: authorization failed"
)
Answer = tuple[Finding, Coverage]


@pytest.fixture
def client() -> Iterator[HereClient]:
    made = HereClient(connect_seconds=1.0)
    yield made
    made.close()


@pytest.fixture
def fake() -> Iterator[FakeRegistry]:
    with serving() as running:
        yield running


def not_found(image: str) -> str:
    return (
        f'Back-off pulling image "{image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack '
        f'image "{image}": failed to resolve reference "{image}": {image}: not found'
    )


def probed(pod: Pod, client: HereClient, secrets: Secrets | None = None) -> tuple[Finding, Finding, Coverage]:
    """The finding without and with the registry's answer."""
    source = FakeSource([pod], [Secret(kind="Secret", metadata=ObjectMeta(name="regcred", namespace="shop"))])
    findings, coverage = diagnose(source, Scope())
    settled, seen = probe(findings, coverage, source, Probing(client, secrets=secrets))
    (before,), (after,) = findings, settled
    return before, after, seen


def of_registry(finding: Finding) -> list[str]:
    return [one.text for one in finding.evidence if one.origin is Origin.REGISTRY]


def test_a_missing_tag_gets_the_one_that_was_meant(fake: FakeRegistry, client: HereClient) -> None:
    image = f"{fake.host}/team/app:lates"
    before, after, coverage = probed(waiting_pod("ImagePullBackOff", not_found(image), image=image), client)
    assert before.cause == after.cause == "image.tag-not-found"
    assert after.certainty is Certainty.PROVEN
    assert of_registry(after)
    assert f"{fake.host}/team/app:latest" in after.remedies[0].text
    assert coverage.complete


def test_a_missing_tag_may_be_a_missing_repository(fake: FakeRegistry, client: HereClient) -> None:
    image = f"{fake.host}/team/other:1.0"
    before, after, _coverage = probed(waiting_pod("ImagePullBackOff", not_found(image), image=image), client)
    assert before.cause == "image.tag-not-found"
    assert after.cause == "image.repository-not-found"
    assert (after.subject, after.affected, after.since) == (before.subject, before.affected, before.since)
    assert "image.tag-not-found" in {one.cause for one in after.ruled_out}
    assert set(before.evidence) <= set(after.evidence)


def guarded(fake: FakeRegistry) -> None:
    """Anybody gets a token, which opens nothing; lab's opens all."""
    basic = Login("", "", "lab", "labsecret").basic

    def token(exchange: Exchange) -> None:
        named = exchange.headers.get("Authorization") == basic
        exchange.reply(200, b'{"token": "named"}' if named else b'{"token": "anybody"}')

    def answer(exchange: Exchange) -> None:
        if exchange.headers.get("Authorization") == "Bearer named":
            fake.answer(exchange)
        else:
            exchange.refuse(401, "UNAUTHORIZED", WWW_Authenticate=f'Bearer realm="{fake.url}/token"')

    fake.on("/token", token)
    fake.on("/v2/", answer)


def credentials(fake: FakeRegistry) -> Secrets:
    login = Login(fake.host, "pull secret shop/regcred", "lab", "labsecret")
    return lambda _namespace, names: PullSecrets(names, (login,)) if names else PullSecrets()


def test_denied_or_missing_stays_so_without_credentials(fake: FakeRegistry, client: HereClient) -> None:
    guarded(fake)
    image = f"{fake.host}/team/app:1.0"
    before, after, _coverage = probed(waiting_pod("ErrImagePull", DENIED, image=image), client)
    assert before.cause == after.cause == "image.denied-or-missing"
    assert after.certainty is Certainty.POSSIBLE
    assert of_registry(after)


def test_credentials_settle_denied_or_missing(fake: FakeRegistry, client: HereClient) -> None:
    guarded(fake)
    image = f"{fake.host}/team/app:1.O"
    pod = waiting_pod("ErrImagePull", DENIED, image=image, pull_secrets=["regcred"])
    before, after, _coverage = probed(pod, client, credentials(fake))
    assert before.cause == "image.denied-or-missing"
    assert (after.cause, after.certainty) == ("image.tag-not-found", Certainty.PROVEN)
    assert "labsecret" not in repr(after)


def test_words_that_nobody_knows_are_settled(fake: FakeRegistry, client: HereClient) -> None:
    image = f"{fake.host}/team/app:9"
    before, after, _coverage = probed(waiting_pod("ImagePullBackOff", "no idea", image=image), client)
    assert before.cause == "image.unrecognised"
    assert after.cause == "image.tag-not-found"


def test_an_image_that_is_there_now_is_said_so(fake: FakeRegistry, client: HereClient) -> None:
    image = f"{fake.host}/team/app:1.0"
    before, after, coverage = probed(waiting_pod("ImagePullBackOff", not_found(image), image=image), client)
    assert after.cause == before.cause == "image.tag-not-found"
    assert "exists now" in after.explanation
    assert coverage.complete


def test_a_registry_that_only_the_node_cannot_reach(fake: FakeRegistry, client: HereClient) -> None:
    image = f"{fake.host}/team/app:1.0"
    said = (
        f'failed to do request: Head "https://{fake.host}/v2/team/app/manifests/1.0": dial tcp 127.0.0.1: i/o timeout'
    )
    pod = waiting_pod("ErrImagePull", f'failed to pull image "{image}": {said}', image=image)
    before, after, _coverage = probed(pod, client)
    assert before.cause == after.cause == "image.network-timeout"
    assert "from here and not from the node" in after.explanation


def test_a_registry_that_only_this_machine_cannot_reach_is_a_gap(client: HereClient) -> None:
    image = f"127.0.0.1:{closed_port()}/team/app:1.0"
    before, after, coverage = probed(waiting_pod("ImagePullBackOff", not_found(image), image=image), client)
    assert after == before
    (gap,) = coverage.gaps
    assert gap.what == "registry"
    assert "the node may see something else" in gap.why
    assert not coverage.complete


def test_what_a_registry_cannot_know_is_not_asked(fake: FakeRegistry, client: HereClient) -> None:
    image = f"{fake.host}/team/app:1.0"
    message = f'Container image "{image}" is not present with pull policy of Never'
    before, after, _coverage = probed(waiting_pod("ErrImageNeverPull", message, image=image), client)
    assert (before, fake.asked) == (after, [])


def test_each_image_is_asked_once(fake: FakeRegistry, client: HereClient) -> None:
    image = f"{fake.host}/team/app:9"
    pods = [waiting_pod("ImagePullBackOff", not_found(image), image=image, name=f"web-{n}") for n in range(5)]
    source = FakeSource(pods)
    findings, coverage = diagnose(source, Scope())
    settled, _coverage = probe(findings, coverage, source, Probing(client))
    assert len(settled) == 5
    assert all(of_registry(finding) for finding in settled)
    assert sum(path == "/v2/" for _method, path, _shown in fake.asked) == 1
