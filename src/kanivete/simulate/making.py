"""Making a fault: each change is written in the journal before it is made."""

import socket
from collections.abc import Callable
from datetime import timedelta
from getpass import getuser
from typing import Any

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError, WaitError
from kanivete.kube.api.waiting import wait_for
from kanivete.simulate import changes, checking
from kanivete.simulate.brought import registry as brought
from kanivete.simulate.errors import RefusedError, SimulateError
from kanivete.simulate.journal.cluster import ClusterCopy
from kanivete.simulate.journal.keeper import Keeper
from kanivete.simulate.journal.model import Journal, OnMachine, Patched, Status, now, stamp
from kanivete.simulate.manifests import Manifest, owner_reference
from kanivete.simulate.nodes import kubelet, machine, scripts
from kanivete.simulate.nodes.ways import Ways
from kanivete.simulate.patching import patches
from kanivete.simulate.plan import Plan
from kanivete.simulate.reaping import patch_rights, reaper
from kanivete.simulate.scenario.model import Step
from kanivete.simulate.showing import Showing
from kanivete.toolbox import timer
from kanivete.toolbox.reaper.objects import Reaper

Tell = Callable[[str], None]
Point = Callable[[str], None]
_SECONDS = 120.0
"""That a namespace's service account or a brought registry is waited for."""


class Making:
    """One run, from its plan to the fault. Whatever it raises, `journal` says what there is to take back.

    Args:
        api: The API server.
        plan: The run, which `checking.before` has found nothing against.
        ways: Ways to the machines that are changed.
        tell: Told what is going on, in a few words for people.
        at: Told of every point where the process may as well die.
    """

    def __init__(self, api: Api, plan: Plan, ways: Ways, tell: Tell, at: Point = lambda _: None) -> None:
        self._api = api
        self._plan = plan
        self._ways = ways
        self._tell = tell
        self._at = at
        self._values = dict(plan.values)
        self._owner: Manifest | None = None
        self._namespace_owner: Manifest | None = None
        self._expires = now()
        self.journal = self._new_journal()
        self.copy = ClusterCopy(api)
        self._keeper = Keeper(self.journal, self.copy, at)

    def run(self) -> Journal:
        """Make the fault.

        Raises:
            RefusedError: The API server refuses something after all: only an empty namespace was made.
            SimulateError: Something else stood in the way; what was made is in the journal.
            KubeError: The server did not do as asked.
        """
        self._tell(_("making namespace {name}").format(name=self._plan.namespace))
        self._place()
        if self._plan.own_namespace:
            checking.inside(self._api, self._plan)
        if self._plan.wish.timed:
            self._timer()
        self._registry()
        self._tell(_("making the fault"))
        self._create(self._plan.filled_manifests(self._values))
        for step in self._plan.steps:
            self._step(step)
        self._keeper.enter(Status.MADE)
        return self.journal

    def _new_journal(self) -> Journal:
        plan, started = self._plan, now()
        self._expires = started + timedelta(seconds=plan.wish.seconds)
        return Journal(
            run=plan.run,
            scenario=plan.scenario.name,
            cause=plan.scenario.head.cause,
            subject=plan.subject,
            context=self._api.connection.context,
            server=self._api.server,
            namespace=plan.namespace,
            own_namespace=plan.own_namespace,
            by=plan.by,
            machine=f"{_user()}@{socket.gethostname()}",
            started=stamp(started),
            expires=stamp(self._expires),
            timed=plan.wish.timed,
        )

    def _place(self) -> None:
        """The namespace, and in it the journal."""
        if self._plan.own_namespace:
            manifest = self._plan.namespace_manifest(self.journal.expires)
            change = self._plan.created(manifest)
            self._keeper.plan(change)
            made = changes.create(self._api, change, manifest)
            self._namespace_owner = owner_reference("v1", "Namespace", self._plan.namespace, made["metadata"]["uid"])
            self._keeper.done(change)
            account = f"/api/v1/namespaces/{self._plan.namespace}/serviceaccounts/default"
            wait_for(self._api, account, lambda found: found is not None, _SECONDS)
        self._keeper.begin()

    def _timer(self) -> None:
        """The Job that owns the run's objects, and the pod that removes its namespace."""
        plan = self._plan
        made = self._create([timer.job(plan.run, plan.namespace, self._left(), plan.labels)])
        self._owner = owner_reference("batch/v1", "Job", made[0]["metadata"]["name"], made[0]["metadata"]["uid"])
        if not plan.own_namespace:
            self.copy.belongs_to(self.journal, self._owner)
            return
        lacking = checking.can_reap(self._api, plan)
        if not lacking:
            self._create(self._reaper().objects(), owned=False)
        elif plan.goes_outside:
            raise RefusedError(
                *(right.text for right in lacking),
                _("so what is outside of the namespace would not end by itself: allow that with --no-timer"),
            )
        else:
            self._tell(_("the empty namespace will stay until it is reverted: you may not make roles in it"))

    def _reaper(self) -> Reaper:
        plan = self._plan
        broken = plan.values.get("node", "")
        return reaper(plan.run, plan.namespace, self._expires, self._left(), plan.wish.python, broken)

    def _registry(self) -> None:
        """The registry that the scenario brings along, and its address."""
        wanted = self._plan.registry
        if not wanted:
            return
        self._tell(_("bringing a registry along"))
        made = self._create(wanted)
        self._values |= brought.addresses(made[0])
        path = f"/apis/apps/v1/namespaces/{self._plan.namespace}/deployments/{brought.NAME}"
        try:
            wait_for(self._api, path, _is_available, _SECONDS)
        except WaitError as error:
            raise SimulateError(
                _(
                    "the registry that the scenario brings along does not start: look at deploy/{name} in {where}"
                ).format(name=brought.NAME, where=self._plan.namespace)
            ) from error

    def _create(self, manifests: list[Manifest], *, owned: bool = True) -> list[dict[str, Any]]:
        """Objects, in their order, each owned by what ends it."""
        if not manifests:
            return []
        whole = [self._with_owner(manifest, owned=owned) for manifest in manifests]
        planned = [self._plan.created(manifest) for manifest in whole]
        self._keeper.plan(*planned)
        made = []
        for change, manifest in zip(planned, whole, strict=True):
            try:
                made.append(changes.create(self._api, change, manifest))
            except KubeError as error:
                raise SimulateError(
                    _("{kind} {name} could not be made: {why}").format(kind=change.kind, name=change.name, why=error)
                ) from error
            self._keeper.done(change)
        return made

    def _with_owner(self, manifest: Manifest, *, owned: bool) -> Manifest:
        metadata = manifest["metadata"]
        owner = self._owner if metadata.get("namespace") == self._plan.namespace else self._namespace_owner
        if owner is None or not owned:
            return manifest
        return {**manifest, "metadata": {**metadata, "ownerReferences": [owner]}}

    def _step(self, step: Step) -> None:
        if step.wait is not None:
            self._tell(_("waiting until it works"))
            Showing(self._api, self._plan, step.wait).wait(self._tell)
        elif step.patch is not None:
            self._patch(step)
        else:
            self._on_machine(step)

    def _patch(self, step: Step) -> None:
        wanted = step.patch
        assert wanted is not None
        resource = self._plan.resources.of(wanted.api_version, wanted.kind)
        where = (wanted.namespace or self._plan.namespace) if resource.namespaced else ""
        path = resource.path(where, wanted.name)
        redo, undo = patches(self._api.read(path), wanted.set)
        change = Patched(path=path, kind=wanted.kind, name=wanted.name, namespace=where, redo=redo, undo=undo)
        if self._plan.wish.timed and where != self._plan.namespace:
            self._create(patch_rights(self._reaper(), self._plan.run, len(self.journal.changes), change))
        self._tell(_("changing {kind} {name}").format(kind=change.kind, name=change.name))
        self._keeper.plan(change)
        changes.patch(self._api, change)
        self._keeper.done(change)

    def _on_machine(self, step: Step) -> None:
        name = step.machine
        shell = machine.rooted(self._ways(name), name)
        if step.drop is not None:
            do, undo = scripts.drop(step.drop, self._plan.run, machine.client(self._ways(name)))
        elif step.kubelet is not None:
            do, undo = kubelet.restarted(step.kubelet, self._plan.run)
        else:
            do, undo = step.do, step.undo
        unit = scripts.unit_of(self._plan.run, len(self.journal.changes))
        change = OnMachine(machine=name, way=self._ways.way(name), do=do, undo=undo, unit=unit)
        self._keeper.plan(change)
        if self._plan.wish.timed:
            self._tell(_("starting the timer on {machine}").format(machine=name))
            machine.arm(shell, change, self._left())
            self._at("armed")
        self._tell(_("changing {machine}").format(machine=name))
        machine.do(shell, change)
        self._keeper.done(change)

    def _left(self) -> int:
        return max(int((self._expires - now()).total_seconds()), 1)


def _is_available(deployment: dict[str, Any] | None) -> bool:
    status = (deployment or {}).get("status") or {}
    return bool(status.get("availableReplicas"))


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return "?"
