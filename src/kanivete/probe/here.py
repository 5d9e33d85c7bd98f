"""A connection tried from this machine."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from kanivete.i18n import _
from kanivete.kube.typed import converted
from kanivete.probe.facts import Facts
from kanivete.probe.far.attempt import attempt
from kanivete.probe.reading.read import read
from kanivete.probe.steps import Probed, Target


def probe_here(target: Target, *, seconds: float = 5.0) -> Probed:
    """Try the steps of a connection, each for at most `seconds`. Never raises for what is found."""
    found = converted(attempt(wanted(target), seconds), Facts)
    probed = read(_("this machine"), target, found, datetime.now(UTC))
    return replace(probed, program="python3")


def wanted(target: Target) -> dict[str, Any]:
    """The target as `kanivete.probe.far` takes it."""
    plain: dict[str, Any] = msgspec.to_builtins(target)
    return plain
