"""Waiting until a fault shows, and telling for how long."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from kanivete.i18n import _
from kanivete.kube.api.client import Api
from kanivete.simulate.errors import NoSymptomError
from kanivete.simulate.plan import Plan
from kanivete.simulate.scenario.model import Wait
from kanivete.simulate.waiting import Place, has_come, words

_POLL = 1.0
DEADLINE = 300.0
"""Seconds that a fault is given to show."""


class Showing:
    """What is waited for in one run."""

    def __init__(self, api: Api, plan: Plan, wait: Wait) -> None:
        self._api = api
        self._wait = wait
        names = [manifest["metadata"]["name"] for manifest in plan.manifests]
        self._place = Place(plan.namespace, names, _value(plan.values, "node"))

    def has_come(self) -> bool:
        """Whether it shows now. Raises KubeError."""
        return has_come(self._api, self._wait, self._place, datetime.now(UTC))

    def wait(self, tell: Callable[[str], None], seconds: float = DEADLINE) -> None:
        """Return when it shows.

        Raises:
            NoSymptomError: It does not, within so many seconds.
            KubeError: The server cannot be asked.
        """
        begun = time.monotonic()
        while not self.has_come():
            passed = time.monotonic() - begun
            if passed > seconds:
                raise NoSymptomError(
                    _("no {symptom} within {seconds:.0f} s").format(symptom=words(self._wait), seconds=seconds)
                )
            tell(_("waiting for {symptom} ({seconds:.0f} s)").format(symptom=words(self._wait), seconds=passed))
            time.sleep(_POLL)


def _value(values: Mapping[str, str], name: str) -> str:
    return values.get(name, "")
