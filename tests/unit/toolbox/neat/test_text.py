"""Texts keep their comments, order and layout; what is no manifest is told in one line."""

import json
from typing import Any

import pytest

from kanivete.toolbox.neat.manifests.read import NotManifestError, manifest
from kanivete.toolbox.neat.manifests.write import neat_manifest, to_text

WRITTEN = """\
# The shop's front door
apiVersion: v1   # stable
kind: Service
metadata:
    name: "web"
    creationTimestamp: null   # from kubectl create
    annotations:
        # nobody needs this one
        deployment.kubernetes.io/revision: "3"
        team: 'shop'
spec:
    # ports follow
    ports:
        - protocol: TCP
          # the default of http
          port: 80
        - {port: 443, protocol: TCP, name: tls}
    sessionAffinity: None

    # who gets it
    selector: {app: web}
status:
    loadBalancer: {}
---
# the second
kind: ConfigMap
apiVersion: v1
data: {on: "yes", mode: 0644}
"""

NEAT = """\
# The shop's front door
apiVersion: v1   # stable
kind: Service
metadata:
    name: "web"
    annotations:
        # nobody needs this one
        team: 'shop'
spec:
    # ports follow
    ports:
        -
          # the default of http
          port: 80
        - {port: 443, name: tls}

    # who gets it
    selector: {app: web}
---
# the second
kind: ConfigMap
apiVersion: v1
data: {on: "yes", mode: 0644}
"""


def neatened(text: str, output: str = "yaml") -> str:
    found, lost = to_text([neat_manifest(manifest("a.yaml", text.encode()))], output)
    assert lost == []
    return found


def test_comments_order_and_layout_stay() -> None:
    assert neatened(WRITTEN) == NEAT


def test_a_neat_text_stays_as_it_is_byte_for_byte() -> None:
    assert neatened(NEAT) == NEAT


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_stay(end: str) -> None:
    assert neatened(WRITTEN.replace("\n", end)) == NEAT.replace("\n", end)


def test_where_lines_cannot_be_taken_out_the_answer_is_right_and_the_loss_is_told() -> None:
    text = "kind: Pod\nmetadata: &m {name: a, uid: b}\nspec: {a: *m}\nstatus: {}\nother:\n  <<: *m\n"
    found, lost = to_text([neat_manifest(manifest("a.yaml", text.encode()))], "yaml")
    assert (
        found == "kind: Pod\nmetadata:\n  name: a\nspec:\n  a:\n    name: a\n    uid: b\nother:\n  name: a\n  uid: b\n"
    )
    assert lost == ["a.yaml"]


def test_what_becomes_empty_but_means_something_stays_as_empty() -> None:
    head = "kind: Pod\napiVersion: v1\nmetadata: {uid: a}\n"
    text = f"{head}spec:\n  volumes:\n  - name: a\n    downwardAPI:\n      defaultMode: 420\n"
    assert neatened(text).endswith("  - name: a\n    downwardAPI: {}\n")


def test_what_is_on_one_line_stays_on_one_line_in_its_own_manner() -> None:
    head = "kind: ConfigMap\nmetadata: "
    plain = "{name: a, uid: b, labels: {a: 'yes'}}\n"
    assert neatened(head + plain) == f"{head}{{name: a, labels: {{a: 'yes'}}}}\n"
    quoted = '{"name": "a", "uid": "b", "labels": {"a": "yes"}}\n'
    assert neatened(head + quoted) == head + '{"name": "a", "labels": {"a": "yes"}}\n'


@pytest.mark.parametrize("output", ["json", "yaml"])
def test_half_a_character_becomes_what_the_api_server_makes_of_it(output: str) -> None:
    made = neat_manifest(manifest("x", rb'{"kind": "ConfigMap", "data": {"a\udc00": "\ud83d\ude00 \ud83d"}}'))
    text, _lost = to_text([made], output)
    assert manifest("y", text.encode()).objects == [{"kind": "ConfigMap", "data": {"a\ufffd": "\U0001f600 \ufffd"}}]


def test_json_gives_json_and_several_give_a_list() -> None:
    one = {"kind": "Pod", "metadata": {"name": "a", "uid": "b"}}
    text = json.dumps(one)
    assert json.loads(neatened(text, "json")) == {"kind": "Pod", "metadata": {"name": "a"}}
    both = json.loads(neatened(f"{text}\n{text}", "json"))
    assert (both["kind"], len(both["items"])) == ("List", 2)


@pytest.mark.parametrize(
    "word", ["yes", "n", "1e3", "0x1f", "010", "1_0", "~", "null", "on", ".5", "0o7", "2026-01-01"]
)
def test_words_that_look_like_something_else_stay_words(word: str) -> None:
    text = json.dumps({"kind": "ConfigMap", "data": {"a": word}})
    found = neatened(text)
    assert manifest("again", found.encode()).objects == [{"kind": "ConfigMap", "data": {"a": word}}]
    if word != "2026-01-01":
        assert f"'{word}'" in found


SECRET = "aHVudGVyMg"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"kind: Secret\ndata: {{password: {SECRET}\n", "a.yaml: line"),
        (f"password: {SECRET}\n", "a.yaml: document 1 is no Kubernetes object: it has no kind"),
        ("- a\n", "a.yaml: document 1 is no Kubernetes object: it has no kind"),
        (f'{{"kind": "Secret", "data": {SECRET}', "a.yaml: line"),
        ("kind: A\n---\nkind: 3\n", "a.yaml: document 2"),
        ("a: !!python/object:os.system x\n", "a.yaml: line 1: the tag"),
        ("kind: A\nb: *c\n", "a.yaml: line 2"),
        ("? [a]\n: b\n", "a.yaml: line 1: a key that is not a word"),
        ("[" * 100_000, "a.yaml: line 1: nested more than 100 levels deep"),
        ('{"a":' * 100_000, "a.yaml: line 1: nested more than 100 levels deep"),
        (
            "a: &a [b, b]\n"
            + "".join(
                f"x{n}: &x{n} [*{'a' if not n else f'x{n - 1}'}, *{'a' if not n else f'x{n - 1}'}]\n" for n in range(40)
            ),
            "too many values",
        ),
    ],
    ids=range(11),
)
def test_what_is_no_manifest_is_told_without_its_content(text: str, says: str) -> None:
    with pytest.raises(NotManifestError) as caught:
        manifest("a.yaml", text.encode())
    assert says in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe\xff", b"\x00\x01", b"kind: \xff"])
def test_bytes_that_are_no_text(data: bytes) -> None:
    with pytest.raises(NotManifestError):
        manifest("a.yaml", data)


def test_windows_files() -> None:
    expected: list[dict[str, Any]] = [{"kind": "A", "b": "ç"}]
    assert manifest("a", "kind: A\nb: ç\n".encode("utf-16")).objects == expected
    assert manifest("a", "kind: A\nb: ç\n".encode("utf-8-sig")).objects == expected
