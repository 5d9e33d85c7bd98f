"""Which of what is unhealthy was asked about."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from kanivete.diagnose.context import Context
from kanivete.diagnose.symptom import Symptom
from kanivete.i18n import _
from kanivete.kube.kinds import CLAIMS, INGRESSES, NODES, PODS, SERVICES, Kind, kind_named
from kanivete.kube.meta import KubeObject
from kanivete.kube.network import Ingress, Service
from kanivete.kube.pods import Pod
from kanivete.kube.routes import backends
from kanivete.kube.selectors import Matcher, SelectorError, selector
from kanivete.kube.volumes import claims_of
from kanivete.model import ObjectRef, Scope
from kanivete.sources.base import Missing

T = TypeVar("T", bound=KubeObject)


class NothingMatchedError(Exception):
    """Nothing in the source matches the scope. One line; exit code 4."""


class UnknownKindError(ValueError):
    """A TYPE of `TYPE/NAME` that kanivete cannot look at. One line; exit code 2."""


class Wanted:
    """The scope's names, looked up once: do they exist, and does a symptom belong to one of them?"""

    def __init__(self, scope: Scope, context: Context) -> None:
        self._context = context
        self._wanted = {self._kind(word): set[str]() for word, _name in scope.names}
        for word, name in scope.names:
            self._wanted[self._kind(word)].add(name)
        self._namespaces = scope.namespaces
        self._selector = scope.selector

    def check(self) -> None:
        """Raise unless every name exists, or could not be looked up.

        Raises:
            NothingMatchedError: One is known not to exist.
        """
        for kind_name, names in self._wanted.items():
            kind = kind_named(kind_name)
            assert kind is not None
            for name in sorted(names):
                places = self._namespaces if kind.namespaced and self._namespaces else ("",)
                if not kind.namespaced or self._namespaces:
                    found = [self._context.source.get(kind, place, name) for place in places]
                else:
                    listed = self._context.source.list(kind)
                    found = [Missing.UNSEEN if isinstance(listed, Missing) else Missing.ABSENT]
                    if not isinstance(listed, Missing) and any(o.metadata.name == name for o in listed):
                        continue
                if all(one is Missing.ABSENT for one in found):
                    where = self._namespaces if kind.namespaced else ()
                    raise NothingMatchedError(_missing(kind_name, name, where))

    def includes_pod(self, symptom: Symptom) -> bool:
        """Whether the pod, what it belongs to, is on or answers for was named; True where nothing was."""
        if not self._wanted:
            return True
        pod = symptom.pod
        return any(ref.name in self._wanted.get(ref.kind, ()) for ref in self._lineage(pod)) or self._is_behind(
            pod.metadata.namespace, pod.metadata.labels
        )

    @property
    def namespaces(self) -> tuple[str, ...]:
        """Those that were chosen; none for all of them."""
        return self._namespaces

    @property
    def has_names(self) -> bool:
        """Whether somebody asked about objects by name."""
        return bool(self._wanted)

    @property
    def is_everything(self) -> bool:
        """Whether the whole cluster is meant: no name, no namespace."""
        return not self._wanted and not self._namespaces

    @property
    def has_labels(self) -> bool:
        """Whether a label selector was given."""
        return bool(self._selector)

    def has_named(self, kind: Kind[Any]) -> bool:
        """Whether an object of the kind was named."""
        return kind.kind in self._wanted

    def may_include_workloads(self) -> bool:
        """Whether nothing but nodes and pods was named."""
        return not self._wanted or not self._wanted.keys() <= {NODES.kind, PODS.kind}

    def includes_workload(self, lineage: Iterable[ObjectRef], labels: Mapping[str, str]) -> bool:
        """Whether a controller or its owner was named and its pods' labels are those chosen; True where none were."""
        refs = tuple(lineage)
        named = not self._wanted or any(ref.name in self._wanted.get(ref.kind, ()) for ref in refs)
        behind = any(self._is_behind(ref.namespace, labels) for ref in refs[:1])
        return (named or behind) and self._is_labelled(labels)

    @property
    def places(self) -> tuple[str, ...]:
        """Where to list what is in namespaces: those that were chosen, or everywhere."""
        return tuple(sorted(set(self._namespaces))) or ("",)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The Services that were named or that a named Ingress leads to; all of the scope where nothing was named.

        A label selector means those that carry the labels, or pick pods that do.
        """
        if not self._wanted:
            return tuple(
                one
                for one in self._listed(SERVICES)
                if self._is_labelled(one.metadata.labels)
                or (one.spec.selector and self._is_labelled(one.spec.selector))
            )
        found = {(one.metadata.namespace, one.metadata.name): one for one in self.named(SERVICES)}
        for ingress in self.ingresses:
            for backend in backends(ingress):
                key = (ingress.metadata.namespace, backend.service)
                service = found.get(key) or self._context.source.get(SERVICES, *key)
                if not isinstance(service, Missing):
                    found[key] = service
        return tuple(found[key] for key in sorted(found))

    @cached_property
    def ingresses(self) -> tuple[Ingress, ...]:
        """The Ingresses that were named; all of the scope where nothing was named."""
        if self._wanted:
            return self.named(INGRESSES)
        return tuple(one for one in self._listed(INGRESSES) if self._is_labelled(one.metadata.labels))

    def named(self, kind: Kind[T]) -> tuple[T, ...]:
        """The objects of the kind that were named, as far as they can be seen."""
        names = self._wanted.get(kind.kind, set[str]())
        if not self._namespaces:
            return tuple(one for one in self._listed(kind) if one.metadata.name in names) if names else ()
        keys = [(place, name) for place in self.places for name in sorted(names)]
        found = (self._context.source.get(kind, *key) for key in keys)
        return tuple(one for one in found if not isinstance(one, Missing))

    def _listed(self, kind: Kind[T]) -> tuple[T, ...]:
        found = (self._context.source.list(kind, place) for place in self.places)
        return tuple(one for listed in found if not isinstance(listed, Missing) for one in listed)

    def _is_behind(self, namespace: str, labels: Mapping[str, str]) -> bool:
        """Whether a Service that was named, or one behind an Ingress that was, picks pods of such labels."""
        if not self._wanted.keys() & {SERVICES.kind, INGRESSES.kind}:
            return False
        return any(
            one.metadata.namespace == namespace and one.spec.selector and one.spec.selector.items() <= labels.items()
            for one in self.services
        )

    @cached_property
    def _is_labelled(self) -> Matcher:
        try:
            return selector(self._selector)
        except SelectorError:
            # A server may understand more; then nothing is known to match.
            return lambda _labels: False

    def may_include(self, *kinds: Kind[Any]) -> bool:
        """Whether objects of the kinds are in the scope at all, which saves asking for them."""
        if self._wanted:
            return any(kind.kind in self._wanted for kind in kinds)
        return not self._namespaces or any(kind.namespaced for kind in kinds)

    def includes_object(self, kind: Kind[Any], found: KubeObject) -> bool:
        """Whether the object was named; True where nothing was, if its labels are those chosen.

        What is in no namespace counts only where none was chosen.
        """
        if self._wanted:
            return found.metadata.name in self._wanted.get(kind.kind, ())
        return (kind.namespaced or not self._namespaces) and self._is_labelled(found.metadata.labels)

    def includes_node(self, name: str) -> bool:
        """Whether the node was named; True where nothing was named and no namespace chosen."""
        if not self._wanted:
            return not self._namespaces
        return name in self._wanted.get(NODES.kind, ())

    def _lineage(self, pod: Pod) -> list[ObjectRef]:
        refs = [ObjectRef(kind=PODS.kind, name=pod.metadata.name), self._context.workload(pod)]
        refs += [ObjectRef(kind=owner.kind, name=owner.name) for owner in pod.metadata.owner_references]
        refs += [ObjectRef(kind=CLAIMS.kind, name=claim) for claim in claims_of(pod)]
        return [*refs, ObjectRef(kind=NODES.kind, name=pod.spec.node_name)]

    @staticmethod
    def _kind(word: str) -> str:
        kind = kind_named(word)
        if kind is None:
            raise UnknownKindError(word)
        return kind.kind


def _missing(kind: str, name: str, namespaces: tuple[str, ...]) -> str:
    if not namespaces:
        return _("there is no {kind} {name}").format(kind=kind, name=name)
    return _("there is no {kind} {name} in {namespaces}").format(kind=kind, name=name, namespaces=", ".join(namespaces))
