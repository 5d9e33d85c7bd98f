"""Write down what an API server knows of its kinds: which type each field has, and what it becomes when left out.

    python -m tools.api_defaults --kubeconfig FILE

Types and some defaults come from the server's OpenAPI documents. They hold few of its defaults, so the rest is learned:
each object of `api_defaults.yaml` is created as a dry run, and what comes back and was not sent is a default. What the
server decides by more than the type of a field is in `kanivete.toolbox.neat.conditional` and not learned.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served
from kanivete.sources.live import open_api
from kanivete.toolbox.neat.conditional import ADDED, CONDITIONAL

SAMPLES = Path(__file__).with_suffix(".yaml")
DATA = Path("src/kanivete/toolbox/neat/defaults.json")
REF = "#/components/schemas/"
ABSENT = object()
SELECTOR = "meta.v1.LabelSelector"
"""An empty one means everything: no value that is as good as none."""
METADATA = "meta.v1.ObjectMeta"
"""What the server writes into one is no default."""
UNTOUCHED = frozenset({"apiVersion", "kind", "metadata", "status"})
"""Fields of an object that no default is learned for."""


def short(name: str) -> str:
    """A type's name without what all of them begin with."""
    for prefix in ("io.k8s.api.", "io.k8s.apimachinery.pkg.apis.", "io.k8s."):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


@dataclass
class Types:
    """What OpenAPI says. A field's type is `NAME`, `[]NAME` for a list of it, `{}NAME` for a map to it."""

    kinds: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    defaults: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    required: set[tuple[str, str]] = field(default_factory=set)
    """Fields without which a client that knows the schema refuses an object, default or not."""

    def add(self, name: str, schema: dict[str, Any]) -> None:
        for kind in schema.get("x-kubernetes-group-version-kind") or ():
            if "metadata" in schema.get("properties", {}) and not kind["kind"].endswith("List"):
                group = f"{kind['group']}/" if kind["group"] else ""
                self.kinds[f"{group}{kind['version']}/{kind['kind']}"] = short(name)
        self.required.update((short(name), key) for key in schema.get("required") or ())
        for key, of in (schema.get("properties") or {}).items():
            found = _type(of)
            if found:
                self.fields[short(name)][key] = found
            default = of.get("default")
            if default or (default == {} and found != SELECTOR):
                self.defaults[short(name)][key] = default


def _is_ruled(of: str, key: str) -> bool:
    return key in CONDITIONAL.get(of, ()) or key in ADDED.get(of, ())


def _type(of: dict[str, Any]) -> str:
    for prefix, inner in (("", of), ("[]", of.get("items") or {}), ("{}", of.get("additionalProperties") or {})):
        refs = [inner] if "$ref" in inner else inner.get("allOf") or []
        if refs:
            return prefix + short(str(refs[0]["$ref"]).removeprefix(REF))
    return ""


def types_of(api: Api) -> Types:
    """The types of all kinds the server has built in."""
    types = Types()
    for path in api.read("/openapi/v3", {})["paths"]:
        if path == "api/v1" or (path.startswith("apis/") and path.count("/") == 2):
            schemas = api.read(f"/openapi/v3/{path}", {})["components"]["schemas"]
            for name, schema in schemas.items():
                if name.startswith("io.k8s."):
                    types.add(name, schema)
    return types


def places(api: Api) -> dict[tuple[str, str], Resource]:
    """The resource of each apiVersion and kind."""
    return {(one.api_version, one.kind): one for one in served(api)}


def created(api: Api, sample: dict[str, Any], known: dict[tuple[str, str], Resource]) -> dict[str, Any]:
    """The object as the server would keep it."""
    return api.create(known[sample["apiVersion"], sample["kind"]].path("default"), sample, dry_run=True)


@dataclass
class Learned:
    """What was seen: for each type and field, in which kind, below which field, and what it became."""

    types: Types
    seen: dict[tuple[str, str], list[tuple[str, str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def object(self, sample: dict[str, Any], found: dict[str, Any]) -> None:
        group_kind = f"{sample['apiVersion']}/{sample['kind']}"
        sent = {key: value for key, value in sample.items() if key not in UNTOUCHED}
        kept = {key: value for key, value in found.items() if key not in UNTOUCHED}
        self._compare(self.types.kinds[group_kind], sent, kept, sample["kind"], "")

    def _compare(self, of: str, sent: Any, found: Any, kind: str, below: str) -> None:
        if not isinstance(found, dict):
            return  # a type that is written as a string or a number
        known = {*found, *self.types.fields.get(of, {}), *(name for type_, name in self.seen if type_ == of)}
        for key in sorted(known - UNTOUCHED if not below else known):
            if _is_ruled(of, key):
                continue
            value = found.get(key, ABSENT)
            is_whole = key not in sent and self._has_required(of, key, value)
            if key not in sent:
                self.seen[of, key].append((kind, below, {} if isinstance(value, dict) and not is_whole else value))
            if key in found and not is_whole:
                self._inside(of, key, sent.get(key), value, kind)

    def _has_required(self, of: str, key: str, value: Any) -> bool:
        """Whether it is a mapping that only stays or goes as a whole."""
        inner = self.types.fields.get(of, {}).get(key, "")
        return isinstance(value, dict) and any((inner, name) in self.types.required for name in value)

    def _inside(self, of: str, key: str, sent: Any, found: Any, kind: str) -> None:
        inner = self.types.fields.get(of, {}).get(key, "")
        if inner == METADATA:
            return
        if isinstance(found, dict) and inner and not inner.startswith("{}"):
            self._compare(inner, sent or {}, found, kind, key)
        elif isinstance(found, dict) and inner:
            for name, value in found.items():
                self._compare(inner[2:], (sent or {}).get(name) or {}, value, kind, key)
        elif isinstance(found, list) and inner and sent is not None:
            for one, other in zip(sent, found, strict=True):
                self._compare(inner[2:], one, other, kind, key)

    def defaults(self) -> Iterator[tuple[str, str, Any]]:
        """`(type, field, value)`; the type is `TYPE@KIND` or `TYPE@FIELD` where it depends on where it is used."""
        for (of, key), everything in sorted(self.seen.items(), key=lambda item: item[0]):
            seen = list(_by_place(everything))
            if all(value is ABSENT for _, _, value in seen):
                continue
            for at in ("", "@{below}", "@{kind}"):
                groups: dict[str, list[Any]] = defaultdict(list)
                for kind, below, value in seen:
                    groups[at.format(kind=kind, below=below)].append(value)
                if all(value == values[0] for values in groups.values() for value in values):
                    yield from ((of + it, key, values[0]) for it, values in groups.items() if values[0] is not ABSENT)
                    break
            else:
                sys.exit(f"{of}.{key} is now this and now that: {seen}; it belongs into conditional.py")


def _by_place(seen: list[tuple[str, str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """What was seen, without the fields that are missing where the same field is there in another object of the kind.

    Those depend on the fields beside them: a Service of type ExternalName has no traffic policy.
    """
    present = {(kind, below) for kind, below, value in seen if not _none(value)}
    for kind, below, value in seen:
        if not _none(value):
            yield kind, below, value
        elif (kind, below) not in present:
            yield kind, below, ABSENT


def _none(value: Any) -> bool:
    return value is ABSENT or value is None


def table(types: Types, learned: Learned, version: str) -> dict[str, Any]:
    """All of it, without the types that have no default anywhere below them."""
    defaults: dict[str, dict[str, Any]] = defaultdict(dict)
    for of, values in types.defaults.items():
        defaults[of].update({key: value for key, value in values.items() if not _is_ruled(of, key)})
    for of, key, value in learned.defaults():
        defaults[of][key] = value
    for of, key in types.required:
        for place in (place for place in defaults if place.partition("@")[0] == of):
            defaults[place].pop(key, None)
    useful = {of.partition("@")[0] for of in defaults} | set(CONDITIONAL)
    while more := {of for of, fields in types.fields.items() if of not in useful and _leads(fields, useful)}:
        useful |= more
    fields = {
        of: {key: inner for key, inner in sorted(types.fields[of].items()) if inner.lstrip("[]{}") in useful}
        for of in sorted(useful)
    }
    kinds = dict(sorted(types.kinds.items()))
    used = _reachable(kinds.values(), fields)
    return {
        "kubernetes": version,
        "kinds": kinds,
        "fields": {of: inner for of, inner in fields.items() if inner and of in used},
        "defaults": {
            of: dict(sorted(values.items()))
            for of, values in sorted(defaults.items())
            if values and of.partition("@")[0] in used
        },
    }


def _leads(fields: dict[str, str], useful: set[str]) -> bool:
    return any(inner.lstrip("[]{}") in useful for inner in fields.values())


def _reachable(kinds: Any, fields: dict[str, dict[str, str]]) -> set[str]:
    used: set[str] = set()
    left = list(kinds)
    while left:
        of = left.pop()
        if of not in used:
            used.add(of)
            left += [inner.lstrip("[]{}") for key, inner in fields.get(of, {}).items() if key != "status"]
    return used


def learn(api: Api) -> dict[str, Any]:
    """The whole table, of this server."""
    types = types_of(api)
    learned = Learned(types)
    known = places(api)
    for sample in yaml.safe_load_all(SAMPLES.read_text()):
        learned.object(sample, created(api, sample, known))
    version = str(api.read("/version", {})["gitVersion"]).removeprefix("v")
    return table(types, learned, version)


def main() -> None:
    """Write the data file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubeconfig")
    with open_api(parser.parse_args().kubeconfig) as api:
        DATA.write_text(json.dumps(learn(api), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
