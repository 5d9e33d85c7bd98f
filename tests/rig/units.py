"""The systemd units of a machine. They replace the distribution's own: what a machine runs is listed here."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

TARGET = "machine.target"
LAZY = {"GOGC": "400"}
"""For programs that allocate much: two cores have better to do than to collect garbage often."""

# The distribution's default targets would set kernel parameters, load modules and start timers.
_NO_DEFAULTS = "DefaultDependencies=no\n"


def service(
    description: str,
    command: Sequence[str],
    *,
    after: str = "systemd-journald.service",
    environment: Mapping[str, str] | None = None,
    lines: Iterable[str] = (),
) -> str:
    """The text of a service that starts again when it ends, and logs to the journal."""
    variables = "".join(f"Environment={key}={value}\n" for key, value in (environment or {}).items())
    return (
        f"[Unit]\nDescription={description}\n{_NO_DEFAULTS}After={after}\nStartLimitIntervalSec=0\n\n"
        f"[Service]\nExecStart={' '.join(_quoted(word) for word in command)}\n"
        f"Restart=always\nRestartSec=2\nKillMode=process\nDelegate=yes\n{variables}"
        + "".join(line + "\n" for line in lines)
    )


def _quoted(word: str) -> str:
    escaped = word.replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(sign in word for sign in ' ;"') else escaped


def write(etc: Path, services: Mapping[str, str]) -> None:
    """Write units and the target that wants them all into a machine's /etc."""
    folder = etc / "systemd" / "system"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in services.items():
        (folder / f"{name}.service").write_text(text)
    wanted = " ".join(
        [
            "systemd-journald.socket",
            "systemd-journald.service",
            "systemd-journal-flush.service",
            *(f"{name}.service" for name in services),
        ]
    )
    (folder / TARGET).write_text(f"[Unit]\nDescription=Everything this machine runs\n{_NO_DEFAULTS}Wants={wanted}\n")
    # Ctrl-Alt-Del and the power keys are the host's
    masked = folder / "ctrl-alt-del.target"
    if not masked.is_symlink():
        masked.symlink_to("/dev/null")
    journald = "[Journal]\nStorage=persistent\nSystemMaxUse=200M\nRateLimitIntervalSec=0\nReadKMsg=no\nAudit=no\n"
    (etc / "systemd" / "journald.conf").write_text(journald)
