"""Whether an image can be pulled: what its registry answers, set against what the kubelet says."""
