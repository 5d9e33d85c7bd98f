"""A run and its changes, as they are written down before they are made.

A change that is only planned may have been made all the same: whoever reverts treats it as if it had.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

VERSION = 1


class State(StrEnum):
    """Of a change."""

    PLANNED = "planned"
    DONE = "done"
    UNDONE = "undone"


class Status(StrEnum):
    """Of a run."""

    MAKING = "making"
    MADE = "made"
    REVERTING = "reverting"


class _Change(Struct, kw_only=True, rename="camel"):
    state: State = State.PLANNED


class Created(_Change, tag_field="type", tag="created", kw_only=True, rename="camel"):
    """An object that was not there. It is recognised by its uid, or before that is known by the run's label."""

    path: str
    kind: str
    name: str
    namespace: str = ""
    uid: str = ""


class Patched(_Change, tag_field="type", tag="patched", kw_only=True, rename="camel"):
    """An object that was there. `undo` is a JSON patch that only fits while the fields are as we set them."""

    path: str
    kind: str
    name: str
    namespace: str = ""
    redo: list[dict[str, Any]]
    undo: list[dict[str, Any]]


class Way(Struct, kw_only=True, rename="camel"):
    """How a machine was reached: ssh's destination and configuration, or a privileged pod on it."""

    ssh: str = ""
    ssh_config: str = ""
    debug_pod: bool = False


class OnMachine(_Change, tag_field="type", tag="machine", kw_only=True, rename="camel"):
    """A change on a node's machine: `do` and `undo` are shell scripts for root, `unit` the timer that undoes it."""

    machine: str
    way: Way
    do: str
    undo: str
    unit: str


Change = Created | Patched | OnMachine


class Journal(Struct, kw_only=True, rename="camel"):
    """One run. Times are RFC 3339 in UTC."""

    version: int = VERSION
    run: str
    scenario: str
    cause: str
    subject: str
    context: str
    server: str
    namespace: str
    own_namespace: bool
    by: str
    """Who made it, as the API server knows them."""
    machine: str
    """And from where: `user@host`."""
    started: str
    expires: str
    timed: bool = True
    """Whether it ends by itself."""
    status: Status = Status.MAKING
    changes: list[Change] = []

    @property
    def has_timer(self) -> bool:
        """Whether something will end it: a run that died early may not have come to that."""
        return self.timed and any(isinstance(one, Created) and one.kind == "Job" for one in self.changes)

    def has_expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return now >= datetime.fromisoformat(self.expires)


def now() -> datetime:
    """This moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class UnreadableJournalError(Exception):
    """A journal is damaged, or of a newer kanivete."""


def encoded(journal: Journal) -> str:
    """As JSON."""
    return msgspec.json.encode(journal).decode()


def decoded(text: str | bytes) -> Journal:
    """From JSON.

    Raises:
        UnreadableJournalError: It is none, or of another version.
    """
    try:
        version = msgspec.json.decode(text, type=_Version).version
        if version != VERSION:
            raise UnreadableJournalError(f"version {version}")
        return msgspec.json.decode(text, type=Journal)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableJournalError(str(error)) from error


class _Version(Struct):
    version: int = 0
