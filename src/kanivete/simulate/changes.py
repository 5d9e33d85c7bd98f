"""The changes in the cluster: each made, and taken back so that it never touches what somebody else made."""

from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError, LostAnswerError, NotFoundError
from kanivete.kube.api.writes import JSON_PATCH
from kanivete.simulate.errors import SimulateError
from kanivete.simulate.journal.model import Created, Patched
from kanivete.toolbox import marks


def create(api: Api, change: Created, manifest: dict[str, Any]) -> dict[str, Any]:
    """Create it, and note its uid. Raises KubeError."""
    made = api.create(change.path.rpartition("/")[0], manifest)
    change.uid = str(made["metadata"]["uid"])
    return made


def uncreate(api: Api, change: Created, run: str, *, propagation: str = "Background") -> bool:
    """Delete it if it is ours, and return whether there was anything to delete. Notes its uid. Raises KubeError."""
    change.uid = change.uid or _uid(api, change, run)
    if not change.uid:
        return False
    try:
        api.delete(change.path, uid=change.uid, propagation=propagation)
    except NotFoundError:
        return False
    except AnswerError as error:
        if error.status != 409:
            raise
        return False  # Another object of that name, or it is going already.
    return True


def _uid(api: Api, change: Created, run: str) -> str:
    """Of the object, if it was made by this run: it may have been, though nobody noted it."""
    try:
        metadata = api.read(change.path).get("metadata") or {}
    except NotFoundError:
        return ""
    return str(metadata["uid"]) if (metadata.get("labels") or {}).get(marks.RUN) == run else ""


def patch(api: Api, change: Patched) -> None:
    """Set the fields. Raises KubeError."""
    if change.redo:
        api.patch(change.path, change.redo, JSON_PATCH)


def unpatch(api: Api, change: Patched) -> bool:
    """Set the fields back, and return whether they were still as we had set them. Raises KubeError."""
    if not change.undo:
        return False
    try:
        api.patch(change.path, change.undo, JSON_PATCH)
    except NotFoundError:
        return False
    except LostAnswerError as error:
        raise SimulateError(
            _("{kind} {name}: the answer got lost: revert again").format(kind=change.kind, name=change.name)
        ) from error
    except AnswerError as error:
        if error.status != 422:
            raise
        return False  # A test of the patch fails: not ours any more, or never made.
    return True
