"""Credentials: how they are written, for which images they are, and that they are never shown."""

import base64
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanivete.kube.images import ImageReference, parse_image
from kanivete.probe.registry.docker_config import docker_logins
from kanivete.probe.registry.login import Login, LoginError, for_image, logins, server_key

AUTH = base64.b64encode(b"jane:s3cret").decode()


def config(**auths: Any) -> bytes:
    return json.dumps({"auths": auths}).encode()


def image(name: str) -> ImageReference:
    found = parse_image(name)
    assert found
    return found


def test_an_entry_of_each_form() -> None:
    text = json.dumps(
        {"auths": {"a": {"auth": AUTH}, "b": {"username": "x", "password": "y"}, "c": {"identitytoken": "t"}, "d": {}}}
    )
    found = {login.server: login for login in logins(text.encode(), "test")}
    assert (found["a"].username, found["a"].password) == ("jane", "s3cret")
    assert (found["b"].username, found["b"].password) == ("x", "y")
    assert found["c"].identity_token == "t"
    assert "d" not in found


def test_the_old_format() -> None:
    (found,) = logins(json.dumps({"reg.example.com": {"auth": AUTH}}).encode(), "test", legacy=True)
    assert found.username == "jane"


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b'{"auths": []}', config(a={"auth": "%%%"}), config(a={"auth": "amFuZQ=="}), config(a={"email": "x"})],
)
def test_what_is_no_configuration(text: bytes) -> None:
    with pytest.raises(LoginError) as told:
        logins(text, "pull secret shop/regcred")
    assert "pull secret shop/regcred" in str(told.value)


def test_nothing_secret_is_shown() -> None:
    (found,) = logins(config(**{"reg.example.com": {"auth": AUTH}}), "pull secret shop/regcred")
    assert "s3cret" not in repr(found) + str(found)
    assert str(found) == "pull secret shop/regcred (user jane)"


@pytest.mark.parametrize(
    ("server", "key"),
    [
        ("https://index.docker.io/v1/", "index.docker.io"),
        ("https://reg.example.com/v2/", "reg.example.com"),
        ("reg.example.com:5000", "reg.example.com:5000"),
        ("https://reg.example.com/team/", "reg.example.com/team"),
    ],
)
def test_keys(server: str, key: str) -> None:
    assert server_key(server) == key


@pytest.mark.parametrize(
    ("server", "name", "fits"),
    [
        ("reg.example.com", "reg.example.com/a:1", True),
        ("https://reg.example.com", "reg.example.com/a:1", True),
        ("reg.example.com", "reg.example.com:5000/a:1", False),
        ("reg.example.com:5000", "reg.example.com:5000/a:1", True),
        ("reg.example.com/team", "reg.example.com/team/a:1", True),
        ("reg.example.com/team", "reg.example.com/other/a:1", False),
        ("*.example.com", "reg.example.com/a:1", True),
        ("*.example.com", "eu.reg.example.com/a:1", False),
        ("https://index.docker.io/v1/", "alpine", True),
        ("docker.io", "alpine", True),
        ("index.docker.io", "quay.io/a/b", False),
        ("[::1]:5000", "[::1]:5000/a:1", True),
    ],
)
def test_for_which_images(server: str, name: str, fits: bool) -> None:
    assert bool(for_image([Login(server, "test", "u", "p")], image(name))) == fits


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(LoginError):
        logins(data, "test")


class TestDockerConfig:
    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return tmp_path

    def helper(self, home: Path, script: str) -> None:
        program = home / "docker-credential-test"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        (home / "config.json").write_text('{"credsStore": "test"}')

    @pytest.mark.usefixtures("home")
    def test_none(self) -> None:
        assert docker_logins(image("alpine")) == ()

    def test_the_file_itself(self, home: Path) -> None:
        (home / "config.json").write_bytes(config(**{"https://index.docker.io/v1/": {"auth": AUTH}}))
        assert [login.username for login in docker_logins(image("alpine"))] == ["jane"]
        assert docker_logins(image("quay.io/a/b")) == ()

    def test_a_helper_is_asked_for_the_server(self, home: Path) -> None:
        self.helper(home, 'read server; echo "{\\"Username\\": \\"$server\\", \\"Secret\\": \\"s\\"}"')
        (found,) = docker_logins(image("alpine"))
        assert found.username == "https://index.docker.io/v1/"

    def test_a_helper_with_an_identity_token(self, home: Path) -> None:
        self.helper(home, 'echo "{\\"Username\\": \\"<token>\\", \\"Secret\\": \\"idt\\"}"')
        assert docker_logins(image("alpine"))[0].identity_token == "idt"

    def test_a_helper_that_has_nothing(self, home: Path) -> None:
        self.helper(home, "echo credentials not found in native keychain; exit 1")
        assert docker_logins(image("alpine")) == ()

    @pytest.mark.parametrize("script", ["exit 3", "echo hello"])
    def test_a_helper_that_fails(self, home: Path, script: str) -> None:
        self.helper(home, script)
        with pytest.raises(LoginError, match="docker-credential-test"):
            docker_logins(image("alpine"))

    @pytest.mark.parametrize("name", ["none-there", "../../bin/sh"])
    def test_a_helper_that_is_none(self, home: Path, name: str) -> None:
        (home / "config.json").write_text(json.dumps({"credsStore": name}))
        with pytest.raises(LoginError):
            docker_logins(image("alpine"))
