"""What came out of asking a registry for one image."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kanivete.kube.images import ImageReference
from kanivete.model import Certainty, Evidence
from kanivete.probe.registry.manifest import Platform
from kanivete.probe.registry.nearest import Suggestion
from kanivete.probe.steps import Outcome


class StageName(Enum):
    """What a runtime goes through for a pull, in its order."""

    NAME = "name"
    TCP = "tcp"
    TLS = "tls"
    PING = "ping"
    TOKEN = "token"
    MANIFEST = "manifest"
    CONFIG = "config"
    LAYERS = "layers"
    TAGS = "tags"


@dataclass(frozen=True)
class Stage:
    """One stage with one server (`host`): how it ended, the seconds it took, and the words or figures it ended with.

    `shown` names the credentials that were shown; it is empty where none were.
    """

    name: StageName
    host: str
    outcome: Outcome
    seconds: float | None = None
    said: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Content:
    """What the registry has under the name. `size` is in bytes, compressed, for the platform that was looked at.

    `speed` is in bytes a second, measured on the beginning of the largest layer (or on all layers: `downloaded`).
    """

    digest: str
    platforms: tuple[Platform, ...]
    platform: Platform | None = None
    layers: int = 0
    size: int = 0
    speed: float | None = None
    downloaded: bool = False

    @property
    def seconds(self) -> float | None:
        """How long the download takes at that speed."""
        return self.size / self.speed if self.speed else None


@dataclass(frozen=True)
class Limit:
    """How often one may pull, as Docker Hub says it: `remaining` of `limit` in `window` seconds."""

    limit: int
    remaining: int
    window: int = 0


@dataclass(frozen=True)
class Verdict:
    """One cause of the catalogue with what proves it, or none: then the image can be pulled.

    `facts` fill the catalogue's texts; `headline` replaces its title, `note` is a sentence for these facts; both in the
    reader's language.
    """

    cause: str = ""
    certainty: Certainty = Certainty.PROVEN
    evidence: tuple[Evidence, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    headline: str = ""
    note: str = ""
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether nothing stands in the way of a pull."""
        return not self.cause


@dataclass(frozen=True)
class Asked:
    """A registry, asked for `image` (None where `name` is no image's) from `origin`."""

    name: str
    image: ImageReference | None
    origin: str
    stages: tuple[Stage, ...]
    verdict: Verdict
    content: Content | None = None
    limit: Limit | None = None
    mirror: str = ""
    """The server that was asked instead of the registry."""
    proxy: str = ""
    tags: int = 0
    """How many tags the repository was seen to have."""
