"""A sidecar in a workload, for clusters that refuse test pods and ephemeral containers; and its removal."""
