"""What a scenario is, and those that ship with kanivete."""
