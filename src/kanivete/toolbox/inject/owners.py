"""Who else writes a workload's template, and would take a change back."""

from collections.abc import Iterator
from dataclasses import dataclass

from kanivete.i18n import N_, _
from kanivete.toolbox.inject.target import Target
from kanivete.toolbox.workload import part

_BUILT_IN = ("apps/", "batch/")
_MARKS = {
    "argocd.argoproj.io/instance": "Argo CD",
    "argocd.argoproj.io/tracking-id": "Argo CD",
    "kustomize.toolkit.fluxcd.io/name": "Flux",
    "helm.toolkit.fluxcd.io/name": "Flux",
    "objectset.rio.cattle.io/hash": "Rancher Fleet",
    "configsync.gke.io/resource-id": "Config Sync",
    "olm.owner": "Operator Lifecycle Manager",
}
"""Labels and annotations of tools that keep a workload as a repository or a resource says."""
_MANAGERS = {
    "argocd-controller": "Argo CD",
    "argocd-application-controller": "Argo CD",
    "kustomize-controller": "Flux",
    "helm-controller": "Flux",
    "fleetagent": "Rancher Fleet",
    "configsync": "Config Sync",
}
"""Managers of fields. Source: the field managers that these tools give themselves in server-side apply."""

_TAKES_BACK = N_("{who} keeps {workload} as it is written elsewhere: it may take the sidecar out again at any moment")
_OWNED = N_("{workload} belongs to {kind} {name}, whose operator may take the sidecar out again at any moment")
_HELM = N_("{workload} is part of a Helm release: `helm upgrade` may leave the sidecar in or take it out")


@dataclass(frozen=True)
class Owner:
    """A line for people. `takes_back` where a person has to say that it is all right."""

    text: str
    takes_back: bool


def owners(workload: Target) -> list[Owner]:
    """Those that can be told from the workload itself, each once."""
    return list(dict.fromkeys(_owners(workload)))


def _owners(workload: Target) -> Iterator[Owner]:
    marks = {**part(workload.metadata, "labels"), **part(workload.metadata, "annotations")}
    found = [who for mark, who in _MARKS.items() if mark in marks]
    managers = [str(entry.get("manager")) for entry in workload.metadata.get("managedFields") or []]
    found += [_MANAGERS[manager] for manager in managers if manager in _MANAGERS]
    yield from (Owner(_(_TAKES_BACK).format(who=who, workload=workload), True) for who in found)
    for reference in workload.metadata.get("ownerReferences") or []:
        if not str(reference.get("apiVersion")).startswith(_BUILT_IN):
            text = _(_OWNED).format(workload=workload, kind=reference.get("kind"), name=reference.get("name"))
            yield Owner(text, True)
    if marks.get("app.kubernetes.io/managed-by") == "Helm" or "meta.helm.sh/release-name" in marks:
        yield Owner(_(_HELM).format(workload=workload), False)
