"""Less is left than kubectl-neat leaves of the same objects, and nothing that means something is lost.

What kubectl-neat leaves was measured, and noted in data/kubectl_neat.yaml: it says how.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanivete.toolbox.neat import neat
from kanivete.toolbox.neat.crd import schema_of
from kanivete.toolbox.neat.schema import Schema, built_in
from tools.neat_compare import fields, size, without_empties

Object = dict[str, Any]

DATA = Path(__file__).parent / "data"
SERVED: list[Object] = json.loads((DATA / "served.json").read_text())
NOTED: list[Object] = yaml.safe_load((DATA / "kubectl_neat.yaml").read_text())["objects"]
TOKEN = "kvneat-000000"
WRITTEN: list[Object] = list(yaml.safe_load_all((DATA / "rich.yaml").read_text().replace("TOKEN", TOKEN)))
PAIRS = list(zip(SERVED, NOTED, strict=True))


def find(version: str, kind: str) -> Schema | None:
    """With what the custom resource's definition says, as of a live cluster."""
    (definition,) = (one for one in SERVED if one["kind"] == "CustomResourceDefinition")
    return schema_of(definition, "v1") if kind == definition["spec"]["names"]["kind"] else built_in(version, kind)


def named(value: Any) -> str:
    return f"{value['kind']}/{value.get('name')}" if isinstance(value, dict) and "again" in value else ""


def printed(whole: Object) -> Object:
    """As `kubectl get -o yaml` prints it: without who wrote what."""
    shown = copy.deepcopy(whole)
    shown["metadata"].pop("managedFields", None)
    return shown


@pytest.mark.parametrize(("whole", "theirs"), PAIRS, ids=named)
def test_no_more_is_left_but_for_empty_parts(whole: Object, theirs: Object) -> None:
    assert (whole["kind"], whole["metadata"]["name"]) == (theirs["kind"], theirs["name"])
    for given in (whole, printed(whole)):
        left = without_empties(neat(given, find=find))
        assert size(left) <= theirs["bytes"]
        assert fields(left) <= theirs["fields"]


def test_in_all_a_quarter_less_is_left() -> None:
    ours = [neat(printed(whole), find=find) for whole in SERVED]
    assert sum(map(size, ours)) < 0.75 * sum(each["bytes"] for each in NOTED)
    assert sum(map(fields, ours)) < 0.75 * sum(each["fields"] for each in NOTED)


def empties(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of the empty mappings and lists in a value."""
    if value in ({}, []):
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield from empties(child, (*path, key))


def identity(whole: Object) -> tuple[str, str, str]:
    return whole["apiVersion"], whole["kind"], whole["metadata"]["name"]


BY_IDENTITY = {identity(whole): whole for whole in SERVED}
# The rules of a role that is put together from others are a controller's
PLACES = [
    (*identity(written), path) for written in WRITTEN if "aggregationRule" not in written for path in empties(written)
]


def test_empty_parts_of_the_kinds_that_mean_something_by_them_are_looked_at() -> None:
    keys = {key for *_, path in PLACES for key in path}
    assert keys >= {"emptyDir", "podSelector", "namespaceSelector", "ingress", "subresources"}


@pytest.mark.parametrize(("version", "kind", "name", "path"), PLACES, ids=str)
def test_what_a_person_left_empty_stays_empty(version: str, kind: str, name: str, path: tuple[Any, ...]) -> None:
    whole = BY_IDENTITY[version, kind, name]
    for given in (whole, printed(whole)):
        left: Any = neat(given, find=find)
        for key in path:
            left = left[key]
        assert left in ({}, [])


def test_the_empty_class_of_a_claim_stays() -> None:
    """Without it the cluster's default class would make a volume of its own."""
    claim = BY_IDENTITY["v1", "PersistentVolumeClaim", "chosen"]
    assert neat(claim)["spec"]["storageClassName"] == ""
