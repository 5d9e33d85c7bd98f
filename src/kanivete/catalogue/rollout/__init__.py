"""Changes that do not come to the pods."""
