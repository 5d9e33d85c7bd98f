"""Which controller something is about."""

from typing import cast

from kanivete.kube.kinds import KINDS, Kind
from kanivete.kube.meta import Reference
from kanivete.kube.workloads import Workload

_CONTROLLERS = [cast("Kind[Workload]", kind) for kind in KINDS if cast("object", kind.type) is Workload]


def controller_kind(about: Reference) -> Kind[Workload] | None:
    """The controller's kind, None for anything else; kinds of the same name belong to other groups as well."""
    group = about.api_version.rpartition("/")[0]
    of_that_name = (kind for kind in _CONTROLLERS if kind.kind == about.kind)
    return next((kind for kind in of_that_name if not about.api_version or kind.group == group), None)
