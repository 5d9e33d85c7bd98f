"""Faults made on purpose on a real cluster, and taken back."""
