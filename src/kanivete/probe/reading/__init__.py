"""What the facts of an attempt mean, in steps."""
