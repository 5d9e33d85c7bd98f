"""Jobs that failed and whose pods tell nothing."""

from kanivete.diagnose.examiners.job.examine import KINDS, examine

__all__ = ["KINDS", "examine"]
