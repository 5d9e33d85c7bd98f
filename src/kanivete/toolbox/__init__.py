"""Test pods, ephemeral containers and sidecars, what they leave in the cluster, and manifests made neat."""
