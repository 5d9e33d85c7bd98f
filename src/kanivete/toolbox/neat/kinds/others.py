"""What a cluster writes into the kinds that need a word or two."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kanivete.toolbox.neat.metadata import JOB_LABELS
from kanivete.toolbox.neat.paths import Path
from kanivete.toolbox.neat.written import Authors

_TOKEN_KEYS = ("ca.crt", "namespace", "token")


def job(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """The selector and the labels by which a Job knows its pods, unless a person chose them."""
    del authors
    spec = _mapping(whole, "spec")
    if spec.get("manualSelector") is True:
        return
    yield from (("spec", key) for key in ("manualSelector", "selector") if key in spec)
    template = _mapping(_mapping(spec, "template"), "metadata")
    labels = _mapping(template, "labels")
    gone = [key for key in labels if key in JOB_LABELS]
    yield from (("spec", "template", "metadata", "labels", key) for key in gone)
    if gone and len(gone) == len(labels):
        alone = set(template) <= {"labels", "creationTimestamp"}
        yield ("spec", "template", "metadata") if alone else ("spec", "template", "metadata", "labels")


def namespace(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """The finalizer of every namespace."""
    del authors
    if _mapping(whole, "spec").get("finalizers") == ["kubernetes"]:
        yield "spec", "finalizers"


def node(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """What follows from the node's state, and its pods' addresses, which are allotted."""
    spec = _mapping(whole, "spec")
    written = authors.touched.field("spec")
    yield from (("spec", key) for key in ("podCIDR", "podCIDRs") if key in spec and not written.has(key))
    taints = spec.get("taints")
    if isinstance(taints, list):
        gone = [at for at, taint in enumerate(taints) if _is_of_state(taint)]
        yield from (("spec", "taints", at) for at in gone)
        if len(gone) == len(taints):
            yield "spec", "taints"


def _is_of_state(taint: Any) -> bool:
    key = taint.get("key") if isinstance(taint, dict) else None
    return isinstance(key, str) and key.startswith("node.kubernetes.io/")


def secret(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """The token that a controller puts into a Secret made for it."""
    del authors
    data = _mapping(whole, "data")
    if whole.get("type") == "kubernetes.io/service-account-token" and data:
        if set(data) <= set(_TOKEN_KEYS):
            yield ("data",)
        yield from (("data", key) for key in _TOKEN_KEYS if key in data)


def service_account(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """The tokens that clusters before 1.24 made for each service account."""
    del authors
    name = _mapping(whole, "metadata").get("name")
    secrets = whole.get("secrets")
    if not isinstance(name, str) or not isinstance(secrets, list):
        return
    made = re.compile(re.escape(name) + r"-token-[a-z0-9]{5}")
    gone = [at for at, item in enumerate(secrets) if isinstance(item, dict) and made.fullmatch(str(item.get("name")))]
    yield from (("secrets", at) for at in gone)
    if gone and len(gone) == len(secrets):
        yield ("secrets",)


def replication_controller(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """Labels that nobody wrote: a server gives it those of its template."""
    metadata = _mapping(whole, "metadata")
    template = _mapping(_mapping(_mapping(whole, "spec"), "template"), "metadata")
    is_same = bool(metadata.get("labels")) and metadata["labels"] == template.get("labels")
    if is_same and "uid" in metadata and not authors.explicit.field("metadata").has("labels"):
        yield "metadata", "labels"


def cluster_role(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """The rules of a role that is put together from others."""
    del authors
    if whole.get("aggregationRule") and "rules" in whole:
        yield ("rules",)


def signing_request(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """Who asked for a certificate: the server notes who sends the request."""
    del authors
    yield from (("spec", key) for key in ("username", "uid", "groups", "extra") if key in _mapping(whole, "spec"))


def definition(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """A field that only the first version of the API had a use for, with another default."""
    del authors
    if (
        whole.get("apiVersion") != "apiextensions.k8s.io/v1beta1"
        and _mapping(whole, "spec").get("preserveUnknownFields") is False
    ):
        yield "spec", "preserveUnknownFields"


def limit_range(whole: Mapping[str, Any], authors: Authors) -> Iterator[Path]:
    """Of containers: an unwritten limit is the greatest allowed, an unwritten request the limit or the least."""
    limits = _mapping(whole, "spec").get("limits")
    for at, item in enumerate(limits if isinstance(limits, list) else ()):
        if not isinstance(item, dict) or item.get("type") != "Container":
            continue
        said = authors.explicit.at("spec", "limits").item(at, item)
        limit, least, most = (_mapping(item, key) for key in ("default", "min", "max"))
        for part, otherwise in (("default", most), ("defaultRequest", {**least, **limit})):
            values = _mapping(item, part)
            gone = [key for key in values if values[key] == otherwise.get(key) and not said.field(part).has(key)]
            yield from (("spec", "limits", at, part, key) for key in gone)
            if gone and len(gone) == len(values):
                yield "spec", "limits", at, part


def _mapping(value: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}
