"""Namespaces that are being deleted, and stay."""

from kanivete.diagnose.examiners.namespace.examine import KINDS, examine

__all__ = ["KINDS", "examine"]
