"""The journal's copy in the cluster: a ConfigMap in the run's namespace, so that any machine can revert the run."""

import base64
import gzip
import zlib
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, ForbiddenError, LostAnswerError, NotFoundError
from kanivete.kube.api.writes import MERGE_PATCH
from kanivete.simulate.errors import InterruptedRunError
from kanivete.simulate.journal.model import Journal, UnreadableJournalError, decoded, encoded
from kanivete.toolbox import marks

KEY = "journal.json.gz"
"""In `binaryData`: it is small, and does not tell whoever looks around which fault it is of."""
SELECTOR = f"{marks.SELECTOR},{marks.PURPOSE}=simulate"
_GZIP = 31
"""zlib's word for gzip's format."""
_MOST = 16 * 1024 * 1024
_ALL = "/api/v1/configmaps"
_NAMESPACES = "/api/v1/namespaces"


def name_of(run: str) -> str:
    """The ConfigMap's name."""
    return f"kanivete-{run}"


def path_of(journal: Journal) -> str:
    """The ConfigMap's path."""
    return f"{_NAMESPACES}/{journal.namespace}/configmaps/{name_of(journal.run)}"


class ClusterCopy:
    """One run's ConfigMap. Nobody overwrites what somebody else has written meanwhile."""

    def __init__(self, api: Api, version: str = "") -> None:
        self._api = api
        self._version = version

    @property
    def exists(self) -> bool:
        """Whether it was written or read before."""
        return bool(self._version)

    def create(self, journal: Journal) -> None:
        """Write it for the first time."""
        manifest = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {
                "name": name_of(journal.run),
                "namespace": journal.namespace,
                "labels": marks.labels("simulate", journal.run),
                "annotations": {marks.EXPIRES: journal.expires, marks.BY: journal.by},
            },
            "binaryData": {KEY: _packed(journal)},
        }
        made = self._api.create(f"{_NAMESPACES}/{journal.namespace}/configmaps", manifest)
        self._version = made["metadata"]["resourceVersion"]

    def belongs_to(self, journal: Journal, owner: dict[str, Any]) -> None:
        """Let it go when its owner goes. Raises KubeError."""
        body = {"metadata": {"resourceVersion": self._version, "ownerReferences": [owner]}}
        self._version = self._api.patch(path_of(journal), body, MERGE_PATCH)["metadata"]["resourceVersion"]

    def write(self, journal: Journal) -> None:
        """Write it again.

        Raises:
            InterruptedRunError: It is gone, or somebody else has written it: they are reverting the run.
            KubeError: It cannot be written.
        """
        body = {"metadata": {"resourceVersion": self._version}, "binaryData": {KEY: _packed(journal)}}
        try:
            made = self._api.patch(path_of(journal), body, MERGE_PATCH)
        except LostAnswerError:
            found = self._api.read(path_of(journal))
            if (found.get("binaryData") or {}).get(KEY) != _packed(journal):
                raise
            made = found
        except NotFoundError as error:
            raise InterruptedRunError(_("somebody has reverted run {run} meanwhile").format(run=journal.run)) from error
        except AnswerError as error:
            if error.status != 409:
                raise
            raise InterruptedRunError(
                _("somebody else is changing run {run} at this moment: try again").format(run=journal.run)
            ) from error
        self._version = made["metadata"]["resourceVersion"]


def read_all(api: Api) -> tuple[list[tuple[Journal, ClusterCopy]], list[str]]:
    """All journals in the cluster that can be seen, and what could not be read, a line each.

    Where ConfigMaps may not be listed everywhere, those of the namespaces that kanivete made are.
    """
    problems: list[str] = []
    found: list[tuple[Journal, ClusterCopy]] = []
    for item in _items(api, problems):
        try:
            found.append((_journal(item), ClusterCopy(api, item["metadata"]["resourceVersion"])))
        except UnreadableJournalError as error:
            where = f"{item['metadata'].get('namespace')}/{item['metadata'].get('name')}"
            problems.append(_("the journal {where} cannot be read: {why}").format(where=where, why=error))
    return found, problems


def _items(api: Api, problems: list[str]) -> list[dict[str, Any]]:
    try:
        return _listed(api, _ALL)
    except ForbiddenError as error:
        problems.append(_("runs in namespaces that were there before cannot be seen: {why}").format(why=error))
    found: list[dict[str, Any]] = []
    for namespace in own_namespaces(api):
        found += _listed(api, f"{_NAMESPACES}/{namespace['metadata']['name']}/configmaps")
    return found


def own_namespaces(api: Api) -> list[dict[str, Any]]:
    """The namespaces that runs made."""
    return list(api.read(_NAMESPACES, {"labelSelector": SELECTOR}).get("items") or [])


def _listed(api: Api, path: str) -> list[dict[str, Any]]:
    items = api.read(path, {"labelSelector": SELECTOR}).get("items") or []
    return [item for item in items if KEY in (item.get("binaryData") or {})]


def _journal(item: dict[str, Any]) -> Journal:
    try:
        unpacked = zlib.decompressobj(_GZIP).decompress(base64.b64decode(item["binaryData"][KEY]), _MOST)
    except (ValueError, zlib.error) as error:
        raise UnreadableJournalError(str(error)) from error
    return decoded(unpacked)


def _packed(journal: Journal) -> str:
    return base64.b64encode(gzip.compress(encoded(journal).encode(), mtime=0)).decode()
