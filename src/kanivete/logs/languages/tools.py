"""Command-line tools: refused arguments with the usage after, and "Error: …" as many programs end.

Sources: argparse, click, clap, cobra, Go's flag; git, curl, the AWS and Google clients.
"""

import re

from kanivete.logs.block import Block, Detector, Lines, simple

_ARGUMENTS = (
    ": error: the following arguments are required", ": error: unrecognized arguments", ": error: argument ",
    ": error: invalid choice", "error: the following required arguments were not provided",
    "error: unexpected argument", "error: unrecognized subcommand", "error: invalid value",
    "flag provided but not defined: ", "Error: required flag(s)", "Error: unknown command", "Error: unknown flag",
    "Error: unknown shorthand flag", "Error: Missing option", "Error: Missing argument", "Error: No such option",
    "Error: No such command", "Error: Got unexpected", "Error: Invalid value for", "error: unknown option",
)  # fmt: skip
_TOOLS = (
    "curl: (", "Unable to locate credentials", "An error occurred (", "could not find default credentials",
    "NoCredentialProviders", "failed to refresh cached credentials", "Could not connect to Redis at",
    "ERROR 2002 (HY000)", "ERROR 1045 (28000)", "ERROR 2003 (HY000)", "ERROR 2005 (HY000)", "FAILED: ", "Can't locate ",
    "Permission denied (publickey", "ssh: connect to host ",
)  # fmt: skip
_PLAIN = re.compile(
    r"(?:[\w./+-]{1,60}: )?(?:[│|] )?(?:Error|error|ERROR|fatal|Fatal|FATAL|Erro|erro)(?: \d{1,5})?: \S"
    r"|(?:==> )?Error [a-z]{2,20}ing [^:]{1,80}: \S"
)


def _read(lines: Lines, index: int) -> Block | None:
    line = lines[index]
    body = line.body.strip()
    if line.format or not body:
        return None
    if any(text in body for text in _ARGUMENTS):
        return simple("", lines, index, headline=body, end=_after_usage(lines, index), strength=3,
                      picks=range(index + 1, index + 4) if body.endswith(":") else [])  # fmt: skip
    if any(text in body for text in _TOOLS) or _PLAIN.match(body):
        end = _after_usage(lines, index)
        explained = [at for at in range(index + 1, min(len(lines), index + 9)) if at <= end or not lines[at].stamped]
        return simple("", lines, index, headline=body.lstrip("│| "), end=end, strength=2, picks=explained)
    return None


def _after_usage(lines: Lines, index: int) -> int:
    """The last line of the usage text that follows, or of what explains the error, indented."""
    end = index
    usage = False
    for at in range(index + 1, min(len(lines), index + 120)):
        body = lines[at].body
        if not body.strip():
            continue
        usage = usage or body.startswith(("Usage", "usage", "USAGE"))
        heading = usage and (body.rstrip().endswith((":", ".")) or body.startswith("-"))
        if not (body[:1] in " \t│╵" or heading or body.startswith(("Usage", "usage", "USAGE"))):
            break
        end = at
    return end


DETECTOR = Detector(
    markers=(*_ARGUMENTS, *_TOOLS, "rror: ", "rro: ", "RROR: ", "atal: ", "ATAL: ", "rror 1: ", "Error "), read=_read
)
