"""Nodes: what their conditions, leases and versions say, what their logs prove, and which firewall is behind it."""

from kanivete.diagnose.examiners.node.conditions import is_not_ready
from kanivete.diagnose.examiners.node.examine import examine
from kanivete.diagnose.examiners.node.silence import together

__all__ = ["examine", "is_not_ready", "together"]
