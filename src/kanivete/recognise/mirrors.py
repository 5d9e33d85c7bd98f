"""Where the last word begins in a text that tells of several attempts."""

_FAILED = "Mirrors also failed: "
_PRIMARY = "]): "


def primary(text: str) -> int:
    """The offset of what containers/image says of the registry itself, after what it says of its mirrors; 0 for none.

    Its form is `(Mirrors also failed: [mirror/a:1: why] [...]): registry/a:1: why` (docker_image_src.go).
    """
    begin = text.find(_FAILED)
    end = text.find(_PRIMARY, begin) if begin >= 0 else -1
    return end + len(_PRIMARY) if end >= 0 else 0


def mirrors(text: str) -> str:
    """What it says of the mirrors, or nothing."""
    begin, end = text.find(_FAILED), primary(text)
    return text[begin + len(_FAILED) : end - len(_PRIMARY) + 1] if end else ""
