"""The undo journal: what a run is about to change, written before it does, in the cluster and on disk."""
