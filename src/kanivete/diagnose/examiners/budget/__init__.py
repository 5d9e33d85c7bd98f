"""PodDisruptionBudgets that let no pod be evicted."""

from kanivete.diagnose.examiners.budget.examine import KINDS, examine

__all__ = ["KINDS", "examine"]
