"""Which of what is unhealthy was asked about."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from kanivete.diagnose.context import Context
from kanivete.diagnose.symptom import Symptom
from kanivete.i18n import _
from kanivete.kube.kinds import NODES, PODS, kind_named
from kanivete.kube.pods import Pod
from kanivete.kube.selectors import Matcher, SelectorError, selector
from kanivete.model import ObjectRef, Scope
from kanivete.sources.base import Missing


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
        """Whether the pod, one of its controllers or its node was named; True where nothing was."""
        if not self._wanted:
            return True
        return any(ref.name in self._wanted.get(ref.kind, ()) for ref in self._lineage(symptom.pod))

    @property
    def namespaces(self) -> tuple[str, ...]:
        """Those that were chosen; none for all of them."""
        return self._namespaces

    def may_include_workloads(self) -> bool:
        """Whether nothing but nodes and pods was named."""
        return not self._wanted or not self._wanted.keys() <= {NODES.kind, PODS.kind}

    def includes_workload(self, lineage: Iterable[ObjectRef], labels: Mapping[str, str]) -> bool:
        """Whether a controller or its owner was named and its pods' labels are those chosen; True where none were."""
        named = not self._wanted or any(ref.name in self._wanted.get(ref.kind, ()) for ref in lineage)
        return named and self._is_labelled(labels)

    @cached_property
    def _is_labelled(self) -> Matcher:
        try:
            return selector(self._selector)
        except SelectorError:
            # A server may understand more; then nothing is known to match.
            return lambda _labels: False

    def includes_node(self, name: str) -> bool:
        """Whether the node was named; True where nothing was named and no namespace chosen."""
        if not self._wanted:
            return not self._namespaces
        return name in self._wanted.get(NODES.kind, ())

    def _lineage(self, pod: Pod) -> list[ObjectRef]:
        refs = [ObjectRef(kind=PODS.kind, name=pod.metadata.name), self._context.workload(pod)]
        refs += [ObjectRef(kind=owner.kind, name=owner.name) for owner in pod.metadata.owner_references]
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
