"""What all API objects share, and how partial objects are declared.

Only the fields that a diagnosis reads are declared: msgspec skips the rest without building it, which is what makes
reading a large cluster cheap. Every field has a default, since dumps and old API versions leave anything out.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct


class Slice(Struct, frozen=True, rename="camel", kw_only=True, omit_defaults=True):
    """A part of an API object."""


class OwnerReference(Slice, frozen=True):
    api_version: str = ""
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool | None = None


class ObjectMeta(Slice, frozen=True):
    name: str = ""
    namespace: str = ""
    uid: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    owner_references: list[OwnerReference] = []
    creation_timestamp: str = ""
    deletion_timestamp: str = ""
    deletion_grace_period_seconds: int | None = None
    generation: int = 0
    resource_version: str = ""
    finalizers: list[str] = []


class KubeObject(Slice, frozen=True):
    """An object with metadata; `kind` and `api_version` may be empty in an item of a list."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()


class Condition(Slice, frozen=True):
    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: str = ""
    last_heartbeat_time: str = ""
    last_update_time: str = ""


def condition(conditions: Iterable[Condition], type_: str, status: str = "") -> Condition | None:
    """The condition of that type, whatever its status; or only if it has the one given."""
    return next((one for one in conditions if one.type == type_ and status in ("", one.status)), None)


class LabelSelector(Slice, frozen=True):
    match_labels: dict[str, str] = {}


class Reference(Slice, frozen=True):
    """A reference to an object by name, of whatever kind the field's place says."""

    name: str = ""
    namespace: str = ""
    kind: str = ""
    api_version: str = ""
    uid: str = ""
    field_path: str = ""
    optional: bool = False
    key: str = ""


def moment(text: str) -> datetime | None:
    """The API's RFC 3339 time, or None where it is empty, zero (the year 1 or 1970) or no time at all."""
    try:
        value = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if value.year <= 1970:
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
