"""Checks, for people and for programs."""
