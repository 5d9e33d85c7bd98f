"""Recordings of a cluster: dumps, must-gathers, support bundles, snapshots, or whatever `kubectl get` printed."""

from kanivete.sources.recording.open import open_recording, read_recording

__all__ = ["open_recording", "read_recording"]
