"""Workloads whose pods the API server does not let be made: there is no pod to look at."""

from kanivete.diagnose.examiners.workload.examine import examine

__all__ = ["examine"]
