"""The causes kanivete knows, one module per family (and per topic within a large family).

A module of this package offers `CAUSES: tuple[Cause, ...]`; every module found here is part of the catalogue.
"""

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType

from kanivete.catalogue.entry import Cause

__all__ = ["Cause", "catalogue"]


@cache
def catalogue() -> MappingProxyType[str, Cause]:
    """All causes by id, sorted.

    Raises:
        ValueError: Two entries have one id.
    """
    found: dict[str, Cause] = {}
    for module in pkgutil.walk_packages(__path__, prefix=f"{__name__}."):
        for cause in getattr(importlib.import_module(module.name), "CAUSES", ()):
            if cause.id in found:
                raise ValueError(f"the catalogue has two entries {cause.id!r}")
            found[cause.id] = cause
    return MappingProxyType(dict(sorted(found.items())))
