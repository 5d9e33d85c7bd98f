"""Untrusted text made fit to be shown or kept: credentials hidden, terminal control sequences escaped."""

from kanivete.redact.slices import redact_slice
from kanivete.redact.text import clean, redact

__all__ = ["clean", "redact", "redact_slice"]
