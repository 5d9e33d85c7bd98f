"""What a value looks like: a credential, a name of one, or a word that stands in its place."""

import re

HIDDEN = "[redacted]"

_ABSENCES = ("null", "nil", "none", "undefined", "unset", "empty", "missing", "unknown", "true", "false", "yes", "no")
_VERDICTS = ("required", "invalid", "expired", "incorrect", "wrong", "failed")
_PROSE = (
    *("is", "are", "was", "were", "must", "not", "needs", "need", "should", "cannot", "can", "has", "have", "flag"),
    *("option", "and", "or", "to", "for", "with", "in", "if", "from", "the", "a", "an"),
)
_STAND_INS = frozenset((*_ABSENCES, *_VERDICTS, *_PROSE))
_STAND_IN = re.compile(r"[*.xX•-]+|<[^<>]*>?|\$\{[^}]*\}?|\$\([^)]*\)?|%[A-Z_]+%|\{\{.*|[\[\](){}<>:;,.\\|]+")
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9.-]*/[a-z0-9][a-z0-9.-]*")


def stands_in(value: str) -> bool:
    """Whether it is a placeholder, a variable that was not filled in, or a word of prose."""
    return not value or value.lower().rstrip(".,:;!?") in _STAND_INS or _STAND_IN.fullmatch(value) is not None


def names_object(value: str) -> bool:
    """Whether it is `namespace/name`."""
    return _REFERENCE.fullmatch(value) is not None


def looks_random(value: str) -> bool:
    """Whether no word looks like this: digits or signs among letters, changing case, or long."""
    bare = value.strip(".,:;!?")
    if any(c.isdigit() or c in "!#$%^&*+=@~" for c in bare):
        return True
    return len(bare) >= 24 or (bare[1:] != bare[1:].lower() and bare != bare.upper())
