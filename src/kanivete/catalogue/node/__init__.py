"""Why a node is not ready, or not well: what its kubelet, its kernel and its conditions say."""
