"""What can go wrong with things of the toolbox.

ToolboxError            one line for people
├── RefusedError        the API server did not take it: admission, quota, RBAC
└── NotStartedError     it is in the cluster and does not start; `pod` is where to look for the cause
"""


class ToolboxError(Exception):
    """Any of these."""


class AbsentError(ToolboxError):
    """There is no such object."""


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
