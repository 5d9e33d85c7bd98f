"""Kubeconfigs of every kind that kubectl accepts."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kanivete.kube.api.client import Api
from kanivete.kube.api.credentials import credentials
from kanivete.kube.api.errors import ConfigError, CredentialError
from kanivete.kube.api.in_cluster import in_cluster
from kanivete.kube.api.kubeconfig import load


def config(folder: Path, user: str, name: str = "config") -> Path:
    file = folder / name
    file.write_text(
        f"""apiVersion: v1
kind: Config
current-context: here
clusters: [{{name: c, cluster: {{server: "http://127.0.0.1:1"}}}}]
contexts: [{{name: here, context: {{cluster: c, user: u, namespace: shop}}}}]
users: [{{name: u, user: {user}}}]
"""
    )
    return file


def authorization(file: Path) -> str:
    return credentials(load(str(file), environment={})).authorization()


def test_a_token(tmp_path: Path) -> None:
    assert authorization(config(tmp_path, "{token: abc}")) == "Bearer abc"


def test_a_token_file_beside_the_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc\n")
    assert authorization(config(tmp_path, "{tokenFile: token}")) == "Bearer abc"


def test_a_name_and_password(tmp_path: Path) -> None:
    assert authorization(config(tmp_path, "{username: me, password: pw}")) == "Basic bWU6cHc="


def test_nothing(tmp_path: Path) -> None:
    assert authorization(config(tmp_path, "{}")) == ""


def test_a_user_of_whom_nothing_is_said(tmp_path: Path) -> None:
    assert authorization(config(tmp_path, "null")) == ""


def test_names_that_look_like_dates_are_names(tmp_path: Path) -> None:
    file = config(tmp_path, "{token: 2026-01-31T10:00:00Z}")
    file.write_text(file.read_text().replace("here", "2026-01-31"))
    assert load(str(file), environment={}).context == "2026-01-31"
    assert authorization(file) == "Bearer 2026-01-31T10:00:00Z"


def plugin(folder: Path, answer: object, version: str = "v1") -> Path:
    script = folder / "plugin"
    script.write_text(
        f"#!/bin/sh\necho \"$KUBERNETES_EXEC_INFO $WHO\" > {folder}/info\ncat <<'E'\n{json.dumps(answer)}\nE\n"
    )
    script.chmod(0o755)
    api = f"client.authentication.k8s.io/{version}"
    return config(
        folder,
        f"{{exec: {{apiVersion: {api}, command: ./plugin, provideClusterInfo: true, "
        "env: [{name: WHO, value: me}]}}",
    )


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_an_exec_plugin(tmp_path: Path, version: str) -> None:
    answer = {"apiVersion": f"client.authentication.k8s.io/{version}", "status": {"token": "abc"}}
    assert authorization(plugin(tmp_path, answer, version)) == "Bearer abc"
    info, who = (tmp_path / "info").read_text().rsplit(" ", 1)
    assert json.loads(info)["spec"]["cluster"]["server"] == "http://127.0.0.1:1"
    assert who.strip() == "me"


@pytest.mark.parametrize(("minutes", "again"), [(10, False), (-10, True)])
def test_an_exec_plugin_runs_again_once_its_token_has_expired(tmp_path: Path, minutes: int, again: bool) -> None:
    ends = (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = {"apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "abc", "expirationTimestamp": ends}}
    found = credentials(load(str(plugin(tmp_path, answer)), environment={}))
    found.authorization()
    (tmp_path / "info").unlink()
    found.authorization()
    assert (tmp_path / "info").exists() is again


@pytest.mark.parametrize(
    ("user", "said"),
    [
        (
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, installHint: get it}}",
            "get it",
        ),
        ("{exec: {apiVersion: client.authentication.k8s.io/v1, command: 'false'}}", "exit code 1"),
        ("{exec: {apiVersion: client.authentication.k8s.io/v1, command: 'true'}}", "ExecCredential"),
        ("{exec: {apiVersion: v9, command: 'true'}}", "is not known"),
        ("{auth-provider: {name: gcp}}", "exec plugin"),
        ("{tokenFile: nowhere}", "cannot read the token file"),
        (r'{tokenFile: "a\0b"}', "cannot read the token file"),
    ],
)
def test_credentials_that_cannot_be_had(tmp_path: Path, user: str, said: str) -> None:
    with pytest.raises(CredentialError, match=said) as caught:
        authorization(config(tmp_path, user))
    assert "\n" not in str(caught.value)


def oidc(folder: Path, expires: datetime) -> Path:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": int(expires.timestamp())}).encode()).decode().rstrip("=")
    return config(folder, f"{{auth-provider: {{name: oidc, config: {{id-token: h.{claims}.s}}}}}}")


def test_an_oidc_token_is_used_until_it_expires(tmp_path: Path) -> None:
    assert authorization(oidc(tmp_path, datetime.now(UTC) + timedelta(hours=1))).startswith("Bearer h.")
    with pytest.raises(CredentialError, match="OIDC id-token has expired"):
        authorization(oidc(tmp_path, datetime.now(UTC) - timedelta(hours=1)))


def test_the_first_file_to_use_a_name_wins(tmp_path: Path) -> None:
    first = config(tmp_path, "{token: first}", "first")
    second = config(tmp_path, "{token: second}", "second")
    found = load(environment={"KUBECONFIG": f"{tmp_path}/absent:{first}:{second}"})
    assert (found.user.token, found.namespace) == ("first", "shop")


def test_a_context_and_its_cluster_may_be_in_different_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("current-context: x\ncontexts: [{name: x, context: {cluster: far}}]\n")
    (tmp_path / "b").write_text("clusters: [{name: far, cluster: {server: 'https://far:6443'}}]\n")
    assert load(environment={"KUBECONFIG": f"{tmp_path}/a:{tmp_path}/b"}).cluster.server == "https://far:6443"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clusters: [\n  {name: c\n", r"config:\d+: not YAML"),
        ("- a list\n", "expected a mapping"),
        pytest.param("[" * 100_000, "nested more than 100 levels deep", id="deep"),
        pytest.param("clusters: " + "[" * 5_000 + "]" * 5_000, "nested more than 100 levels deep", id="deep and whole"),
        ("users: [{name: u, user: {token: 12}}]\n", r"users\[.*token"),
        ("", "no current context"),
        ("current-context: x\ncontexts: [{name: y, context: {cluster: c}}]\n", "no context 'x'.*there are: y"),
        ("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\n", "names cluster 'c'"),
    ],
)
def test_a_bad_kubeconfig_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "config").write_text(text)
    with pytest.raises(ConfigError, match=said) as caught:
        load(str(tmp_path / "config"), environment={})
    assert "\n" not in str(caught.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read kubeconfig .*absent: No such file"):
        load(str(tmp_path / "absent"), environment={})
    with pytest.raises(ConfigError, match=r"no kubeconfig: .*--kubeconfig"):
        load(environment={"KUBECONFIG": str(tmp_path / "absent")})


def test_a_name_that_no_file_may_have_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no kubeconfig"):
        load(environment={"KUBECONFIG": str(tmp_path / ("x" * 5000))})


def test_without_a_home_there_is_no_kubeconfig(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", lambda uid: {}[uid])
    with pytest.raises(ConfigError, match="no kubeconfig"):
        load(environment={})


def test_a_client_certificate_that_is_none(tmp_path: Path) -> None:
    pem = base64.b64encode(b"nonsense").decode()
    file = config(tmp_path, f"{{client-certificate-data: {pem}, client-key-data: {pem}}}")
    with Api(load(str(file), environment={})) as api, pytest.raises(ConfigError, match="cannot be used"):
        api.get("/api")


@pytest.mark.parametrize("data", ["ação", "A", "w6c="])
def test_a_client_key_that_is_no_base64_of_pem(tmp_path: Path, data: str) -> None:
    file = config(tmp_path, f"{{client-certificate-data: QUJD, client-key-data: {data}}}")
    with pytest.raises(ConfigError, match="client-key-data is not base64 of PEM text"):
        Api(load(str(file), environment={}))


def test_an_authority_in_a_file_of_an_impossible_name(tmp_path: Path) -> None:
    file = config(tmp_path, "{}")
    file.write_text(file.read_text().replace("server:", r'certificate-authority: "a\0b", server:'))
    with Api(load(str(file), environment={})) as api, pytest.raises(ConfigError, match="certificate-authority"):
        api.get("/api")


def test_in_a_pod(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc")
    (tmp_path / "namespace").write_text("shop")
    found = in_cluster({"KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"}, tmp_path)
    assert found is not None
    assert (found.cluster.server, found.namespace) == ("https://[fd00::1]:443", "shop")
    assert in_cluster({}, tmp_path) is None
