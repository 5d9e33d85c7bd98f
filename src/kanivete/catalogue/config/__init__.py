"""Containers that cannot be created: what their specification refers to is missing, or is refused."""
