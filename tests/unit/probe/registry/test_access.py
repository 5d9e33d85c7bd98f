"""Registries that want to know who asks: tokens, passwords, and all that can be wrong with them."""

import base64
import json

import pytest

from kanivete.model import Certainty
from kanivete.probe.registry.here import HereClient
from kanivete.probe.registry.login import Login
from kanivete.probe.registry.stages import Asked, StageName
from kanivete.probe.registry.walk import Options, ask_registry
from tests.unit.probe.registry.server import Answer, Exchange, FakeRegistry

LAB = Login("127.0.0.1", "pull secret shop/regcred", "lab", "labsecret")
WRONG = Login("127.0.0.1", "pull secret shop/old", "lab", "wrong")
BASIC = "Basic " + base64.b64encode(b"lab:labsecret").decode()


def ask(fake: FakeRegistry, client: HereClient, *logins: Login, tag: str = "1.0") -> Asked:
    return ask_registry(f"{fake.host}/team/app:{tag}", client, Options(logins=logins))


def with_tokens(fake: FakeRegistry, *, anonymous: bool, allowed: bool = True) -> None:
    """Docker's token authentication: `anonymous` callers get a token, which opens the repository if `allowed`."""

    def token(exchange: Exchange) -> None:
        shown = exchange.headers.get("Authorization", "")
        refresh = b"refresh_token=r3fresh" in exchange.form
        if shown == BASIC or refresh:
            exchange.reply(200, json.dumps({"token": "named"}).encode())
        elif shown or not anonymous:
            exchange.refuse(401, "UNAUTHORIZED", "incorrect username or password")
        else:
            exchange.reply(200, json.dumps({"access_token": "anybody"}).encode())

    def guarded(exchange: Exchange) -> None:
        shown = exchange.headers.get("Authorization", "")
        if shown == "Bearer named" or (shown == "Bearer anybody" and allowed):
            fake.answer(exchange)
            return
        challenge = f'Bearer realm="{fake.url}/token",service="fake",scope="repository:team/app:pull"'
        challenge += ',error="insufficient_scope"' if shown else ""
        exchange.refuse(401, "UNAUTHORIZED", "authentication required", WWW_Authenticate=challenge)

    fake.on("/token", token)
    fake.on("/v2/", guarded)


def with_password(fake: FakeRegistry) -> None:
    def guarded(exchange: Exchange) -> None:
        if exchange.headers.get("Authorization") == BASIC:
            fake.answer(exchange)
        else:
            exchange.refuse(401, "UNAUTHORIZED", "authentication required", WWW_Authenticate='Basic realm="Team"')

    fake.on("/v2/", guarded)


def challenging(header: str | None) -> Answer:
    headers = {"WWW_Authenticate": header} if header is not None else {}
    return lambda exchange: exchange.refuse(401, "UNAUTHORIZED", "no", **headers)


class TestTokens:
    def test_a_public_repository_opens_to_an_anonymous_token(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=True)
        assert ask(fake, client).verdict.fine
        tokens = [path for _method, path, _shown in fake.asked if path.startswith("/token")]
        assert tokens == ["/token?service=fake&scope=repository%3Ateam%2Fapp%3Apull"]

    def test_a_token_server_that_knows_no_anonymous(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=False)
        asked = ask(fake, client)
        assert (asked.verdict.cause, asked.verdict.certainty) == ("image.auth-no-credentials", Certainty.PROVEN)
        assert "/token" in asked.verdict.evidence[0].field

    def test_a_repository_that_an_anonymous_token_does_not_open(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=True, allowed=False)
        asked = ask(fake, client)
        assert (asked.verdict.cause, asked.verdict.certainty) == ("image.denied-or-missing", Certainty.POSSIBLE)

    def test_credentials_settle_that_it_exists(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=True, allowed=False)
        asked = ask(fake, client, LAB)
        assert asked.verdict.fine
        assert asked.verdict.note

    def test_credentials_settle_that_it_does_not(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=True, allowed=False)
        asked = ask(fake, client, LAB, tag="1.O")
        assert asked.verdict.cause == "image.tag-not-found"
        assert asked.verdict.suggestions[0].tag == "1.0"

    def test_wrong_credentials_in_the_way_of_a_public_image(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=True)
        asked = ask(fake, client, WRONG)
        assert asked.verdict.cause == "image.auth-bad-credentials"
        assert "without any credentials" in asked.verdict.note.lower()

    def test_all_logins_are_tried_as_the_kubelet_does(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=False)
        assert ask(fake, client, WRONG, LAB).verdict.fine

    def test_an_identity_token_is_exchanged(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=False)
        assert ask(fake, client, Login("x", "docker config", identity_token="r3fresh")).verdict.fine

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"token": ""}', b'{"token": "a\\nb"}', b"<html>"])
    def test_an_answer_without_a_token(self, fake: FakeRegistry, client: HereClient, body: bytes) -> None:
        fake.on("/token", lambda exchange: exchange.reply(200, body))
        fake.on("/v2/", challenging(f'Bearer realm="{fake.url}/token"'))
        expected = "image.network-proxy" if body.startswith(b"<html") else "image.registry-error"
        assert ask(fake, client).verdict.cause == expected

    @pytest.mark.parametrize(
        ("status", "cause"),
        [(429, "image.rate-limited"), (500, "image.registry-error"), (403, "image.denied-or-missing")],
    )
    def test_a_token_server_that_fails(self, fake: FakeRegistry, client: HereClient, status: int, cause: str) -> None:
        fake.on("/token", lambda exchange: exchange.refuse(status, "DENIED"))
        fake.on("/v2/", challenging(f'Bearer realm="{fake.url}/token"'))
        assert ask(fake, client).verdict.cause == cause

    def test_a_token_server_that_is_dead(self, fake: FakeRegistry, client: HereClient) -> None:
        fake.on("/v2/", challenging('Bearer realm="http://127.0.0.1:1/token"'))
        asked = ask(fake, client)
        assert asked.verdict.cause == "image.network-refused"
        assert asked.verdict.facts["registry"] == "127.0.0.1:1"

    def test_credentials_are_not_sent_elsewhere_without_tls(self, fake: FakeRegistry, client: HereClient) -> None:
        fake.on("/v2/", challenging('Bearer realm="http://127.0.0.2:1/token"'))
        asked = ask(fake, client, LAB)
        assert asked.verdict.cause != "image.auth-bad-credentials"
        assert not any("labsecret" in shown or BASIC in shown for _m, _p, shown in fake.asked)

    def test_a_challenge_that_comes_only_with_the_manifest(self, fake: FakeRegistry, client: HereClient) -> None:
        fake.on("/v2/team/app/manifests", lambda exchange: _guard(fake, exchange))
        fake.on("/token", lambda exchange: exchange.reply(200, b'{"token": "t"}'))
        assert ask(fake, client).verdict.fine


def _guard(fake: FakeRegistry, exchange: Exchange) -> None:
    if exchange.headers.get("Authorization") == "Bearer t":
        fake.answer(exchange)
    else:
        exchange.refuse(401, "UNAUTHORIZED", WWW_Authenticate=f'Bearer realm="{fake.url}/token"')


class TestPasswords:
    def test_nothing_to_show(self, fake: FakeRegistry, client: HereClient) -> None:
        with_password(fake)
        assert ask(fake, client).verdict.cause == "image.auth-no-credentials"

    def test_the_right_one(self, fake: FakeRegistry, client: HereClient) -> None:
        with_password(fake)
        asked = ask(fake, client, LAB)
        assert asked.verdict.fine
        assert "pull secret shop/regcred (user lab)" in {stage.shown for stage in asked.stages}

    def test_a_wrong_one(self, fake: FakeRegistry, client: HereClient) -> None:
        with_password(fake)
        assert ask(fake, client, WRONG).verdict.cause == "image.auth-bad-credentials"

    def test_the_right_one_without_the_right(self, fake: FakeRegistry, client: HereClient) -> None:
        def forbidding(exchange: Exchange) -> None:
            if exchange.headers.get("Authorization") == BASIC:
                exchange.refuse(403, "DENIED", "access denied")
            else:
                exchange.refuse(401, "UNAUTHORIZED", WWW_Authenticate='Basic realm="x"')

        fake.on("/v2/", forbidding)
        assert ask(fake, client, LAB).verdict.cause == "image.auth-forbidden"

    def test_no_secret_is_ever_in_the_answer(self, fake: FakeRegistry, client: HereClient) -> None:
        with_tokens(fake, anonymous=False)
        for asked in (ask(fake, client, LAB), ask(fake, client, WRONG)):
            assert not any(word in repr(asked) for word in ("labsecret", "named", BASIC.partition(" ")[2]))


class TestChallenges:
    @pytest.mark.parametrize(
        "header", [None, "Negotiate", "NTLM, Negotiate", 'Bearer realm="', 'Bearer realm="ftp://x/y"', "Bearer"]
    )
    def test_no_way_to_authenticate(self, fake: FakeRegistry, client: HereClient, header: str | None) -> None:
        fake.on("/v2/", challenging(header))
        asked = ask(fake, client)
        assert asked.verdict.cause == "image.auth-scheme"
        assert any(stage.name is StageName.PING and "401" in stage.said for stage in asked.stages)
