"""Taking a run back: from its journal, by anybody, any number of times."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError, NotFoundError
from kanivete.kube.api.waiting import wait_for
from kanivete.probe.shell.base import ShellError
from kanivete.redact import clean
from kanivete.simulate import changes
from kanivete.simulate.errors import NotUndoneError, SimulateError
from kanivete.simulate.journal import disk
from kanivete.simulate.journal.cluster import ClusterCopy, path_of
from kanivete.simulate.journal.keeper import Keeper
from kanivete.simulate.journal.model import Change, Created, Journal, OnMachine, Patched, State, Status, now
from kanivete.simulate.nodes import machine
from kanivete.simulate.nodes.ways import Ways

Tell = Callable[[str], None]
Point = Callable[[str], None]
_SECONDS = 180.0
"""That the namespace is given to be gone."""


class Reverting:
    """One run's end. Everything may be tried again: what is undone already is found so.

    Args:
        api: The API server.
        journal: Of the run.
        copy: The journal's copy in the cluster; one that was never written where there is none.
        ways: Ways to the machines that were changed.
        tell: Told what is going on, in a few words for people.
        at: Told of every point where the process may as well die.
    """

    def __init__(
        self,
        api: Api,
        journal: Journal,
        copy: ClusterCopy,
        ways: Ways,
        tell: Tell,
        at: Point = lambda _: None,
    ) -> None:
        self._api = api
        self._journal = journal
        self._ways = ways
        ways.remember(journal.changes)
        self._tell = tell
        self._keeper = Keeper(journal, copy, at)
        self._in_cluster = copy.exists
        self._at = at
        self.remarks: list[str] = []
        """What somebody should know, a line each."""

    def run(self) -> None:
        """Take everything back. What was deleted may still be going: `wait` returns when it is gone.

        Raises:
            NotUndoneError: With all that could not be; the journal stays.
            InterruptedRunError: Somebody else is at it.
            KubeError: The server cannot be asked.
        """
        self._keeper.enter(Status.REVERTING)
        failed = []
        for change in reversed(self._journal.changes):
            if change.state is State.UNDONE:
                continue
            try:
                self._undo(change)
            except (SimulateError, ShellError, KubeError) as error:
                failed.append(clean(str(error)))
        if failed:
            self._keeper.save()
            raise NotUndoneError(*failed)
        self._end()

    def _undo(self, change: Change) -> None:
        if isinstance(change, OnMachine):
            self._undo_on_machine(change)
        elif isinstance(change, Patched):
            self._tell(_("changing {kind} {name} back").format(kind=change.kind, name=change.name))
            if not changes.unpatch(self._api, change) and change.state is State.DONE:
                self.remarks.append(
                    _("{kind} {name} is not as it was set: it was left as it is").format(
                        kind=change.kind, name=change.name
                    )
                )
        elif self._is_namespace(change) or (self._journal.own_namespace and change.namespace == self._namespace):
            return  # It goes with the namespace, at the end.
        else:
            changes.uncreate(self._api, change, self._journal.run)
        self._keeper.undone(change)

    def _undo_on_machine(self, change: OnMachine) -> None:
        self._tell(_("changing {machine} back").format(machine=change.machine))
        try:
            machine.undo(machine.rooted(self._ways(change.machine), change.machine), change)
        except (ShellError, SimulateError) as error:
            if self._journal.timed and self._journal.has_expired(now()):
                self.remarks.append(
                    _("{machine} cannot be reached; its own timer has restored it at {time}").format(
                        machine=change.machine, time=self._journal.expires
                    )
                )
                return
            if not self._journal.timed:
                raise SimulateError(f"{change.machine}: {error}") from error
            raise SimulateError(
                _("{machine}: {why}; its own timer restores it at {time}, revert again after that").format(
                    machine=change.machine, why=error, time=self._journal.expires
                )
            ) from error

    @property
    def _namespace(self) -> str:
        return self._journal.namespace

    def _is_namespace(self, change: Change) -> bool:
        return isinstance(change, Created) and change.kind == "Namespace" and change.name == self._namespace

    def wait(self) -> None:
        """Return when all is gone that was deleted.

        Raises:
            WaitError: Something does not go.
        """
        for change in self._journal.changes:
            along = self._journal.own_namespace and isinstance(change, Created) and change.namespace == self._namespace
            if isinstance(change, Created) and change.uid and not along:
                self._wait_for(change.path, change.uid)

    def _end(self) -> None:
        """The namespace, or what the run made in it, and the journal with it."""
        found = next((one for one in self._journal.changes if self._is_namespace(one)), None)
        if isinstance(found, Created):
            self._tell(_("removing namespace {name}").format(name=self._namespace))
            if changes.uncreate(self._api, found, self._journal.run):
                self._at("namespace going")
                self._hurry()
        elif self._in_cluster:
            with suppress(NotFoundError):
                self._api.delete(path_of(self._journal))
        disk.forget(self._journal.run)
        self._at("forgotten")

    def _hurry(self) -> None:
        """Do not let pods of a namespace that is going take their time."""
        with suppress(KubeError):  # They go all the same.
            self._api.delete(f"/api/v1/namespaces/{self._namespace}/pods", grace=1)

    def _wait_for(self, path: str, uid: str) -> None:
        def is_gone(found: dict[str, Any] | None) -> bool:
            return found is None or found["metadata"]["uid"] != uid

        wait_for(self._api, path, is_gone, _SECONDS, lambda _found: self._tell(_("waiting until it is gone")))
