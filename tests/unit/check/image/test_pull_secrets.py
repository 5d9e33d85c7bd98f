"""Pull secrets, read from a real API server's answers, and why a registry saw none of them."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from kanivete.check.image.pull_secrets import PullSecrets, read_pull_secrets, told_apart
from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.kube.images import parse_image
from kanivete.model import Certainty
from kanivete.probe.registry.login import Login
from kanivete.probe.registry.stages import Verdict
from tests.unit.kube.server import Answer, FakeServer, serve, status

PATH = "/api/v1/namespaces/shop/secrets/"
IMAGE = parse_image("reg.example.com/team/app:1")
REFUSED = Verdict("image.auth-no-credentials")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve() as fake:
        yield fake


@pytest.fixture
def api(server: FakeServer) -> Iterator[Api]:
    connection = Connection("here", "shop", Cluster(server=server.url), User(token="t"), "me", "config")
    with Api(connection, Timeouts(5, 5, 20), sleep=lambda _: None) as made:
        yield made


def secret(**data: str) -> Answer:
    encoded = {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}
    return Answer({"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "x"}, "data": encoded})


def config(server: str = "reg.example.com", **entry: Any) -> str:
    return json.dumps({"auths": {server: entry or {"username": "robot", "password": "s3cret"}}})


def test_both_kinds_are_read(server: FakeServer, api: Api) -> None:
    server.on(f"{PATH}new", secret(**{".dockerconfigjson": config()}))
    server.on(f"{PATH}old", secret(**{".dockercfg": json.dumps({"quay.io": {"username": "a", "password": "b"}})}))
    found = read_pull_secrets(api, "shop", ["new", "old"])
    assert [login.username for login in found.logins] == ["robot", "a"]
    assert found.problems == ()
    assert "s3cret" not in repr(found)


def test_each_thing_that_can_be_wrong_is_said(server: FakeServer, api: Api) -> None:
    server.on(f"{PATH}gone", status(404, "NotFound"))
    server.on(f"{PATH}hidden", status(403, "Forbidden"))
    server.on(f"{PATH}opaque", secret(password="s3cret"))
    server.on(f"{PATH}broken", secret(**{".dockerconfigjson": config(auth="s3cret")}))
    found = read_pull_secrets(api, "shop", ["gone", "hidden", "opaque", "broken"])
    assert (found.missing, found.malformed) == (("gone",), ("opaque", "broken"))
    assert len(found.problems) == 4
    assert 'resources: ["secrets"]' in found.problems[1]
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    ("secrets", "cause"),
    [
        (PullSecrets(), "image.auth-no-credentials"),
        (PullSecrets(("regcred",), missing=("regcred",), problems=("gone",)), "image.pull-secret-missing"),
        (PullSecrets(("regcred",), malformed=("regcred",), problems=("bad",)), "image.auth-malformed-secret"),
        (PullSecrets(("regcred",), (Login("quay.io", "x", "a", "b"),)), "image.pull-secret-other-host"),
        (PullSecrets(("regcred",), (Login("reg.example.com", "x", "a", "b"),)), "image.auth-no-credentials"),
    ],
)
def test_why_there_was_nothing_to_show(secrets: PullSecrets, cause: str) -> None:
    assert IMAGE
    found = told_apart(REFUSED, secrets, IMAGE, "shop")
    assert found.cause == cause
    assert found.certainty is Certainty.PROVEN


def test_the_servers_of_other_secrets_are_quoted() -> None:
    assert IMAGE
    secrets = PullSecrets(("regcred",), (Login("https://index.docker.io/v1/", "x", "a", "b"),))
    found = told_apart(REFUSED, secrets, IMAGE, "shop")
    assert "index.docker.io" in found.evidence[-1].text
    assert found.facts["secret"] == "regcred"


def test_other_causes_are_left_alone() -> None:
    assert IMAGE
    verdict = Verdict("image.tag-not-found")
    assert told_apart(verdict, PullSecrets(("regcred",), missing=("regcred",)), IMAGE, "shop") is verdict
