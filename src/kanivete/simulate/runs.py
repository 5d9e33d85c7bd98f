"""The runs that there are: what the cluster says, and what this machine remembers of it."""

from dataclasses import dataclass
from typing import Any

from kanivete.kube.api.client import Api
from kanivete.simulate.journal import cluster, disk
from kanivete.simulate.journal.model import Created, Journal, OnMachine, State, Status, now
from kanivete.toolbox import marks
from kanivete.toolbox.run import who_am_i


@dataclass(frozen=True)
class Run:
    """One run with its journal's copy in the cluster, which is empty where there is none (any more)."""

    journal: Journal
    copy: cluster.ClusterCopy


def whoami(api: Api) -> str:
    """The caller as the API server knows them, else as the kubeconfig does."""
    return who_am_i(api) or api.connection.user_name or "?"


def known(api: Api) -> tuple[list[Run], list[str]]:
    """All runs that are not over, the oldest first, and what could not be seen, a line each. Raises KubeError.

    What this machine remembers of runs of this cluster that are over is forgotten.
    """
    journals, problems = cluster.read_all(api)
    found = {journal.run: Run(journal, copy) for journal, copy in journals}
    namespaces = cluster.own_namespaces(api)
    for namespace in namespaces:
        run = namespace["metadata"]["labels"].get(marks.RUN, "")
        if run and run not in found:
            found[run] = Run(disk.read(run) or _bare(api, namespace), cluster.ClusterCopy(api))
    there = {namespace["metadata"]["name"] for namespace in namespaces}
    for journal in disk.read_all():
        if journal.server != api.server or journal.run in found:
            continue
        if _is_over(journal, there):
            disk.forget(journal.run)
        else:
            found[journal.run] = Run(journal, cluster.ClusterCopy(api))
    return sorted(found.values(), key=lambda run: (run.journal.started, run.journal.run)), problems


def _is_over(journal: Journal, namespaces: set[str]) -> bool:
    """Whether nothing can be left of a run that the cluster knows nothing of."""
    if journal.own_namespace and journal.namespace in namespaces:
        return False
    machines = [one for one in journal.changes if isinstance(one, OnMachine) and one.state is not State.UNDONE]
    if machines:
        return journal.timed and journal.has_expired(now())
    # Without a journal in a namespace that was there before, objects may still be
    return journal.own_namespace or (journal.timed and journal.has_expired(now()))


def _bare(api: Api, namespace: dict[str, Any]) -> Journal:
    """Of a run that died before it had written anything but its namespace."""
    metadata = namespace["metadata"]
    annotations = metadata.get("annotations") or {}
    name, made = metadata["name"], metadata["creationTimestamp"]
    return Journal(
        run=metadata["labels"][marks.RUN],
        scenario="",
        cause="",
        subject="",
        context=api.connection.context,
        server=api.server,
        namespace=name,
        own_namespace=True,
        by=annotations.get(marks.BY, "?"),
        machine="?",
        started=made,
        expires=annotations.get(marks.EXPIRES) or made,
        timed=False,
        status=Status.REVERTING if metadata.get("deletionTimestamp") else Status.MAKING,
        changes=[Created(path=f"/api/v1/namespaces/{name}", kind="Namespace", name=name, uid=metadata["uid"])],
    )
