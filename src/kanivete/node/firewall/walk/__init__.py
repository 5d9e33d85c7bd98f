"""Walking a packet through the rules: every way it may go, where something cannot be decided."""
