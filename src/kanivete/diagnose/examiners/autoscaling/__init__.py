"""Autoscalers that do not scale."""

from kanivete.diagnose.examiners.autoscaling.examine import KINDS, examine

__all__ = ["KINDS", "examine"]
