"""Where faults may be made."""

from pathlib import Path

import pytest

from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.simulate.guard import allowed, looks

SERVER = "https://127.0.0.1:6443"


def connection(
    context: str = "lab", server: str = SERVER, user: str = "me", namespace: str = "default", cluster: str = "lab"
) -> Connection:
    return Connection(context, namespace, Cluster(server=server), User(), user, cluster_name=cluster)


@pytest.mark.parametrize(
    "context",
    ["prod", "shop-prod", "PROD-eu", "prd01", "eks_production", "shop.live", "my-prod2", "arn:aws:eks:x:cluster/prod"],
)
def test_names_that_say_production(context: str) -> None:
    assert looks.production(connection(context)) == context


@pytest.mark.parametrize(
    "context", ["product-lab", "kind-lab", "reproduce", "delivery", "non-prod", "pre-prod", "olive"]
)
def test_names_that_do_not(context: str) -> None:
    assert looks.production(connection(context)) == ""


def test_any_of_the_names_tells() -> None:
    assert looks.production(connection(server="https://api.prod.example.com:6443")) == "api.prod.example.com"
    assert looks.production(connection(user="prod-admin")) == "prod-admin"
    assert looks.production(connection(namespace="live")) == "live"
    arn = "arn:aws:eks:eu-west-1:123456789012:cluster/shop-prod"
    assert looks.production(connection(cluster=arn)) == arn
    assert looks.production(connection(server="https://proxy.example.com/clusters/prod-1")) == "/clusters/prod-1"
    named = Cluster(server=SERVER, tls_server_name="kubernetes.prod.example.com")
    assert looks.production(Connection("lab", "default", named, User())) == "kubernetes.prod.example.com"


def test_what_a_cloud_calls_its_own_machines_says_nothing() -> None:
    host = "lab-0a1b2c.cx.prod.service.azk8s.cn"
    assert looks.production(connection(server=f"https://{host}:443")) == ""
    assert looks.production(connection(server=f"https://shop-prod-{host}:443")) == f"shop-prod-{host}"


@pytest.mark.parametrize(
    ("context", "server", "cloud"),
    [
        ("lab", "https://ABC.gr7.eu-west-1.eks.amazonaws.com", "EKS"),
        ("gke_acme_europe-west1_lab", "https://34.1.2.3", "GKE"),
        ("lab", "https://lab-dns-1.hcp.westeurope.azmk8s.io:443", "AKS"),
        ("lab", SERVER, ""),
    ],
)
def test_clouds_by_their_names(context: str, server: str, cloud: str) -> None:
    assert looks.cloud(connection(context, server)) == cloud


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "kanivete" / "config.yaml"


def test_what_was_allowed_is_allowed_for_that_server_alone(home: Path) -> None:
    assert not allowed.is_allowed("lab", SERVER, production=False)
    assert allowed.allow("lab", SERVER, production=False) == home
    assert allowed.is_allowed("lab", SERVER, production=False)
    assert not allowed.is_allowed("lab", "https://other:6443", production=False)
    assert not allowed.is_allowed("lab", SERVER, production=True)
    assert allowed.forbid("lab") == 1
    assert not allowed.is_allowed("lab", SERVER, production=False)
    assert allowed.forbid("lab") == 0


def test_production_must_be_allowed_as_such(home: Path) -> None:
    allowed.allow("shop-prod", SERVER, production=True)
    assert allowed.is_allowed("shop-prod", SERVER, production=True)
    assert "production: true" in home.read_text()


def test_what_a_person_wrote_stays(home: Path) -> None:
    home.parent.mkdir()
    home.write_text("# mine\nlang: pt-BR\nsimulate:\n  contexts:\n  - kind-lab  # the small one\n")
    assert allowed.is_allowed("kind-lab", "whatever", production=False)
    allowed.allow("other", SERVER, production=False)
    text = home.read_text()
    assert "# mine" in text
    assert "# the small one" in text
    assert allowed.is_allowed("other", SERVER, production=False)


@pytest.mark.parametrize(
    "text",
    ["[1, 2]", "simulate: 3", "simulate: {contexts: lab}", "simulate: [", "\x00", "simulate: {contexts: {a: b}}"],
)
def test_a_damaged_configuration_is_an_error_and_not_a_yes(home: Path, text: str) -> None:
    home.parent.mkdir()
    home.write_text(text)
    with pytest.raises(allowed.ConfigurationError, match=r"config\.yaml"):
        allowed.is_allowed("lab", SERVER, production=False)


@pytest.mark.parametrize("text", ["", "simulate:", "simulate: {contexts: }", "simulate: {contexts: [3, null, {}]}"])
def test_a_sparse_configuration_allows_nothing(home: Path, text: str) -> None:
    home.parent.mkdir()
    home.write_text(text)
    assert not allowed.is_allowed("lab", SERVER, production=False)
