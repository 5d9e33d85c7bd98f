"""Changes that a workload's own settings hold back: told to who asks for it by name, and to nobody else."""

from typing import Any

import pytest

from kanivete.kube.workloads import Workload
from kanivete.model import Certainty, Finding, Scope, Severity
from tests.unit.diagnose.objects.making import findings, made


def workload(kind: str, spec: dict[str, Any], *, generation: int = 2, **status: Any) -> Workload:
    counts = {"updatedReplicas": 1, "updatedNumberScheduled": 1, "desiredNumberScheduled": 3} | status
    return made(
        Workload,
        kind,
        "web",
        metadata={"generation": generation},
        spec={"replicas": 3, **spec},
        status={"observedGeneration": 2, **counts},
    )


def named(found: Workload) -> tuple[Finding, ...]:
    return findings(found, scope=Scope(namespaces=("shop",), names=((found.kind, "web"),)))


def rolling(partition: int) -> dict[str, Any]:
    return {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": partition}}}


ON_DELETE = {"updateStrategy": {"type": "OnDelete"}}
HELD = [
    (workload("Deployment", {"paused": True}, updatedReplicas=0), "rollout.paused", "true", "updatedReplicas: 0 of 3"),
    (workload("StatefulSet", ON_DELETE), "rollout.on-delete", "OnDelete", "updatedReplicas: 1 of 3"),
    (workload("DaemonSet", ON_DELETE), "rollout.on-delete", "OnDelete", "updatedNumberScheduled: 1 of 3"),
    (workload("StatefulSet", rolling(2)), "rollout.partition", "2", "updatedReplicas: 1 of 3"),
]


@pytest.mark.parametrize(("found", "cause", "setting", "counts"), HELD)
def test_the_setting_and_what_lacks_the_change_are_quoted(
    found: Workload, cause: str, setting: str, counts: str
) -> None:
    (told,) = named(found)
    assert (told.cause, told.severity, told.certainty) == (cause, Severity.INFO, Certainty.PROVEN)
    assert [one.text for one in told.evidence] == [setting, counts]
    assert "<" not in told.title


@pytest.mark.parametrize("found", [each[0] for each in HELD])
@pytest.mark.parametrize("scope", [Scope(), Scope(namespaces=("shop",))])
def test_who_does_not_ask_for_it_is_not_told(found: Workload, scope: Scope) -> None:
    assert findings(found, scope=scope) == ()


@pytest.mark.parametrize(
    "found",
    [
        workload("Deployment", {"paused": True}, updatedReplicas=3),
        workload("Deployment", {"paused": True}, generation=3),
        workload("Deployment", {}),
        workload("Deployment", {"paused": True, "replicas": 0}, updatedReplicas=0),
        workload("StatefulSet", ON_DELETE, updatedReplicas=3),
        workload("StatefulSet", rolling(1)),
        workload("StatefulSet", rolling(2), updatedReplicas=3),
        workload("StatefulSet", rolling(0)),
        workload("DaemonSet", ON_DELETE, updatedNumberScheduled=3),
        workload("DaemonSet", rolling(0)),
    ],
    ids=[
        "paused-nothing-waits",
        "not-looked-at-yet",
        "rolling",
        "scaled-to-zero",
        "all-deleted-once",
        "not-yet-at-its-partition",
        "nothing-below-it-is-old",
        "no-partition",
        "daemons-all-new",
        "daemons-rolling",
    ],
)
def test_what_comes_by_itself_or_has_come_is_no_matter(found: Workload) -> None:
    assert named(found) == ()
