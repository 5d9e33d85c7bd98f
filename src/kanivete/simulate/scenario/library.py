"""The scenarios that ship with kanivete. A list reads only the heads of their files."""

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
import yaml

from kanivete.i18n import _
from kanivete.kube.typed import converted
from kanivete.simulate.scenario.model import Head, Scenario

_SEPARATOR = "\n---\n"
_KIND = re.compile(r"^kind: (\w+)$", re.MULTILINE)
CLUSTER_WIDE = frozenset(
    {
        "APIService",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "PersistentVolume",
        "PriorityClass",
        "RuntimeClass",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
    }
)
"""Kinds without a namespace that scenarios make."""


class Reach(StrEnum):
    """How far a scenario's changes go."""

    NAMESPACE = "namespace"
    CLUSTER = "cluster"
    NODE = "node"


class NoScenarioError(Exception):
    """There is no such scenario; the message names the nearest."""


class BrokenScenarioError(Exception):
    """A file is no scenario; the message says which and why."""


def names() -> tuple[str, ...]:
    """Of all scenarios, sorted: `CAUSE` or `CAUSE--VARIANT`."""
    return tuple(sorted(_files()))


def head(name: str) -> Head:
    """The first document of a scenario's file.

    Raises:
        NoScenarioError: There is none of that name.
        BrokenScenarioError: It cannot be read.
    """
    return _head(name, _text(name).partition(_SEPARATOR)[0])


def scenario(name: str) -> Scenario:
    """A scenario in full.

    Raises:
        NoScenarioError: There is none of that name.
        BrokenScenarioError: It cannot be read.
    """
    first, _separator, rest = _text(name).partition(_SEPARATOR)
    try:
        documents = tuple(document for document in yaml.load_all(rest, _loader()) if document)
    except yaml.YAMLError as error:
        raise BrokenScenarioError(f"{name}: {error}") from error
    for document in documents:
        if not isinstance(document, dict) or not all(document.get(key) for key in ("apiVersion", "kind", "metadata")):
            raise BrokenScenarioError(f"{name}: a manifest needs apiVersion, kind and metadata")
    return Scenario(name, _head(name, first), documents)


def reach(name: str) -> Reach:
    """How far a scenario's changes go. Raises like `head`."""
    steps = head(name).steps
    if any(step.machine for step in steps):
        return Reach.NODE
    wide = CLUSTER_WIDE.intersection(_KIND.findall(_text(name)))
    return Reach.CLUSTER if wide or any(step.patch for step in steps) else Reach.NAMESPACE


def named(cause: str, variant: str = "") -> str:
    """The name of the scenario that makes a cause: its plain file, or else its first variant.

    Raises:
        NoScenarioError: None does.
    """
    cause, _dashes, given = cause.partition("--")
    variant = variant or given
    known = names()
    if variant:
        if f"{cause}--{variant}" in known:
            return f"{cause}--{variant}"
        raise NoScenarioError(
            _("there is no variant {variant!r} of {cause}: {known}").format(
                variant=variant, cause=cause, known=", ".join(_variants(cause, known)) or _("it has none")
            )
        )
    found = [name for name in known if name == cause or name.startswith(f"{cause}--")]
    if found:
        return found[0]
    raise NoScenarioError(_not_there(cause, known))


def _variants(cause: str, known: tuple[str, ...]) -> list[str]:
    return [name.partition("--")[2] for name in known if name.startswith(f"{cause}--")]


def _not_there(cause: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    from kanivete.catalogue import catalogue

    entry = catalogue().get(cause)
    if entry is not None and entry.no_scenario:
        return _("there is no scenario for {cause}: {why}").format(cause=cause, why=_(entry.no_scenario))
    near = get_close_matches(cause, sorted({name.partition("--")[0] for name in known}), n=3)
    if near:
        return _("there is no scenario for {cause!r}; the nearest: {near}").format(cause=cause, near=", ".join(near))
    return _("there is no scenario for {cause!r}: `kanivete simulate list` has them all").format(cause=cause)


@cache
def _files() -> dict[str, Traversable]:
    folder = files("kanivete.simulate") / "scenarios"
    return {file.name.removesuffix(".yaml"): file for file in folder.iterdir() if file.name.endswith(".yaml")}


def _text(name: str) -> str:
    found = _files().get(name)
    if found is None:
        raise NoScenarioError(_not_there(name, names()))
    return found.read_text(encoding="utf-8")


def _head(name: str, text: str) -> Head:
    try:
        return converted(yaml.load(text, _loader()), Head)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BrokenScenarioError(f"{name}: {error}") from error


def _loader() -> Any:
    """libyaml's, which is many times as fast, where PyYAML was built with it."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
