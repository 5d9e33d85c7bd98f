"""The name of one thing in (or near) a cluster."""

from msgspec import Struct


class ObjectRef(Struct, frozen=True, omit_defaults=True, rename="camel", order=True):
    """Identifies an object.

    Things that are not Kubernetes objects have no `api_version`: a `Registry` is named by its `host[:port]`.
    """

    kind: str
    name: str
    namespace: str = ""
    api_version: str = ""

    def __str__(self) -> str:
        """`Kind namespace/name`, as people write it."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"
