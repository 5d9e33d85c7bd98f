"""Containers that start and end: why, with the structure (reasons, exit codes, events) asked before the log's text."""

from kanivete.diagnose.examiners.crash.examine import examine

__all__ = ["examine"]
