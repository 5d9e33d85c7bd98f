"""Aggregated APIs that are not served."""

from kanivete.diagnose.examiners.api.examine import KINDS, examine, unserved

__all__ = ["KINDS", "examine", "unserved"]
