"""Requests that change the cluster.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/ and …/server-side-apply/
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from kanivete.i18n import _
from kanivete.kube.api.answers import not_json
from kanivete.kube.api.errors import AnswerError, KubeError, LostAnswerError, NotFoundError
from kanivete.kube.api.request import JSON, Request
from kanivete.kube.decode import NotJsonError, plain

if TYPE_CHECKING:
    from kanivete.kube.api.client import Api

MANAGER = "kanivete"
"""Who owns the fields that we set."""

APPLY = "application/apply-patch+yaml"
JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"


def create(api: "Api", path: str, object_: Mapping[str, Any], *, dry_run: bool) -> dict[str, Any]:
    """See `Api.create`."""
    request = _with_body("POST", path, object_, JSON, _params(dry_run, fieldManager=MANAGER), repeatable=dry_run)
    try:
        return answered(api, request)
    except LostAnswerError:
        found = _found(api, path, object_)
        if found is None:
            raise
        return found


def apply(
    api: "Api", path: str, object_: Mapping[str, Any], *, manager: str, force: bool, dry_run: bool
) -> dict[str, Any]:
    """See `Api.apply`."""
    params = _params(dry_run, fieldManager=manager, force="true" if force else "")
    return answered(api, _with_body("PATCH", path, object_, APPLY, params, repeatable=dry_run))


def patch(api: "Api", path: str, body: object, content_type: str, *, dry_run: bool) -> dict[str, Any]:
    """See `Api.patch`."""
    params = _params(dry_run, fieldManager=MANAGER)
    return answered(api, _with_body("PATCH", path, body, content_type, params, repeatable=dry_run))


def delete(api: "Api", path: str, *, uid: str, grace: int | None, propagation: str) -> dict[str, Any]:
    """See `Api.delete`."""
    options: dict[str, Any] = {"apiVersion": "v1", "kind": "DeleteOptions"}
    if uid:
        options["preconditions"] = {"uid": uid}
    if grace is not None:
        options["gracePeriodSeconds"] = grace
    if propagation:
        options["propagationPolicy"] = propagation
    # With its uid, nothing but that object can be deleted, however often it is asked.
    return answered(api, _with_body("DELETE", path, options, JSON, {}, repeatable=bool(uid)))


def answered(api: "Api", request: Request) -> dict[str, Any]:
    """The object that the server answers.

    Raises:
        KubeError: There was no such answer.
    """
    body = api.send(request)
    try:
        return plain(body)
    except NotJsonError as error:
        raise not_json(body, api.server) from error


def _with_body(
    method: str, path: str, body: object, content_type: str, params: Mapping[str, str], *, repeatable: bool
) -> Request:
    content = msgspec.json.encode(body)
    return Request(method, path, params, content=content, content_type=content_type, repeatable=repeatable)


def _params(dry_run: bool, **others: str) -> dict[str, str]:
    return {key: value for key, value in {"dryRun": "All" if dry_run else "", **others}.items() if value}


def _found(api: "Api", path: str, object_: Mapping[str, Any]) -> dict[str, Any] | None:
    """The object that was created though the answer got lost, or None where it cannot be told that it is ours."""
    metadata = object_.get("metadata") or {}
    if not metadata.get("name"):
        return None
    try:
        found = api.read(f"{path}/{quote(str(metadata['name']), safe='')}")
    except NotFoundError as error:
        raise LostAnswerError(
            _("{path}: the answer got lost, and nothing was created: try again").format(path=path)
        ) from error
    except KubeError:
        return None
    ours = found.get("metadata") or {}
    same = all(
        (ours.get(part) or {}).get(key) == value
        for part in ("labels", "annotations")
        for key, value in (metadata.get(part) or {}).items()
    )
    managers = {entry.get("manager") for entry in ours.get("managedFields") or []}
    if same and MANAGER in managers:
        return found
    raise AnswerError(_("{path}: an object of this name exists already").format(path=path), 409, "AlreadyExists")
