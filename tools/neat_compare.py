"""Hold what `kanivete neat` leaves of a cluster's objects against what kubectl-neat leaves of the same objects.

    python -m tools.neat_compare --peer EXECUTABLE [--kubeconfig FILE]

Both get what the API server returned, one object at a time. Counted are the bytes of the compact JSON of what is left,
since the layout of YAML is a matter of taste, and its fields: the values that are no mapping or list, or an empty one.
Then the server is asked what applying it would change, by a dry run of `kubectl apply --server-side --force-conflicts`.
"""

import argparse
import copy
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource, served
from kanivete.kube.api.errors import AnswerError, NotFoundError
from kanivete.sources.live import open_api
from kanivete.toolbox.neat import neat
from kanivete.toolbox.neat.live import knowledge
from kanivete.toolbox.neat.written import LAST_APPLIED

Object = dict[str, Any]
VOLATILE = ("managedFields", "resourceVersion", "generation")
PAGE = "150"
"""Of one kind: there can be thousands of events."""
ATTEMPTS = 4
"""Somebody else may change an object between reading and applying it."""


@dataclass(frozen=True)
class Peer:
    """An executable of kubectl-neat. Source: https://github.com/itaysk/kubectl-neat#usage"""

    executable: str

    def __call__(self, whole: Object) -> Object:
        """What it leaves of an object.

        Raises:
            subprocess.CalledProcessError: It does not take the object.
        """
        command = [self.executable, "--output", "json"]
        done = subprocess.run(command, input=json.dumps(whole), capture_output=True, text=True, check=True, timeout=60)
        left: Object = json.loads(done.stdout)
        return left


def size(value: Any) -> int:
    """The bytes of a value as compact JSON."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def fields(value: Any) -> int:
    """How many values there are that hold no other."""
    if isinstance(value, dict | list) and value:
        return sum(fields(child) for child in (value.values() if isinstance(value, dict) else value))
    return 1


def without_empties(value: Any) -> Any:
    """A value without the empty mappings and lists in it, and those that become empty by it."""
    if isinstance(value, dict):
        kept = {key: without_empties(child) for key, child in value.items()}
        return {key: child for key, child in kept.items() if child not in ({}, [])}
    if isinstance(value, list):
        return [child for child in map(without_empties, value) if child not in ({}, [])]
    return value


def every(api: Api) -> Iterator[tuple[Resource, Object]]:
    """The objects of all kinds that can be listed and applied, each once."""
    seen = set()
    for resource in served(api):
        if not {"list", "patch", "get"} <= resource.verbs or (resource.group, resource.plural) in seen:
            continue
        seen.add((resource.group, resource.plural))
        try:
            listed = api.read(resource.path(), {"limit": PAGE})
        except NotFoundError:
            continue  # a kind that somebody defined, and took away
        for item in listed.get("items") or []:
            yield resource, {"apiVersion": resource.api_version, "kind": resource.kind, **item}


def path_of(resource: Resource, whole: Object) -> str:
    """Where the server keeps an object."""
    return resource.path(whole["metadata"].get("namespace", ""), whole["metadata"]["name"])


def lasting(whole: Object) -> Object:
    """An object without what changes by itself."""
    whole = copy.deepcopy({key: value for key, value in whole.items() if key != "status"})
    metadata = {key: value for key, value in whole["metadata"].items() if key not in VOLATILE}
    # The server itself takes kubectl's note away when a manager of this name applies
    noted = {key: value for key, value in (metadata.pop("annotations", None) or {}).items() if key != LAST_APPLIED}
    return {**whole, "metadata": {**metadata, **({"annotations": noted} if noted else {})}}


def difference(one: Object, other: Object) -> str:
    """The lines of JSON that only one of two objects has."""
    lines = [json.dumps(lasting(each), indent=0, sort_keys=True).splitlines() for each in (one, other)]
    return (
        f"-{[line for line in lines[0] if line not in lines[1]]} +{[line for line in lines[1] if line not in lines[0]]}"
    )


def changed_by_applying(api: Api, resource: Resource, found: Object, left: Callable[[Object], Object]) -> str:
    """What the server complains of, or what would not be as before. Nothing of an object that goes away."""
    changed = ""
    for _attempt in range(ATTEMPTS):
        if found["metadata"].get("deletionTimestamp"):
            return ""
        try:
            changed = _changed_once(api, resource, found, left(found))
            if not changed:
                return ""
            found = {**found, **api.read(path_of(resource, found))}
        except NotFoundError:
            return ""
    return changed


def _changed_once(api: Api, resource: Resource, found: Object, left: Object) -> str:
    try:
        applied = api.apply(path_of(resource, found), left, manager="kubectl", force=True, dry_run=True)
    except NotFoundError:
        raise
    except AnswerError as error:
        return "" if "because it is being terminated" in str(error) else str(error)
    return "" if lasting(applied) == lasting(found) else difference(found, applied)


def compare(api: Api, peer: Peer) -> tuple[dict[str, Counter[str]], list[str]]:
    """The sums by kind, and which objects would be changed by applying what is left of them."""
    sums: dict[str, Counter[str]] = {}
    changed = []
    for resource, found in every(api):
        find = knowledge(api, resource)
        of = sums.setdefault(resource.kind, Counter())
        of["objects"] += 1
        ways: dict[str, Callable[[Object], Object]] = {"kanivete": partial(neat, find=find), "kubectl-neat": peer}
        for name, left in {"printed": found, **{name: way(found) for name, way in ways.items()}}.items():
            of[f"{name} bytes"] += size(left)
            of[f"{name} fields"] += fields(left)
        for name, way in ways.items():
            if what := changed_by_applying(api, resource, found, way):
                changed.append(f"{name}: {resource.kind} {found['metadata']['name']}: {what[:300]}")
    return sums, changed


COLUMNS = (
    "objects",
    *(f"{name} {of}" for of in ("bytes", "fields") for name in ("printed", "kanivete", "kubectl-neat")),
)


def table(sums: dict[str, Counter[str]]) -> str:
    """The sums as Markdown, the largest kinds first."""
    rows = sorted(sums.items(), key=lambda each: -each[1]["printed bytes"])
    rows.append(("all", sum(sums.values(), Counter())))
    lines = [f"| {' | '.join(('kind', *COLUMNS))} |", f"|---{'|---:' * len(COLUMNS)}|"]
    return "\n".join(
        [*lines, *(f"| {kind} | {' | '.join(f'{of[name]:,}' for name in COLUMNS)} |" for kind, of in rows)]
    )


def main() -> None:
    """Print the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubeconfig")
    parser.add_argument("--peer", required=True, help="the executable of kubectl-neat")
    given = parser.parse_args()
    with open_api(given.kubeconfig) as api:
        sums, changed = compare(api, Peer(given.peer))
    lines = (table(sums), f"\nchanged by applying what is left: {len(changed)}", *changed)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
