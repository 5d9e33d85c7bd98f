"""What can go wrong between us and an API server.

    KubeError
    ├── ConfigError             the kubeconfig, or what it points to, cannot be used
    │   └── CredentialError     … its credentials: an exec plugin failed, a token has expired
    ├── UnreachableError        no answer: refused, timed out, unknown host, TLS
    │   └── LostAnswerError     … to a request that changes something: it may have been done
    ├── NotKubernetesError      an answer, but not of an API server: a proxy's or a login page
    ├── ExecError               a program could not be run in a container; `exit_code` is 126 or 127 where it is the
    │                           program's fault, else None
    ├── WaitError               what was waited for did not come in time; `last` is how the object was
    └── AnswerError             the API server said no; `status` is the HTTP code, `reason` its word for it
        ├── UnauthorizedError   401
        ├── ForbiddenError      403
        ├── NotFoundError       404: `unserved` where it is the whole resource that is missing
        └── ExpiredError        410: the list's continue token is too old

Each message is one line for people and says what to do where something can be done.
"""

from typing import Any


class KubeError(Exception):
    """Any of these."""


class ConfigError(KubeError):
    """The kubeconfig cannot be used."""


class CredentialError(ConfigError):
    """Credentials cannot be had."""


class UnreachableError(KubeError):
    """There was no answer."""


class LostAnswerError(UnreachableError):
    """There was no answer, and what was asked may have been done."""


class NotKubernetesError(KubeError):
    """Something else answered."""


class ExecError(KubeError):
    """A program could not be run in a container. `exit_code` is a shell's where there is no such program."""

    def __init__(self, message: str, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class WaitError(KubeError):
    """What was waited for did not come in time. `last` is the object as it was, None where there was none."""

    def __init__(self, message: str, last: dict[str, Any] | None) -> None:
        super().__init__(message)
        self.last = last


class AnswerError(KubeError):
    """The API server answered with an error."""

    def __init__(self, message: str, status: int, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class UnauthorizedError(AnswerError):
    """It does not know who asks."""


class ForbiddenError(AnswerError):
    """It knows, and does not allow it."""


class NotFoundError(AnswerError):
    """There is no such object; or, if `unserved`, no such API."""

    def __init__(self, message: str, status: int, reason: str = "", *, unserved: bool = False) -> None:
        super().__init__(message, status, reason)
        self.unserved = unserved


class ExpiredError(AnswerError):
    """The list has changed too much since its first page."""
