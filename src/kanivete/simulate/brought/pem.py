"""Certificates that scenarios show: made once, good for nothing else, and known by the names of their files.

`authority` is the certificate of an authority whose key nobody has; the `web…` are its own, for a Service named `web`
(`web-other-names`: for others), each with its key.
"""

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

PREFIX = "certificate."
"""So begin the names that scenarios have for them: `{{certificate.web-expired}}`."""


def known() -> frozenset[str]:
    """The names of all."""
    return frozenset(file.name.removesuffix(".pem") for file in _folder().iterdir())


def text(name: str) -> str:
    """One in PEM, after its key where it has one."""
    return (_folder() / f"{name}.pem").read_text(encoding="ascii")


def values(asked: Iterable[str]) -> dict[str, str]:
    """The certificates among the values that a scenario asks for."""
    names = {name.removeprefix(PREFIX) for name in asked if name.startswith(PREFIX)}
    return {f"{PREFIX}{name}": text(name) for name in names & known()}


def _folder() -> Traversable:
    return files("kanivete.simulate.brought") / "certificates"
