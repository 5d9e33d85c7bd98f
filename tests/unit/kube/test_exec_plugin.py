"""Programs that give credentials, and do not."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, Exec, User
from kanivete.kube.api.errors import CredentialError, UnauthorizedError
from tests.rig.pki import Authority
from tests.unit.kube.server import Answer, Asked, serve, status
from tests.unit.kube.test_tls import FINE, PATH, client, serving

V1 = "client.authentication.k8s.io/v1"
_NO = status(401, "Unauthorized")


def api_of(script: Path, url: str, **cluster: Any) -> Api:
    user = User(exec=Exec(command=str(script), api_version=V1, interactive_mode="Never"))
    connection = Connection("here", "default", Cluster(server=url, **cluster), user, "me", "config")
    return Api(connection, Timeouts(5, 5, 20), sleep=lambda _: None)


def program(folder: Path, body: str) -> Path:
    script = folder / "plugin"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    return script


def printing(folder: Path, **status: str) -> str:
    """Shell that notes that it ran and prints credentials."""
    credential = json.dumps({"apiVersion": V1, "kind": "ExecCredential", "status": status})
    return f"echo run >> {folder}/runs\ncat <<'END'\n{credential}\nEND"


def runs(folder: Path) -> int:
    return len((folder / "runs").read_text().splitlines())


def test_a_client_certificate(authority: Authority, tmp_path: Path) -> None:
    pair = client(authority)
    given = {"clientCertificateData": pair.certificate.read_text(), "clientKeyData": pair.key.read_text()}
    script = program(tmp_path, printing(tmp_path, **given))
    with (
        serving(authority, mutual=True) as fake,
        api_of(script, fake.url, certificate_authority=str(authority.file)) as api,
    ):
        assert b"PodList" in api.get(PATH)
        api.get(PATH)
    assert runs(tmp_path) == 1


def test_a_token_that_is_no_longer_accepted_is_asked_for_once_more(tmp_path: Path) -> None:
    counting = f"n=$(cat {tmp_path}/runs 2>/dev/null | wc -l)\n{printing(tmp_path, token='TOKEN')}".replace(
        "cat <<'END'", "sed s/TOKEN/token-$n/ <<'END'"
    )
    with serve() as fake, api_of(program(tmp_path, counting), fake.url) as api:
        fake.on(PATH, lambda asked: FINE if asked.headers["authorization"] == "Bearer token-1" else _NO)
        assert b"PodList" in api.get(PATH)
        assert [asked.headers["authorization"] for asked in fake.asked] == ["Bearer token-0", "Bearer token-1"]
        fake.on(PATH, _NO)
        with pytest.raises(UnauthorizedError, match="does not accept the credentials of user 'me'"):
            api.get(PATH)
    assert runs(tmp_path) == 3


def test_a_token_that_expires_is_renewed_before_it_is_refused(tmp_path: Path) -> None:
    ends = (datetime.now(UTC) - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with (
        serve() as fake,
        api_of(program(tmp_path, printing(tmp_path, token="t", expirationTimestamp=ends)), fake.url) as api,
    ):
        fake.on(PATH, FINE)
        api.get(PATH)
        before = runs(tmp_path)
        api.get(PATH)
    assert runs(tmp_path) > before


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "echo noise >&2; echo 'your session has ended: log in with acme login' >&2; exit 3",
            "exit code 3: your session",
        ),
        ("kill -9 $$", "exit code -9"),
        ("echo '{}'", "ExecCredential"),
        ('echo \'{"apiVersion": "' + V1 + '", "status": {}}\'', "neither a token nor"),
        ('echo \'{"apiVersion": "v0", "status": {"token": "t"}}\'', "answered in v0"),
        ("head -c 100000 /dev/urandom", "ExecCredential"),
    ],
)
def test_a_program_that_fails_is_told_in_one_line(tmp_path: Path, body: str, said: str) -> None:
    with (
        api_of(program(tmp_path, body), "http://127.0.0.1:1") as api,
        pytest.raises(CredentialError, match=said) as told,
    ):
        api.get(PATH)
    assert "\n" not in str(told.value)


def test_a_program_that_is_missing_or_cannot_run(tmp_path: Path) -> None:
    with (
        api_of(tmp_path / "absent", "http://127.0.0.1:1") as api,
        pytest.raises(CredentialError, match="not installed"),
    ):
        api.get(PATH)
    (tmp_path / "text").write_text("no program")
    with api_of(tmp_path / "text", "http://127.0.0.1:1") as api, pytest.raises(CredentialError, match="denied"):
        api.get(PATH)


def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanivete.kube.api.exec_plugin.TIMEOUT", 0.3)
    script = program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    begun = time.monotonic()
    with api_of(script, "http://127.0.0.1:1") as api, pytest.raises(CredentialError, match="no answer within"):
        api.get(PATH)
    assert time.monotonic() - begun < 10
    assert _is_gone(int((tmp_path / "child").read_text()))


def _is_gone(pid: int) -> bool:
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_token_file_is_read_again_when_it_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("old")
    with serve() as fake:

        def answer(asked: Asked) -> Answer:
            file.write_text("new")
            return FINE if asked.headers["authorization"] == "Bearer new" else _NO

        fake.on(PATH, answer)
        connection = Connection("here", "default", Cluster(server=fake.url), User(token_file=str(file)), "me", "config")
        with Api(connection) as api:
            assert b"PodList" in api.get(PATH)
        assert len(fake.asked) == 2
