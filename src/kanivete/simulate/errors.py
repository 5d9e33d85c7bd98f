"""Why a run is not begun, or not brought to its end. Each message is one line for people."""


class SimulateError(Exception):
    """Any of these."""


class RefusedError(SimulateError):
    """The run is not begun: nothing was changed. `reasons` are all of them, one line each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class InterruptedRunError(SimulateError):
    """Somebody else reverts the run, or has: nothing more is changed."""


class NotUndoneError(SimulateError):
    """Something could not be taken back. `reasons` say what and what to do, one line each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class NoSymptomError(SimulateError):
    """The fault was made, and does not show in time."""
