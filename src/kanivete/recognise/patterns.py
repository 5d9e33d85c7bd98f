"""The catalogue's patterns: case ignored, and `.` matches line ends too."""

from kanivete.regex import Match, Regex
from kanivete.regex import compiled as _compiled

__all__ = ["Match", "Regex", "compiled"]


def compiled(pattern: str) -> Regex:
    """The pattern, compiled when first used.

    Raises:
        ValueError: It is no RE2 pattern.
    """
    return _compiled(pattern, "is")
