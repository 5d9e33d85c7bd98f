"""Shells, and the small programs that scripts call: they say who they are, what of, and the C library's error text.

Sources: bash's and dash's error messages, busybox ash, GNU coreutils; the C library's texts in English and Portuguese.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, simple
from kanivete.logs.locale import FOREIGN

_ENDS = (
    "syntax error", "unbound variable", "parameter not set", "parameter null or not set", "unterminated quoted string",
    "unexpected end of file", "unexpected EOF", "exec format error", "Exec format error", "bad interpreter",
    "argument list too long",
    "bad substitution", "Illegal option", "illegal option", "not a valid identifier", "variável não associada",
    "erro de sintaxe", "formato exec", "parâmetro não definido", "parâmetro nulo", "cannot open", "can't open",
    "Can't open",
)  # fmt: skip
_ERRORS = (
    "not found", "No such file or directory", "Permission denied", "can't create", "cannot create",
    "Read-only file system", "Is a directory", "Not a directory", "No space left on device", "cannot execute",
    "Operation not permitted", "Text file busy", "Address already in use", "invalid option", "unrecognized option",
    "missing operand", "Argument list too long", "numeric argument required", "bad number", "Illegal number",
    "não encontrado", "opção inválida", "required file not found",
    "Killed", "Segmentation fault", "Connection refused", "Bad file descriptor", "Input/output error",
    "Exec format", "unexpected operator", "out of range", "bad address", "Too many open files", *FOREIGN,
)  # fmt: skip
_WHO = re.compile(
    r"(?:exec (?:user process caused: )?[/\w.-]{0,200}|standard_init_linux\.go:\d{1,6}|"
    r"[-\w./+]{1,200})(?:: (?:linha |línea |ligne |Zeile |line )?\d{1,7})?: "
)
_EXEC = re.compile(
    r"\[dumb-init\] |\[FATAL {1,3}tini \(\d{1,9}\)\] exec |"
    r"(?:standard_init_linux\.go:\d{1,6}: )?exec (?:[^\s:]{1,300}: |user process caused)"
)


def _read(lines: Lines, index: int) -> Block | None:
    line = lines[index]
    body = line.body.strip()
    if line.format or len(body) > 500 or line.body[:1] in " \t":
        return None
    if _EXEC.match(body):
        return simple("shell", lines, index, strength=3)
    who = _WHO.match(body)
    if not who or "Error" in who[0] or "Exception" in who[0] or who[0][0].isupper():
        return None
    name = who[0].split(":", 1)[0]
    if "." in name and "/" not in name and not name.endswith(".sh"):
        return None
    ends = any(text in body for text in _ENDS)
    return simple("shell", lines, index, strength=3 if ends and _is_shell(name, body) else 2)


def _is_shell(name: str, body: str) -> bool:
    """Whether the shell itself says so, which ends a script, rather than a program that it called."""
    return (
        name.endswith(("sh", "ash"))
        or "line " in body[:120]
        or any(word in body[:120] for word in ("linha ", "línea ", "ligne ", "Zeile "))
        or "/" in name
    )


DETECTOR = Detector(markers=(*_ENDS, *_ERRORS, ": line ", ": linha ", ": línea ", ": ligne ", ": Zeile "), read=_read)
