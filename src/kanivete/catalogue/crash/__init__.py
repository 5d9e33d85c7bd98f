"""Containers that start and end, and containers that the runtime could not exec."""
