"""The contexts in which somebody has allowed faults: `simulate.contexts` of kanivete's configuration.

simulate:
  contexts:
  - context: kind-lab
    server: https://127.0.0.1:41234
  - lab                # whatever server it has
  - context: shop-prod
    production: true   # although it looks like production
"""

import os
from io import StringIO
from pathlib import Path
from typing import Any

from kanivete.i18n import _
from kanivete.simulate.files import write_whole

_MOST = 1024 * 1024


class ConfigurationError(Exception):
    """The configuration cannot be read or written; the message says where and why."""


def file() -> Path:
    """kanivete's configuration."""
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "kanivete" / "config.yaml"


def is_allowed(context: str, server: str, *, production: bool) -> bool:
    """Whether faults may be made there. What looks like production must have been allowed as such.

    Raises:
        ConfigurationError: The configuration cannot be read.
    """
    for entry in _contexts(_load()):
        if isinstance(entry, str):
            found: dict[str, Any] = {"context": entry}
        elif isinstance(entry, dict):
            found = entry
        else:
            continue
        same = found.get("context") == context and found.get("server", server) == server
        if same and (not production or found.get("production") is True):
            return True
    return False


def allow(context: str, server: str, *, production: bool) -> Path:
    """Add a context, and return the file that was written. Its comments stay.

    Raises:
        ConfigurationError: It cannot be written.
    """
    content = _load()
    section = content.setdefault("simulate", {})
    if not isinstance(section, dict):
        raise ConfigurationError(_("{file}: simulate is not a mapping").format(file=file()))
    if section.get("contexts") is None:
        section["contexts"] = []
    entry: dict[str, Any] = {"context": context, "server": server}
    if production:
        entry["production"] = True
    section["contexts"].append(entry)
    _write(content)
    return file()


def forbid(context: str) -> int:
    """Remove a context's entries, and return how many there were.

    Raises:
        ConfigurationError: The configuration cannot be read or written.
    """
    content = _load()
    entries = _contexts(content)
    gone = [e for e in entries if e == context or (isinstance(e, dict) and e.get("context") == context)]
    for entry in gone:
        entries.remove(entry)
    if gone:
        _write(content)
    return len(gone)


def _contexts(content: Any) -> list[Any]:
    section = content.get("simulate") or {}
    entries = section.get("contexts") or [] if isinstance(section, dict) else None
    if not isinstance(entries, list):
        raise ConfigurationError(_("{file}: simulate.contexts is not a list").format(file=file()))
    return entries


def _load() -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        with file().open("rb") as opened:
            text = opened.read(_MOST).decode()
        content = YAML().load(text)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError) as error:
        why = " ".join(str(error).split())[:200]
        raise ConfigurationError(_("{file} cannot be read: {why}").format(file=file(), why=why)) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigurationError(_("{file}: not a mapping").format(file=file()))
    return content


def _write(content: Any) -> None:
    from ruamel.yaml import YAML

    text = StringIO()
    YAML().dump(content, text)
    try:
        write_whole(file().resolve(), text.getvalue())
    except OSError as error:
        raise ConfigurationError(
            _("{file} cannot be written: {why}").format(file=file(), why=error.strerror or error)
        ) from error
