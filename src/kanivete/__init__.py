"""kanivete: from a Kubernetes symptom to its root cause, with the proof."""

__version__ = "0.1.0"
