"""Steps and outcomes, as people read them."""

from kanivete.i18n import N_, _
from kanivete.probe.steps import Outcome, Probed, Step, StepName

OUTCOMES = {
    Outcome.OK: N_("ok"),
    Outcome.DROPPED: N_("dropped"),
    Outcome.REJECTED: N_("rejected"),
    Outcome.REFUSED: N_("refused"),
    Outcome.RESET: N_("reset"),
    Outcome.FAILED: N_("failed"),
    Outcome.UNKNOWN: N_("unknown"),
    Outcome.SKIPPED: N_("skipped"),
}
STEPS = {
    StepName.NAME: N_("name"),
    StepName.ROUTE: N_("route"),
    StepName.TCP: "TCP",
    StepName.UDP: "UDP",
    StepName.TLS: "TLS",
    StepName.HTTP: "HTTP",
}


def told(probed: Probed) -> str:
    """The result in one line: `TCP dropped: no answer in time`, or what the last step said."""
    step = probed.failed or next((s for s in probed.steps if s.outcome is Outcome.UNKNOWN), None)
    if step:
        return _line(step)
    return probed.steps[-1].said if probed.steps else ""


def duration(seconds: float | None) -> str:
    """`3 ms`, `1.2 s`; nothing where it was not measured."""
    if seconds is None:
        return ""
    return (
        f"{seconds:.1f} s" if seconds >= 0.9995 else f"{max(seconds * 1000, 0.1):.{0 if seconds >= 0.00095 else 1}f} ms"
    )


def _line(step: Step) -> str:
    head = f"{_(STEPS[step.name])} {_(OUTCOMES[step.outcome])}"
    return f"{head}: {step.said}" if step.said else head
