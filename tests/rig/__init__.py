"""A real Kubernetes cluster on one Linux machine: `python -m tests.rig up`."""
