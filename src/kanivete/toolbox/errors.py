"""What can go wrong with things of the toolbox.

ToolboxError            one line for people
├── RefusedError        the API server did not take it: admission, quota, RBAC
└── NotStartedError     it is in the cluster and does not start; `pod` is where to look for the cause
"""

from typing import Any

from kanivete.i18n import _
from kanivete.kube.kinds import Kind


class ToolboxError(Exception):
    """Any of these."""


class AbsentError(ToolboxError):
    """There is no such object. `name` is what it was called, `resource` its type; empty where it is no object."""

    def __init__(self, message: str, resource: str = "", namespace: str = "", name: str = "") -> None:
        super().__init__(message)
        self.resource = resource
        self.namespace = namespace
        self.name = name


def absent(kind: Kind[Any], namespace: str, name: str) -> AbsentError:
    """That a namespace has no object of that name."""
    text = _("there is no {kind} {name} in namespace {namespace}")
    said = text.format(kind=kind.kind, name=name, namespace=namespace)
    return AbsentError(said, kind.resource, namespace, name)


class RefusedError(ToolboxError):
    """The API server did not take it. `said` is its answer, verbatim."""

    def __init__(self, message: str, said: str) -> None:
        super().__init__(message)
        self.said = said


class NotStartedError(ToolboxError):
    """A container does not start. `pod` is its name in `namespace`."""

    def __init__(self, message: str, namespace: str, pod: str, *, image: bool = False) -> None:
        super().__init__(message)
        self.namespace = namespace
        self.pod = pod
        self.image = image
        """Whether it is for its image, so that another one may do."""
