"""Which images there are: names, layers and configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from . import layers
from .layers import LayerMaker

_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Recipe:
    """An image. ``repository`` is a path in the registry named by ``registry``, without its host."""

    repository: str
    tags: tuple[str, ...]
    layers: tuple[LayerMaker, ...]
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    user: str = ""
    more: dict[str, object] = field(default_factory=dict)
    architecture: str = "amd64"
    index: bool = False
    registry: Literal["mirror", "private"] = "mirror"

    @property
    def config(self) -> dict[str, object]:
        """The image configuration's ``config``."""
        given = {"Entrypoint": list(self.entrypoint), "Cmd": list(self.command), "User": self.user}
        return {"Env": [_PATH], **{name: value for name, value in given.items() if value}, **self.more}


_ALPINE = (layers.busybox, layers.alpine)
_LATEST = ("latest",)
_SCRIPT = ("/entrypoint.sh",)

RECIPES: tuple[Recipe, ...] = (
    Recipe("pause", ("3.8", "3.9", "3.10", "3.10.1"), (layers.pause,), ("/pause",), user="65535:65535"),
    Recipe("library/busybox", ("latest", "1.36"), (layers.busybox,), command=("sh",)),
    Recipe("library/alpine", ("latest", "3.20"), _ALPINE, command=("/bin/sh",)),
    Recipe("library/debian", ("latest", "bookworm-slim"), (layers.debian,), command=("sh",)),
    Recipe("library/python", ("latest", "3.11", "3.11-slim"), (layers.debian, layers.python), command=("python3",)),
    Recipe("library/node", ("latest", "18"), (layers.debian, layers.icu, layers.node), command=("node",)),
    Recipe(
        "library/nginx",
        ("latest", "1.27"),
        (layers.debian, layers.nginx),
        command=("nginx", "-g", "daemon off;"),
        more={"StopSignal": "SIGQUIT", "ExposedPorts": {"80/tcp": {}}},
    ),
    Recipe("library/redis", ("latest", "7.0"), (layers.debian, layers.redis), command=("redis-server", "--save", "")),
    Recipe("curlimages/curl", ("latest", "8.8.0"), (layers.debian, layers.curl), ("curl",), user="65534"),
    Recipe("nicolaka/netshoot", _LATEST, (layers.debian, layers.icu, layers.netshoot), command=("sh",)),
    Recipe("coredns/coredns", ("v1.14.6",), (layers.coredns,), ("/coredns",)),
    Recipe("labtest/web", ("latest", "1.0"), (layers.web,), ("/web",), user="65534"),
    Recipe("team/app", ("1.0",), (layers.web,), ("/web",), user="65534", registry="private"),
    Recipe("labtest/crasher", _LATEST, (*_ALPINE, layers.crasher), ("/crasher",)),
    Recipe("labtest/java", ("17",), (*_ALPINE, layers.java), ("java",)),
    Recipe("labtest/crlf", _LATEST, (*_ALPINE, layers.crlf), _SCRIPT),
    Recipe("labtest/no-interpreter", _LATEST, (*_ALPINE, layers.no_interpreter), _SCRIPT),
    Recipe("labtest/env-interpreter", _LATEST, (*_ALPINE, layers.env_interpreter), _SCRIPT),
    Recipe("labtest/no-shebang", _LATEST, (*_ALPINE, layers.no_shebang), _SCRIPT),
    Recipe("labtest/not-executable", _LATEST, (*_ALPINE, layers.not_executable), _SCRIPT),
    Recipe("labtest/no-loader", _LATEST, (*_ALPINE, layers.no_loader), ("/app",)),
    Recipe("labtest/named-user", _LATEST, (layers.web,), ("/web",), user="app"),
    Recipe("labtest/unknown-user", _LATEST, (layers.web,), ("/web",), user="deploy"),
    Recipe("labtest/arm64only", _LATEST, (layers.foreign,), ("/app",), architecture="arm64", index=True),
    Recipe("labtest/arm64single", _LATEST, (layers.foreign,), ("/app",), architecture="arm64"),
    # says amd64, and holds a program for arm64
    Recipe("labtest/wrongarch", _LATEST, (layers.foreign,), ("/app",)),
)
