"""Whether one thing in the cluster reaches another, and where it breaks: first by the objects, then by trying."""
