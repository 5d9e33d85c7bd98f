"""What is sent to the other side: the modules of `kanivete.probe.far` for Python, a script for every POSIX shell."""

import json
import math
import shlex
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

_FAR = "kanivete.probe.far"
_ATTEMPT = ("connect", "dns", "talk", "attempt")
_ARRIVAL = ("arrival",)
"""Each module after those that it imports; the last one's `main` is called."""
_LOAD = (
    "import sys,types\n"
    "def load(sources):\n"
    "    for name, source in sources:\n"
    "        module = sys.modules[name] = types.ModuleType(name)\n"
    "        exec(compile(source, name, 'exec'), module.__dict__)\n"
)


def python_program(targets: Sequence[dict[str, Any]], seconds: float) -> str:
    """One Python program that tries the targets; ASCII only."""
    return _program(_ATTEMPT, {"seconds": seconds, "targets": list(targets)})


def arrival_script(given: dict[str, Any]) -> str:
    """A script for `sh` that runs `kanivete.probe.far.arrival`; its exit code is 127 where there is no Python."""
    return f"{{\nprogram={shlex.quote(_program(_ARRIVAL, given))}\n{_functions()}\nno_python && exit 127\nexit 0\n}}\n"


def shell_script(targets: Sequence[dict[str, Any]], seconds: float) -> str:
    """The script to be read by `sh` from its standard input: it uses Python where that is there."""
    calls = "\n".join(f"next {number} {_words(target)}" for number, target in enumerate(targets))
    program = shlex.quote(python_program(targets, seconds))
    steps = f"if no_python; then\n{calls}\nwait\nfi\nexit 0"
    return f"{{\nseconds={max(math.ceil(seconds), 1)}\nprogram={program}\n{_functions()}\n{steps}\n}}\n"


def _program(modules: tuple[str, ...], given: dict[str, Any]) -> str:
    loaded = f"{_LOAD}load({_sources(modules)!a})\n"
    return f"{loaded}sys.modules['{_FAR}.{modules[-1]}'].main(__import__('json').loads({json.dumps(given)!a}))\n"


@cache
def _functions() -> str:
    return resources.files("kanivete.probe.remote").joinpath("script.sh").read_text("ascii")


@cache
def _sources(modules: tuple[str, ...]) -> list[tuple[str, str]]:
    folder = resources.files(_FAR)
    return [(f"{_FAR}.{name}", folder.joinpath(f"{name}.py").read_text("utf-8")) for name in modules]


def _words(target: dict[str, Any]) -> str:
    path = target["http_path"]
    words = (
        target["host"],
        "" if target["port"] is None else str(target["port"]),
        target["protocol"],
        "tls" if target["tls"] else "",
        "" if path is None else "/" + path.lstrip("/"),
        target["server_name"] or target["host"].rstrip("."),
    )
    return " ".join(shlex.quote(word) for word in words)
