"""A fault that is made and not named, for somebody to find."""
