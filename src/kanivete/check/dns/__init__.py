"""The DNS of a cluster, looked at as a whole."""
