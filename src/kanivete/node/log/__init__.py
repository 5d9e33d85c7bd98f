"""Reading the log of a node: what its kubelet, its services and its kernel say ails it."""

from kanivete.node.log.read import LoggedCause, LogReport, read

__all__ = ["LogReport", "LoggedCause", "read"]
