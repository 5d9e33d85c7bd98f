"""All checks of a plan: what would refuse it, found before anything is broken."""

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import AnswerError
from kanivete.probe.shell.base import ShellError
from kanivete.redact import clean
from kanivete.simulate.checks.admission import refusals
from kanivete.simulate.checks.needs import lacking
from kanivete.simulate.checks.rights import Right, missing
from kanivete.simulate.errors import RefusedError
from kanivete.simulate.nodes import machine
from kanivete.simulate.nodes.ways import Ways
from kanivete.simulate.plan import Plan

_RBAC = "rbac.authorization.k8s.io"


def before(api: Api, plan: Plan) -> None:
    """What can be told while nothing has been changed at all: rights, needs, and in a namespace that is there already
    all that admission says.

    Raises:
        RefusedError: With all that stands in the way.
        KubeError: The server cannot be asked.
    """
    found = [right.text for right in missing(api, plan.rights())]
    needs = plan.scenario.head.all_needs
    found += lacking(api, needs)
    if not found:
        found += _dry_runs(api, plan)
    if found:
        raise RefusedError(*found)


def inside(api: Api, plan: Plan) -> None:
    """What can only be told in the run's own namespace, while it is empty. Raises like `before`."""
    found = refusals(
        api,
        plan.resources,
        (*plan.registry, *plan.manifests),
        plan.namespace,
        pods=not plan.scenario.head.pods_refused,
    )
    if found:
        raise RefusedError(*found)


def machines(plan: Plan, ways: Ways) -> None:
    """Whether the machines that are to be changed can be. Raises RefusedError."""
    found = []
    for name in dict.fromkeys(step.machine for step in plan.steps if step.machine):
        try:
            shell = machine.rooted(ways(name), name)
            if any(step.drop for step in plan.steps if step.machine == name):
                machine.has(shell, name, "iptables")
        except ShellError as error:
            found.append(_("{machine} cannot be reached: {why}").format(machine=name, why=error))
        except RefusedError as error:
            found += error.reasons
    if found:
        raise RefusedError(*found)


def can_reap(api: Api, plan: Plan) -> list[Right]:
    """The rights that are missing for a pod that removes the run's namespace when its time is over."""
    wanted = [Right("create", _RBAC, resource, plan.namespace) for resource in ("roles", "rolebindings")]
    wanted.append(Right("create", "", "serviceaccounts", plan.namespace))
    return missing(api, wanted)


def _dry_runs(api: Api, plan: Plan) -> list[str]:
    if not plan.own_namespace:
        try:
            inside(api, plan)
        except RefusedError as error:
            return list(error.reasons)
        return []
    try:
        api.create("/api/v1/namespaces", plan.namespace_manifest("2000-01-01T00:00:00Z"), dry_run=True)
    except AnswerError as error:
        return [
            _("the API server refuses namespace {name}: {said}").format(name=plan.namespace, said=clean(str(error)))
        ]
    outside = [manifest for manifest in plan.manifests if not plan.resource(manifest).namespaced]
    return refusals(api, plan.resources, outside, plan.namespace)
