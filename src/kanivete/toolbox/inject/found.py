"""Workloads that have a sidecar, for `toolbox list` and `toolbox clean`."""

from collections.abc import Iterator

from kanivete.kube.api.client import Api
from kanivete.sources.live.paths import path_of
from kanivete.toolbox.inject.note import SELECTOR, Note, note_of
from kanivete.toolbox.inject.target import KINDS, Target
from kanivete.toolbox.workload import part


def injected(api: Api, namespace: str) -> Iterator[tuple[Target, Note]]:
    """Those in a namespace, or in all for none, with what is noted on them.

    Raises:
        KubeError: They may not be listed.
    """
    for kind in KINDS:
        for item in api.read(path_of(kind, namespace), {"labelSelector": SELECTOR}).get("items") or []:
            metadata = part(item, "metadata")
            workload = Target(kind, str(metadata.get("namespace")), str(metadata.get("name")), item)
            if note := note_of(workload):
                yield workload, note
