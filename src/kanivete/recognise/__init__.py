"""Text to cause: what an event, a status message or a log line says, in the catalogue's words."""

from kanivete.recognise.about_node import about_node
from kanivete.recognise.recogniser import Recognition, by_reason, recognise, recognitions

__all__ = ["Recognition", "about_node", "by_reason", "recognise", "recognitions"]
