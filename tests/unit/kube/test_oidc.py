"""ID tokens that expire, and the issuer that renews them."""

import base64
import json
import os
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.api.credentials import Credentials, credentials
from kanivete.kube.api.errors import CredentialError
from kanivete.kube.api.kubeconfig import load
from kanivete.kube.api.rewrite import RewriteError, edited
from tests.rig.pki import Authority
from tests.unit.kube.server import Answer, FakeServer, serve

DISCOVERY, TOKEN = "/dex/.well-known/openid-configuration", "/dex/token"
HTML = Answer("<html>Sign in</html>", headers={"Content-Type": "text/html"})


def jwt(seconds: float, name: str = "n") -> str:
    claims = json.dumps({"exp": int(time.time() + seconds), "name": name})
    return f"h.{base64.urlsafe_b64encode(claims.encode()).decode().rstrip('=')}.s"


OLD, FRESH = jwt(-60, "old"), jwt(3600, "fresh")


@dataclass
class Setup:
    """An issuer, and a kubeconfig whose user it knows."""

    issuer: FakeServer
    authority: Authority
    file: Path

    def discovers(self, **more: Any) -> None:
        self.issuer.on(DISCOVERY, Answer({"token_endpoint": f"{self.issuer.url}{TOKEN}", **more}))

    def user(self, **changes: str | None) -> Credentials:
        settings = {
            "client-id": "kubernetes",
            "client-secret": "s3cr3t",
            "id-token": OLD,
            "idp-certificate-authority-data": base64.b64encode(self.authority.file.read_bytes()).decode(),
            "idp-issuer-url": f"{self.issuer.url}/dex",
            "refresh-token": "first",
            **{name.replace("_", "-"): value for name, value in changes.items()},
        }
        lines = "".join(f"        {name}: {value}\n" for name, value in settings.items() if value is not None)
        self.file.write_text(
            "# of the team\ncurrent-context: here\n"
            "contexts: [{name: here, context: {cluster: c, user: u}}]\n"
            "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
            "users:\n- name: other\n  user: {token: kept}   # as it was\n"
            f"- name: u\n  user:\n    auth-provider:\n      name: oidc\n      config:\n{lines}"
        )
        return credentials(load(str(self.file), environment={}), 2.0)

    def settings(self) -> dict[str, str]:
        found: dict[str, str] = yaml.safe_load(self.file.read_text())["users"][1]["user"]["auth-provider"]["config"]
        return found


@pytest.fixture
def setup(authority: Authority, tmp_path: Path) -> Iterator[Setup]:
    pair = authority.issue("server", "server", hosts=["127.0.0.1"])
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pair.certificate, pair.key)
    with serve(tls) as issuer:
        made = Setup(issuer, authority, tmp_path / "config")
        made.discovers()
        issuer.on(TOKEN, Answer({"id_token": FRESH, "refresh_token": "second"}))
        yield made


def refused(user: Credentials, said: str) -> None:
    """One line, and no secret in it."""
    with pytest.raises(CredentialError, match=said) as caught:
        user.authorization()
    message = str(caught.value)
    assert "\n" not in message
    for secret in (OLD, FRESH, "first", "second", "s3cr3t"):
        assert secret not in message


@pytest.mark.parametrize(("seconds", "requests"), [(3600, 0), (5, 2)])
def test_a_token_is_used_until_just_before_its_end(setup: Setup, seconds: float, requests: int) -> None:
    token = jwt(seconds)
    found = setup.user(id_token=token).authorization()
    assert (found == f"Bearer {token}") is (requests == 0)
    assert len(setup.issuer.asked) == requests


def test_an_expired_token_is_renewed_once(setup: Setup) -> None:
    user = setup.user()
    assert user.authorization() == user.authorization() == f"Bearer {FRESH}"
    assert setup.issuer.paths() == [DISCOVERY, TOKEN]
    asked = setup.issuer.asked[1]
    assert asked.form == {"grant_type": "refresh_token", "refresh_token": "first"}
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b"kubernetes:s3cr3t"


def test_a_missing_token_is_had_and_written(setup: Setup) -> None:
    assert setup.user(id_token=None).authorization() == f"Bearer {FRESH}"
    assert setup.settings()["id-token"] == FRESH


def test_only_the_tokens_change_in_the_file_behind_the_link(setup: Setup) -> None:
    setup.user()
    before = setup.file.read_text()
    real = setup.file.rename(setup.file.with_name("real"))
    real.chmod(0o640)
    if os.getuid() == 0:
        os.chown(real, 1234, 1235)
    owner = (real.stat().st_uid, real.stat().st_gid)
    setup.file.symlink_to("real")
    assert credentials(load(str(setup.file), environment={}), 2.0).authorization() == f"Bearer {FRESH}"
    assert real.read_text() == before.replace(OLD, f'"{FRESH}"').replace("first", '"second"')
    assert setup.file.is_symlink()
    assert (real.stat().st_mode & 0o777, real.stat().st_uid, real.stat().st_gid) == (0o640, *owner)
    assert sorted(os.listdir(real.parent)) == ["config", "real"]


def test_what_did_not_rotate_stays(setup: Setup) -> None:
    setup.issuer.on(TOKEN, Answer({"id_token": FRESH}))
    setup.user().authorization()
    assert (setup.settings()["refresh-token"], setup.settings()["id-token"]) == ("first", FRESH)


def test_a_rotated_token_is_kept_even_where_the_rest_of_the_answer_is_useless(setup: Setup) -> None:
    setup.issuer.on(TOKEN, Answer({"refresh_token": "second"}))
    refused(setup.user(), "without a usable id_token")
    assert (setup.settings()["refresh-token"], setup.settings()["id-token"]) == ("second", OLD)


def test_what_another_program_has_renewed_meanwhile_is_used(setup: Setup) -> None:
    early = setup.user()
    setup.user(id_token=FRESH, refresh_token="second")
    assert early.authorization() == f"Bearer {FRESH}"
    assert setup.issuer.asked == []


def test_nothing_is_asked_where_the_answer_could_not_be_kept(setup: Setup) -> None:
    setup.user()
    descriptor = os.memfd_create("kubeconfig")
    try:
        os.write(descriptor, setup.file.read_bytes())
        refused(credentials(load(f"/proc/self/fd/{descriptor}", environment={})), r"/proc/self/fd/.*make it writable")
    finally:
        os.close(descriptor)
    assert setup.issuer.asked == []


@pytest.mark.parametrize("rotated", [False, True])
def test_a_file_that_goes_away_meanwhile(setup: Setup, rotated: bool) -> None:
    def answer(_: object) -> Answer:
        setup.file.unlink()
        return Answer({"id_token": FRESH, "refresh_token": "second" if rotated else "first"})

    setup.issuer.on(TOKEN, answer)
    user = setup.user()
    if rotated:
        refused(user, "could not be written to .*log in again")
    else:
        assert user.authorization() == f"Bearer {FRESH}"


def test_a_lock_that_was_left_behind_loses_no_token(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanivete.kube.api.rewrite._LOCK_SECONDS", 0.1)
    lock = setup.file.with_name("config.lock")
    lock.touch()
    setup.user().authorization()
    assert setup.settings()["refresh-token"] == "second"
    assert lock.exists()


def test_an_issuer_that_wants_the_secret_in_the_body(setup: Setup) -> None:
    setup.discovers(token_endpoint_auth_methods_supported=["client_secret_post"])
    setup.user().authorization()
    asked = setup.issuer.asked[1]
    assert (asked.form["client_id"], asked.form["client_secret"]) == ("kubernetes", "s3cr3t")
    assert "authorization" not in asked.headers


def test_an_issuer_that_does_not_say_so(setup: Setup) -> None:
    fine = Answer({"id_token": FRESH})
    setup.issuer.on(TOKEN, Answer({"error": "invalid_client"}, 401), fine)
    assert setup.user().authorization() == f"Bearer {FRESH}"
    assert setup.issuer.asked[2].form["client_secret"] == "s3cr3t"


def test_a_client_without_a_secret(setup: Setup) -> None:
    setup.user(client_secret=None).authorization()
    assert setup.issuer.asked[1].form["client_id"] == "kubernetes"


def test_a_refused_refresh_token_is_asked_with_once(setup: Setup) -> None:
    setup.issuer.on(TOKEN, Answer({"error": "invalid_grant", "error_description": "first is used up"}, 400))
    user = setup.user()
    before = setup.file.read_bytes()
    refused(user, "not accept the refresh-token any more: log in again")
    refused(user, "not accept the refresh-token any more: log in again")
    assert setup.issuer.paths() == [DISCOVERY, TOKEN]
    assert setup.file.read_bytes() == before


@pytest.mark.parametrize(("path", "said"), [(DISCOVERY, "not as an OpenID Connect issuer"), (TOKEN, "no tokens")])
@pytest.mark.parametrize("answer", [HTML, Answer("<html/>", 502), Answer([1]), Answer("[" * 100_000)])
def test_an_answer_that_is_none(setup: Setup, path: str, said: str, answer: Answer) -> None:
    setup.issuer.on(path, answer)
    refused(setup.user(), said)


def test_a_token_endpoint_in_the_clear_gets_no_token(setup: Setup) -> None:
    setup.discovers(token_endpoint="http://127.0.0.1:1/token")
    refused(setup.user(), "token_endpoint is not https")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"idp_issuer_url": "https://127.0.0.1:1"}, "cannot reach https://127.0.0.1:1: connection refused"),
        ({"idp_issuer_url": "nowhere"}, "no address"),
        ({"idp_certificate_authority_data": None}, "unknown authority"),
        ({"idp_certificate_authority_data": "bm9uZQ=="}, "auth-provider oidc: idp: certificate-authority"),
        ({"refresh_token": None}, "without refresh-token it cannot be renewed: log in again"),
        ({"idp_issuer_url": None}, "without idp-issuer-url"),
        ({"client_id": None}, "without client-id"),
        ({"id_token": "abc"}, "not a JSON web token"),
        ({"id_token": "a.b.c"}, "not a JSON web token"),
        ({"id_token": "a.e30.c"}, "not a JSON web token"),
    ],
)
def test_settings_that_cannot_be_used(setup: Setup, changes: dict[str, str | None], said: str) -> None:
    refused(setup.user(**changes), said)
    assert TOKEN not in setup.issuer.paths()


def test_an_issuer_that_hangs(setup: Setup) -> None:
    setup.issuer.on(DISCOVERY, Answer({}, wait=10))
    refused(setup.user(), "does not answer within 2 s")


VALUES = st.one_of(st.text(max_size=20), st.booleans(), st.integers(), st.none(), st.dates(), st.lists(st.text()))


@given(
    st.dictionaries(st.text(max_size=8), VALUES, max_size=4),
    st.booleans() | st.none(),
    st.text(st.characters(codec="utf-8"), min_size=1),
)
def test_every_other_value_stays(others: dict[str, Any], flow: bool | None, token: str) -> None:
    settings = {**others, "refresh-token": "first"}
    content = {"x": others, "users": [{"name": "u", "user": {"auth-provider": {"name": "oidc", "config": settings}}}]}
    text = yaml.safe_dump(content, sort_keys=False, default_flow_style=flow)
    after = yaml.safe_load(edited(text, "u", {"refresh-token": token, "id-token": "t"}))
    settings |= {"refresh-token": token, "id-token": "t"}
    assert after == content


@pytest.mark.parametrize("text", ["", "users:\n", "users: [1]\n", "users: [{name: u, user: }]\n", "a: [", "\0"])
def test_a_file_without_the_user_is_left_alone(text: str) -> None:
    with pytest.raises(RewriteError):
        edited(text, "u", {"id-token": "t"})


@pytest.mark.parametrize("value", ["&t first", "|\n            first", "*elsewhere"])
def test_notations_that_cannot_be_spliced(value: str) -> None:
    text = (
        "z: &elsewhere first\nusers:\n- name: u\n  user:\n    auth-provider:\n      config:\n"
        f"        refresh-token: {value}\n        after: {'*t' if '&' in value else 'x'}\n"
    )
    before, after = yaml.safe_load(text), yaml.safe_load(edited(text, "u", {"refresh-token": "n"}))
    before["users"][0]["user"]["auth-provider"]["config"]["refresh-token"] = "n"
    assert after == before
