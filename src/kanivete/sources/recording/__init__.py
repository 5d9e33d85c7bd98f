"""Recordings of a cluster: dumps, must-gathers, support bundles, or whatever `kubectl get` printed."""

from kanivete.sources.recording.open import open_recording

__all__ = ["open_recording"]
