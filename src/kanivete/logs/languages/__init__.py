"""One module for each language or family of programs; each makes its detector known as `DETECTOR`."""

import pkgutil
from functools import cache
from importlib import import_module

from kanivete.logs.block import Detector


@cache
def detectors() -> tuple[Detector, ...]:
    """The detectors of all modules here, by their names' order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").DETECTOR for name in names)
