"""One module for each language or family of programs; each makes its detector known as `DETECTOR`."""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

import re2

from kanivete.logs.block import Detector


@cache
def detectors() -> tuple[Detector, ...]:
    """The detectors of all modules here, by their names' order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").DETECTOR for name in names)


@cache
def interesting() -> Callable[[str], object]:
    """Tells at once whether any detector has to be asked about a text."""
    markers = sorted({marker for detector in detectors() for marker in detector.markers})
    search: Callable[[str], object] = re2.compile("|".join(map(re2.escape, markers))).search
    return search
