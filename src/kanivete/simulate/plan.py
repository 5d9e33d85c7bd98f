"""Everything that one run will change, worked out before it changes anything."""

import shlex
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import UNSET

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.discovery import Resource
from kanivete.simulate import ids
from kanivete.simulate.brought import pem
from kanivete.simulate.brought import registry as brought
from kanivete.simulate.checks.rights import Right
from kanivete.simulate.errors import RefusedError
from kanivete.simulate.journal.model import Created
from kanivete.simulate.manifests import Manifest, placed
from kanivete.simulate.places import facts, namespace_exists
from kanivete.simulate.resources import Resources
from kanivete.simulate.scenario.model import Check, Need, Scenario, Step
from kanivete.simulate.scenario.values import UnknownValueError, filled, wanted
from kanivete.toolbox import marks

NOT_YET = {"registry": "localhost:30000", "registry.over-tls": "0.0.0.0:30000"}
"""Stands for the addresses of a registry that is still to be brought along."""


@dataclass(frozen=True)
class Wish:
    """What a person asked for. `namespace` is empty for one of the run's own; `images` are for what is brought."""

    scenario: Scenario
    namespace: str = ""
    seconds: int = 600
    node: str = ""
    timed: bool = True
    python: str = brought.IMAGE


@dataclass
class Plan:
    """A run to be."""

    wish: Wish
    run: str
    by: str
    namespace: str
    own_namespace: bool
    resources: Resources
    values: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        return self.wish.scenario

    @property
    def subject(self) -> str:
        """`Kind/name` of what the diagnosis must be about."""
        return str(filled(self.scenario.head.subject, self.values))

    @property
    def check(self) -> Check | None:
        """The check that shows the fault, where no diagnosis does."""
        asked = self.scenario.head.check
        return asked and msgspec.convert(filled(msgspec.to_builtins(asked), self.values), Check)

    @property
    def look(self) -> str:
        """The command that shows the fault."""
        if self.check:
            return shlex.join(["kanivete", "check", "-n", self.namespace, self.check.origin, self.check.target])
        kind, _slash, name = self.subject.partition("/")
        return f"kanivete diagnose node/{name}" if kind == "Node" else f"kanivete diagnose -n {self.namespace}"

    @property
    def registry(self) -> list[Manifest]:
        """The objects of the registry that is brought along."""
        given = self.scenario.head.registry
        if given is UNSET:
            return []
        return brought.registry(self.run, self.namespace, dict(given), self.wish.python)

    @property
    def steps(self) -> list[Step]:
        """The steps with their values, but for those that only come to be in the run."""
        return [self._step(step) for step in self.scenario.head.steps]

    @property
    def manifests(self) -> list[Manifest]:
        """The scenario's, with a stand-in for the registry's address until that is known."""
        return self.filled_manifests({**NOT_YET, **self.values})

    def filled_manifests(self, values: dict[str, str]) -> list[Manifest]:
        """The scenario's manifests as they are sent, without an owner."""
        found = []
        for manifest in self.scenario.manifests:
            whole = filled(manifest, values)
            found.append(placed(whole, self.resources.of_manifest(whole), self.namespace, self.labels, None))
        return found

    def resource(self, manifest: Manifest) -> Resource:
        """Where the API serves it."""
        return self.resources.of_manifest(manifest)

    def path(self, manifest: Manifest) -> str:
        """The path of a manifest's object."""
        where = manifest["metadata"].get("namespace", "")
        return self.resource(manifest).path(where, manifest["metadata"]["name"])

    def created(self, manifest: Manifest) -> Created:
        """The creation of a manifest's object, for the journal."""
        metadata = manifest["metadata"]
        return Created(
            path=self.path(manifest),
            kind=manifest["kind"],
            name=metadata["name"],
            namespace=metadata.get("namespace", ""),
        )

    @property
    def goes_outside(self) -> bool:
        """Whether it changes objects that are in no namespace, or in another one than the run's."""
        return self.scenario.patches or any(not self.resource(one).namespaced for one in self.manifests)

    def rights(self) -> list[Right]:
        """All that the person needs to be allowed, to make the run and to take it back."""
        found = [Right(verb, "", "configmaps", self.namespace) for verb in ("create", "get", "patch")]
        found += [Right("list", "", resource, self.namespace) for resource in ("pods", "events")]
        if self.own_namespace:
            found += [Right(verb, "", "namespaces", name=self.namespace) for verb in ("create", "get", "delete")]
        else:
            found.append(Right("delete", "", "configmaps", self.namespace))
        for manifest in (*self.registry, *self.manifests):
            resource = self.resource(manifest)
            where = self.namespace if resource.namespaced else ""
            verbs = ("create",) if self.own_namespace and where else ("create", "get", "delete")
            found += [Right(verb, resource.group, resource.plural, where) for verb in verbs]
        for step in self.steps:
            if step.patch is not None:
                resource = self.resources.of(step.patch.api_version, step.patch.kind)
                where = (step.patch.namespace or self.namespace) if resource.namespaced else ""
                found += [Right(v, resource.group, resource.plural, where, step.patch.name) for v in ("get", "patch")]
        if self.wish.timed:
            found.append(Right("create", "batch", "jobs", self.namespace))
        return found

    def namespace_manifest(self, expires: str) -> Manifest:
        """The run's own namespace."""
        level = "privileged" if Need.PRIVILEGED in self.scenario.head.needs else "baseline"
        return {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {
                "name": self.namespace,
                "labels": {**self.labels, "pod-security.kubernetes.io/enforce": level},
                "annotations": {
                    marks.EXPIRES: expires,
                    marks.BY: self.by,
                },
            },
        }

    def _step(self, step: Step) -> Step:
        whole = filled(msgspec.to_builtins(step, str_keys=True), {**NOT_YET, **self.values})
        return msgspec.convert(whole, Step)


def plan(api: Api, wish: Wish, by: str, control_plane: str = "") -> Plan:
    """The plan of a run in this cluster.

    Raises:
        RefusedError: The wish cannot be met.
        KubeError: The server cannot be asked.
    """
    run = ids.new_id()
    own = not wish.namespace or not namespace_exists(api, wish.namespace)
    namespace = wish.namespace or f"{ids.PREFIX}{run}"
    asked = _asked(wish.scenario)
    found = {**facts(api, asked, wish.node, control_plane), **pem.values(asked)}
    values = {"run": run, "namespace": namespace, **found}
    made = Plan(wish, run, by, namespace, own, Resources(api), values, marks.labels("simulate", run))
    try:
        outside = made.goes_outside or bool(made.steps and made.scenario.patches)
    except UnknownValueError as error:
        raise RefusedError(str(error)) from error
    if outside and not own:
        raise RefusedError(
            _("this scenario changes things outside of a namespace: it needs one of its own, leave out --namespace")
        )
    return made


def _asked(scenario: Scenario) -> set[str]:
    steps: Any = [msgspec.to_builtins(step, str_keys=True) for step in scenario.head.steps]
    found = wanted([*scenario.manifests, *steps, msgspec.to_builtins(scenario.head.check)])
    if Need.NODE in scenario.head.needs or scenario.head.wait.node:
        found.add("node")
    return found
