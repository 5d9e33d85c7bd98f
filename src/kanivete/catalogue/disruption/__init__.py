"""Pods that should be taken away, and may not."""
