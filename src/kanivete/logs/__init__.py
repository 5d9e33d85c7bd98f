"""Find the failure in the log that a program left when it died, and quote it."""

from kanivete.logs.failure import Failure
from kanivete.logs.finder import find_failure
from kanivete.logs.locale import in_english
from kanivete.logs.window import last_lines

__all__ = ["Failure", "find_failure", "in_english", "last_lines"]
