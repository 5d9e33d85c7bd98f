"""Connections tried from where a Shell is: with what is there, in one round trip."""

from kanivete.probe.remote.probe import probe_from, probe_many_from

__all__ = ["probe_from", "probe_many_from"]
