"""What the path of a file says: whose log it is, or which list it holds.

The layouts: `kubectl cluster-info dump --output-directory` (kubectl's own help), `oc adm must-gather`
(https://github.com/openshift/must-gather), support bundles (https://troubleshoot.sh/docs/collect/cluster-resources/ and
…/collect/logs/). A recording may lie any number of directories deep.
"""

from dataclasses import dataclass

from kanivete.kube.kinds import Kind, kind_named
from kanivete.kube.meta import KubeObject
from kanivete.sources.base import LogRequest

_DOCUMENTS = (".json", ".yaml", ".yml", ".jsonl", ".ndjson")


@dataclass(frozen=True)
class LogPlace:
    """A log file. `framed` holds all containers of a pod, between marks; `stamped` has a time before each line."""

    request: LogRequest
    framed: bool = False
    stamped: bool = False


@dataclass(frozen=True)
class ListPlace:
    """What a file lists by its name: `namespace` is empty where the name does not tell.

    `is_share`: the file holds one object of a list that has a file for each.
    """

    kind: Kind[KubeObject] | None = None
    namespace: str = ""
    is_share: bool = False


def log_place(parts: tuple[str, ...]) -> LogPlace | None:
    """Whose log the file is, or None where it is none that a known layout has."""
    if len(parts) >= 3 and parts[-1] == "logs.txt":
        return LogPlace(LogRequest(parts[-3], parts[-2], ""), framed=True)
    if len(parts) >= 7 and parts[-2] == "logs" and parts[-6] == "pods" and parts[-3] == parts[-4]:
        return _must_gather(parts)
    if len(parts) >= 4 and parts[-4] in ("logs", "previous-logs") and parts[-1].endswith(".log"):
        name = parts[-1].removesuffix(".log")
        previous = parts[-4] == "previous-logs" or name.endswith("-previous")
        return LogPlace(LogRequest(parts[-3], parts[-2], name.removesuffix("-previous"), previous))
    return None


def _must_gather(parts: tuple[str, ...]) -> LogPlace | None:
    if parts[-1] not in ("current.log", "previous.log"):
        return None
    return LogPlace(LogRequest(parts[-7], parts[-5], parts[-4], parts[-1] == "previous.log"), stamped=True)


def list_place(parts: tuple[str, ...]) -> ListPlace:
    """What a file of objects lists, as far as its path tells."""
    stem = _stem(parts[-1]) if parts else ""
    if "cluster-resources" in parts:
        below = parts[parts.index("cluster-resources") + 1 :]
        if len(below) == 2:
            return ListPlace(_kind(below[0]), stem)
        return ListPlace(_kind(stem))
    if "cluster-scoped-resources" in parts[:-2]:
        return ListPlace(_kind(parts[-2]), is_share=True)
    if "namespaces" in parts[:-2]:
        return ListPlace(_kind(stem), parts[parts.index("namespaces") + 1])
    return ListPlace(_kind(stem), parts[-2] if len(parts) >= 2 else "")


def may_hold_objects(parts: tuple[str, ...]) -> bool:
    """Whether the file's name is one that objects are kept under; files without an ending may be anything."""
    name = parts[-1].lower()
    return name.endswith(_DOCUMENTS) or "." not in name or name.endswith((".txt", ".out", ".dump"))


def _stem(name: str) -> str:
    for ending in _DOCUMENTS:
        name = name.removesuffix(ending)
    return name


def _kind(word: str) -> Kind[KubeObject] | None:
    plain = word.replace("-", "").lower()
    return kind_named(plain) or kind_named(plain.removesuffix("s"))
