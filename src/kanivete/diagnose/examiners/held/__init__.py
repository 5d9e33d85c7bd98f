"""Changes of a workload that were asked for, and that its own settings hold back."""

from kanivete.diagnose.examiners.held.examine import examine

__all__ = ["examine"]
