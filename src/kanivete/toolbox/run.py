"""One run of a command that puts something into a cluster: its id, who asked for it, when it ends."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kanivete.kube.api.client import Api
from kanivete.kube.api.errors import KubeError
from kanivete.toolbox import marks

_WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews"


@dataclass(frozen=True)
class Run:
    """`id` is short enough for names; `by` is empty where the API server does not tell who we are."""

    id: str
    by: str
    purpose: str
    expires: datetime

    @classmethod
    def new(cls, api: Api, purpose: str, seconds: int) -> "Run":
        """A new one, that ends after so many seconds."""
        expires = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
        return cls(secrets.token_hex(4), who_am_i(api), purpose, expires)

    @property
    def name(self) -> str:
        """A name for an object or a container."""
        return f"kanivete-{self.purpose}-{self.id}"

    @property
    def labels(self) -> dict[str, str]:
        """What all its objects are found by."""
        return marks.labels(self.purpose, self.id)

    @property
    def annotations(self) -> dict[str, str]:
        """When they end, and who made them."""
        return {marks.EXPIRES: f"{self.expires:%Y-%m-%dT%H:%M:%SZ}", **({marks.BY: self.by} if self.by else {})}


def who_am_i(api: Api) -> str:
    """Our name as the API server knows it; empty where it does not tell (before 1.28)."""
    body: dict[str, Any] = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    try:
        answer = api.create(_WHO_AM_I, body)
    except KubeError:
        return ""
    status = answer.get("status")
    info = status.get("userInfo") if isinstance(status, dict) else None
    name = info.get("username") if isinstance(info, dict) else None
    return name if isinstance(name, str) else ""
