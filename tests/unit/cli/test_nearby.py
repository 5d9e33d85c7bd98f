"""What somebody is told who asked for what is not there."""

import json
from pathlib import Path

import pytest

from kanivete.cli.main import run
from kanivete.cli.nearby import nothing_matched
from kanivete.cli.options import NothingMatched
from kanivete.cli.running import run as diagnosed
from kanivete.i18n import use
from kanivete.kube.api.client import Api, Timeouts
from kanivete.kube.api.config import Cluster, Connection, User
from kanivete.model import Scope
from kanivete.sources.live import LiveSource
from tests.unit.kube.server import Answer, serve, status


@pytest.fixture(autouse=True)
def _english() -> None:
    use("en")


def error(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code, and the first line of standard error without its lead."""
    code = run(words)
    return code, capsys.readouterr().err.splitlines()[0].removeprefix("kanivete: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-n", "crash"], "there are no pods in namespace crash; did you mean crashes?"),
        (["-n", "nothing-like-it"], "there are no pods in namespace nothing-like-it"),
        (["deploy/alpin", "-n", "images"], "there is no Deployment alpin in images; did you mean alpine or plain?"),
        (
            ["deploy/nosecret", "-n", "images"],
            "there is no Deployment nosecret in images; there is one in crashes: add -n crashes",
        ),
        (
            ["deploy/alpine", "-n", "calm"],
            "there is no Deployment alpine in calm; there is one in crashes, images: add -n crashes",
        ),
        (["ds/alpine", "-n", "images"], "there is no DaemonSet alpine in images; there is a Deployment alpine"),
        (
            ["pod/alpine-597894fbc6", "-n", "images"],
            "there is no Pod alpine-597894fbc6 in images; did you mean alpine-597894fbc6-5454q",
        ),
        (["node/nod1"], "there is no Node nod1; did you mean node1 or node2?"),
        (["deploy/nothing-like-it"], "there is no Deployment nothing-like-it"),
    ],
)
def test_where_it_is_or_what_was_meant_is_told(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    code, told = error(capsys, "demo", *words)
    assert code == 4
    assert told.startswith(said)
    assert ";" in said or told == said


@pytest.mark.parametrize(
    ("namespace", "answer", "told"),
    [
        (
            "shpo",
            status(404, 'namespaces "shpo" not found', name="shpo"),
            "there is no namespace shpo; did you mean shop?",
        ),
        ("shop", Answer({"kind": "Namespace", "metadata": {"name": "shop"}}), "there are no pods"),
        ("shpo", status(403, "forbidden by RBAC"), "there are no pods"),
    ],
)
def test_a_cluster_is_asked_whether_the_namespace_exists(namespace: str, answer: Answer, told: str) -> None:
    with serve() as server:
        server.on("/api/v1/namespaces", Answer({"kind": "NamespaceList", "items": [{"metadata": {"name": "shop"}}]}))
        server.on(f"/api/v1/namespaces/{namespace}", answer)
        connection = Connection("here", namespace, Cluster(server=server.url), User())
        source = LiveSource(Api(connection, Timeouts(2, 2, 8), sleep=lambda _: None))
        assert nothing_matched("there are no pods", source, Scope(namespaces=(namespace,))) == told
        source.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["diagnoze"], "there is no command 'diagnoze'; did you mean `kanivete diagnose`?"),
        (["toolbox", "injct"], "there is no command 'injct'; did you mean `kanivete toolbox inject`?"),
        (
            ["demo", "deploi/web"],
            "kanivete cannot look at objects of type 'deploi'; did you mean deploy or deployment?",
        ),
    ],
)
def test_a_mistyped_word_is_met_with_the_nearest(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert error(capsys, *words) == (2, said)


def test_one_of_several_namespaces_that_does_not_exist_is_no_healthy_one() -> None:
    columns = [{"name": name} for name in ("Name", "Ready", "Status", "Restarts", "Age")]
    row = {"cells": ["good", "1/1", "Running", "0", "2d"], "object": None}
    with serve() as server:
        server.on("/api/v1/namespaces", Answer({"kind": "NamespaceList", "items": [{"metadata": {"name": "shop"}}]}))
        server.on("/api/v1/namespaces/shop", Answer({"kind": "Namespace", "metadata": {"name": "shop"}}))
        server.on("/api/v1/namespaces/shpo", status(404, 'namespaces "shpo" not found', name="shpo"))
        for namespace, rows in (("shop", [row]), ("shpo", [])):
            answer = Answer({"kind": "Table", "columnDefinitions": columns, "rows": rows})
            server.on(f"/api/v1/namespaces/{namespace}/pods", answer)
        connection = Connection("here", "shop", Cluster(server=server.url), User())
        source = LiveSource(Api(connection, Timeouts(2, 2, 8), sleep=lambda _: None))
        with pytest.raises(NothingMatched, match="there is no namespace shpo; did you mean shop"):
            diagnosed(source, Scope(namespaces=("shop", "shpo")))


def test_check_too_says_where_it_is(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    web = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}}
    other = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "namespace": "till"}}
    file = tmp_path / "objects.json"
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [web, other]}))
    code, said = error(capsys, "check", "deploy/web", "api:80", "-n", "till", "--from", str(file))
    assert (code, said) == (4, "there is no Deployment web in till; there is one in shop: add -n shop")


SERVED = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}}


@pytest.mark.parametrize(
    ("namespace", "name", "found", "expected"),
    [
        (
            "till",
            "web",
            [],
            "there is no Deployment web in namespace till; there is one in shop: add -n shop",
        ),
        ("shop", "wbe", [SERVED], "there is no Deployment wbe in namespace shop; did you mean web?"),
        ("shop", "nothing-like-it", [SERVED], "there is no Deployment nothing-like-it in namespace shop"),
    ],
)
@pytest.mark.parametrize(
    "words", [["debug"], ["inject", "-y"], ["remove", "-y"], ["run", "--like"]], ids=lambda words: words[0]
)
def test_the_toolbox_says_where_it_is_or_what_was_meant(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    words: list[str],
    namespace: str,
    name: str,
    found: list[dict[str, object]],
    expected: str,
) -> None:
    with serve() as server:
        for where, items in (("", [SERVED]), (f"/namespaces/{namespace}", found)):
            server.on(f"/apis/apps/v1{where}/deployments", Answer({"kind": "DeploymentList", "items": items}))
        server.on(f"/api/v1/namespaces/{namespace}", Answer({"kind": "Namespace", "metadata": {"name": namespace}}))
        absent = status(404, f'deployments.apps "{name}" not found', name=name)
        server.on(f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}", absent)
        there = kubeconfig(tmp_path, server.url)
        assert error(capsys, "toolbox", *words, f"deploy/{name}", "-n", namespace, "--kubeconfig", there) == (
            4,
            expected,
        )


def test_the_toolbox_without_rights_to_list_says_what_it_knows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with serve() as server:
        for path in ("/apis/apps/v1/deployments", "/apis/apps/v1/namespaces/shop/deployments"):
            server.on(path, status(403, "forbidden by RBAC"))
        code, said = error(
            capsys, "toolbox", "debug", "deploy/wbe", "-n", "shop", "--kubeconfig", kubeconfig(tmp_path, server.url)
        )
    assert (code, said) == (4, "there is no Deployment wbe in namespace shop")


def kubeconfig(directory: Path, url: str) -> str:
    """A file that leads to that server."""
    file = directory / "config"
    one = {
        "clusters": [{"name": "c", "cluster": {"server": url}}],
        "users": [{"name": "u", "user": {}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
    }
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "Config", **one}))
    return str(file)
