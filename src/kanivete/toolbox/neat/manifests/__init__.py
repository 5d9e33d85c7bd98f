"""Manifests as text: YAML and JSON, several documents, and their comments."""
