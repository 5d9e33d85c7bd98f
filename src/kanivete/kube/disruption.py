"""PodDisruptionBudgets: how many pods may be taken away on purpose.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
"""

from kanivete.kube.meta import Condition, KubeObject, Slice
from kanivete.kube.pods import IntOrString
from kanivete.kube.policies import FullSelector


class BudgetSpec(Slice, frozen=True):
    """Without a selector it picks no pod, with an empty one all."""

    selector: FullSelector | None = None
    min_available: IntOrString | None = None
    max_unavailable: IntOrString | None = None


class BudgetStatus(Slice, frozen=True):
    disruptions_allowed: int = 0
    current_healthy: int = 0
    desired_healthy: int = 0
    expected_pods: int = 0
    observed_generation: int = 0
    conditions: list[Condition] = []


class PodDisruptionBudget(KubeObject, frozen=True):
    spec: BudgetSpec = BudgetSpec()
    status: BudgetStatus = BudgetStatus()
