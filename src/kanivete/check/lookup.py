"""Objects by name, and what is asked of them everywhere in a check."""

import difflib
from collections.abc import Iterable
from typing import TypeVar

from kanivete.check.words import Named
from kanivete.i18n import _
from kanivete.kube.kinds import PODS, Kind
from kanivete.kube.meta import KubeObject, condition
from kanivete.kube.nodes import Node
from kanivete.kube.pods import Pod
from kanivete.kube.workloads import Workload
from kanivete.model import ObjectRef
from kanivete.sources.base import Missing, Source, SourceError

T = TypeVar("T", bound=KubeObject)


class NothingFoundError(Exception):
    """FROM or TO names an object that does not exist. One line, with the nearest names; exit code 4."""


def reference(of: T, kind: Kind[T]) -> ObjectRef:
    """The name of an object of that kind."""
    return ObjectRef(
        api_version=kind.api_version, kind=kind.kind, namespace=of.metadata.namespace, name=of.metadata.name
    )


def one(kind: Kind[T], namespace: str, name: str, source: Source) -> T:
    """The object of that name.

    Raises:
        NothingFoundError: There is none.
        SourceError: It cannot be seen.
    """
    found = source.get(kind, namespace, name)
    if not isinstance(found, Missing):
        return found
    where = _(" in {namespace}").format(namespace=namespace) if namespace else ""
    if found is Missing.UNSEEN:
        raise SourceError(
            _("{kind} {name}{where} cannot be seen: {why}").format(
                kind=kind.kind, name=name, where=where, why=why_unseen(kind, source)
            )
        )
    known = [other.metadata.name for other in listed(kind, namespace, source)]
    raise NothingFoundError(
        _("there is no {kind} {name}{where}").format(kind=kind.kind, name=name, where=where) + did_you_mean(name, known)
    )


def workload_pods(word: Named, namespace: str, source: Source) -> tuple[ObjectRef, list[Pod]]:
    """A workload and its pods that are not over, those that are ready first.

    Raises:
        NothingFoundError: There is no such workload.
        SourceError: It or the pods cannot be seen.
    """
    found = one(word.kind, namespace, word.name, source)
    ref = reference(found, word.kind)
    selector = found.spec.selector.match_labels if isinstance(found, Workload) and found.spec.selector else {}
    pods = [
        pod
        for pod in seen(PODS, namespace, source)
        if not is_over(pod) and ((selector and selector.items() <= pod.metadata.labels.items()) or owns(found, pod))
    ]
    return ref, sorted(pods, key=lambda pod: (not is_ready(pod), pod.metadata.name))


def owns(owner: KubeObject, pod: Pod) -> bool:
    """Whether the pod names the object as its owner."""
    uid = owner.metadata.uid
    return bool(uid) and any(one.uid == uid for one in pod.metadata.owner_references)


def seen(kind: Kind[T], namespace: str, source: Source) -> tuple[T, ...]:
    """All of a kind.

    Raises:
        SourceError: They cannot be seen.
    """
    found = source.list(kind, namespace)
    if isinstance(found, Missing):
        where = _(" in {namespace}").format(namespace=namespace) if namespace else ""
        raise SourceError(
            _("{resource}{where} cannot be seen: {why}").format(
                resource=kind.resource, where=where, why=why_unseen(kind, source)
            )
        )
    return found


def why_unseen(kind: Kind[T], source: Source) -> str:
    """What the source says why it could not see the kind, and the grant that would help."""
    gap = next((gap for gap in source.gaps() if gap.what == kind.resource), None)
    if gap is None:
        return ""
    return f"{gap.why}; {_('grant: {rule}').format(rule=gap.grant)}" if gap.grant else gap.why


def listed(kind: Kind[T], namespace: str, source: Source) -> tuple[T, ...]:
    """All of a kind that can be seen; nothing where it cannot: not to be taken for there being none."""
    found = source.list(kind, namespace)
    return () if isinstance(found, Missing) else found


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean web or web-2?`, or nothing."""
    near = difflib.get_close_matches(name, sorted(set(known)), n=3, cutoff=0.6)
    return _("; did you mean {names}?").format(names=_(" or ").join(near)) if near else ""


def is_ready(pod: Pod) -> bool:
    """Whether its condition Ready is True."""
    return condition(pod.status.conditions, "Ready", "True") is not None


def is_ready_node(node: Node) -> bool:
    """Whether its condition Ready is True."""
    return condition(node.status.conditions, "Ready", "True") is not None


def address_of(node: Node) -> str:
    """The node's InternalIP, or the first address it has."""
    addresses = sorted(node.status.addresses, key=lambda a: a.type != "InternalIP")
    return addresses[0].address if addresses else ""


def is_over(pod: Pod) -> bool:
    """Whether its containers have ended for good."""
    return pod.status.phase in ("Succeeded", "Failed")
