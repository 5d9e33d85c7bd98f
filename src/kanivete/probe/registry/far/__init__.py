"""Requests to a registry from inside a Shell: by Python or curl, whichever is there."""
