"""What a live cluster did not show, and the RBAC rule that would show it."""

import threading
from typing import TypeVar

from kanivete.i18n import _
from kanivete.kube.api.errors import ConfigError, ForbiddenError, KubeError, NotFoundError
from kanivete.kube.api.grants import rule
from kanivete.kube.kinds import Kind
from kanivete.kube.meta import KubeObject
from kanivete.model import Gap
from kanivete.redact import clean
from kanivete.sources.base import Missing, SourceError

T = TypeVar("T", bound=KubeObject)

_MOST_FIELDS = 20
_LONGEST = 300


class Gaps:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gaps: set[Gap] = set()
        self._fields = 0
        self.reached = False
        """Whether the cluster has shown anything, or at least said why not. Until then, a failure is the end."""

    def all(self) -> tuple[Gap, ...]:
        with self._lock:
            return tuple(sorted(self._gaps))

    def failed(self, error: KubeError, what: str, where: str, rule: str) -> Missing:
        """Note what could not be read and why, with the rule to grant where that is why.

        Raises:
            SourceError: Nothing at all can be read.
        """
        refused = isinstance(error, ForbiddenError | NotFoundError)
        self.reached = self.reached or refused
        if isinstance(error, ConfigError) or not self.reached:
            raise SourceError(clean(str(error))) from error
        why = clean(str(error))[:_LONGEST]
        if isinstance(error, ForbiddenError):
            self.add(Gap(what, where, _("forbidden: {why}").format(why=why), rule))
        else:
            self.add(Gap(what, where, why))
        return Missing.UNSEEN

    def add(self, gap: Gap) -> None:
        with self._lock:
            self._gaps.add(gap)

    def dropped(self, problems: list[str]) -> None:
        """Note fields that could not be understood."""
        for problem in problems:
            with self._lock:
                self._fields += 1
                if self._fields <= _MOST_FIELDS:
                    self._gaps.add(Gap("fields", "", clean(problem)[:_LONGEST]))


def grant(kind: Kind[T], verb: str, below: str = "") -> str:
    """The rule of a Role or ClusterRole that allows it, as YAML on one line."""
    resource = f"{kind.resource}/{below}" if below else kind.resource
    return rule(kind.group, resource, verb)
