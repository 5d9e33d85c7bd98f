"""Ways to a node: the API, ssh, the machine itself, a pod on it, or what somebody has read there."""
