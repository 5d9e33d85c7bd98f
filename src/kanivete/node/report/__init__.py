"""All that was found out about one node, and how it was."""
