"""What an unquoted word of YAML stands for, as kubectl understands it.

Source: sigs.k8s.io/yaml, YAML 1.1 without its dates and its numbers to the base of 60.
"""

import re

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(form for word in ("y", "yes", "on", "true") for form in (word, word.capitalize(), word.upper()))
_FALSE = frozenset(form for word in ("n", "no", "off", "false") for form in (word, word.capitalize(), word.upper()))
_INTEGER = re.compile(r"([-+]?)(?:0b([01_]{1,70})|0x([0-9a-fA-F_]{1,20})|0o?([0-7_]{1,30})|([0-9][0-9_]{0,30}))")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,40}|[0-9]{1,40}(?:\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,3})?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMERIC = frozenset("+-.0123456789")
_BASES = (2, 16, 8, 10)


def meaning(text: str) -> bool | int | float | str | None:
    """The value of an unquoted word; the word itself where it is a string."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text[0] not in _NUMERIC:
        return text
    if integer := _INTEGER.fullmatch(text):
        digits = integer.groups()[1:]
        base, found = next((base, found) for base, found in zip(_BASES, digits, strict=True) if found is not None)
        plain = found.replace("_", "")
        if plain:
            return int(integer[1] + plain, base)
    if _FLOAT.fullmatch(text):
        return float(text)
    return float(text.lower().replace(".", "")) if _INFINITE.fullmatch(text) else text
