"""Scenarios, runs and what they change, for people and programs."""
