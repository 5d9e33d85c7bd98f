"""Changing a user's auth-provider settings in a kubeconfig file, and nothing else of it.

kubectl writes renewed tokens there too and holds `FILE.lock` meanwhile (client-go, tools/clientcmd/loader.go).
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import yaml

from kanivete.i18n import _

_LOCK_SECONDS = 2.0
"""A lock that stays longer was left behind; tokens that are not kept would be lost."""


class RewriteError(Exception):
    """The file cannot be changed; the message holds nothing of its content."""


def kept(file: str, user: str) -> dict[str, Any]:
    """The settings as the file has them now. Raises RewriteError where `store` could not change them."""
    target = os.path.realpath(file)
    try:
        if not os.path.isfile(target) or not os.path.samefile(file, target) or not os.access(target, os.W_OK):
            raise PermissionError(_("no file that may be written"))
        descriptor, probe = tempfile.mkstemp(prefix=".kanivete-", dir=os.path.dirname(target))
        os.close(descriptor)
        os.unlink(probe)
    except OSError as error:
        raise RewriteError(error.strerror or str(error)) from error
    text = _read(file)
    edited(text, user, {"id-token": "h.p.s", "refresh-token": "r"})
    return dict(_settings(_parsed(text), user))


def store(file: str, user: str, changes: Mapping[str, str]) -> None:
    """Set the given settings. Raises RewriteError."""
    with _locked(file):
        data = edited(_read(file), user, changes).encode()
        try:
            _replace(os.path.realpath(file), data)
        except OSError as error:
            raise RewriteError(error.strerror or str(error)) from error


def edited(text: str, user: str, changes: Mapping[str, str]) -> str:
    """The text with other settings: all else as it was, or, where the notation does not allow that, of equal value.

    Raises:
        RewriteError: It has no such user, or is no YAML.
    """
    wanted = _parsed(text)
    _settings(wanted, user).update(changes)
    ways: tuple[Callable[[], str], ...] = (lambda: _spliced(text, user, changes), lambda: _dumped(wanted))
    for written in ways:
        with suppress(RewriteError, ValueError, yaml.YAMLError):
            if _parsed(found := written()) == wanted:
                return found
    raise RewriteError(_("its notation cannot be kept"))


def _dumped(content: Any) -> str:
    written: str = yaml.safe_dump(content, sort_keys=False)
    return written


def _spliced(text: str, user: str, changes: Mapping[str, str]) -> str:
    settings = _node(yaml.compose(text, yaml.SafeLoader), user)
    present = {key.value: value for key, value in settings.value}
    first = settings.value[0][0].start_mark
    edits = []
    for name, value in changes.items():
        new = json.dumps(value)
        if name in present:
            edits.append((present[name].start_mark.index, present[name].end_mark.index, new))
        else:
            after = ", " if settings.flow_style else "\n" + " " * first.column
            edits.append((first.index, first.index, f"{json.dumps(name)}: {new}{after}"))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _node(root: Any, user: str) -> yaml.MappingNode:
    for entry in _child(root, "users").value:
        if _child(entry, "name").value == user:
            found = _child(_child(_child(entry, "user"), "auth-provider"), "config")
            if isinstance(found, yaml.MappingNode) and found.value:
                return found
    raise ValueError(user)


def _child(node: Any, name: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == name:
                return value
    raise ValueError(name)


def _settings(content: Any, user: str) -> dict[str, Any]:
    with suppress(KeyError, TypeError, AttributeError):
        for entry in content["users"]:
            if entry["name"] == user and entry.get("user") is not None:
                found = entry["user"]["auth-provider"]["config"]
                if isinstance(found, dict):
                    return found
    raise RewriteError(_("it has no auth-provider of user {user!r}").format(user=user))


def _parsed(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise RewriteError(_("it is not YAML")) from None


def _read(file: str) -> str:
    try:
        return Path(file).read_bytes().decode()
    except UnicodeDecodeError:
        raise RewriteError(_("it is not UTF-8")) from None
    except OSError as error:
        raise RewriteError(error.strerror or str(error)) from error


def _replace(target: str, data: bytes) -> None:
    """All or nothing where a new file can take the old one's place, as it cannot over a file that is mounted alone."""
    old = os.stat(target)
    descriptor, new = tempfile.mkstemp(prefix=".kanivete-", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            if hasattr(os, "chown"):
                os.chown(new, old.st_uid, old.st_gid)
            os.chmod(new, old.st_mode & 0o7777)
            os.replace(new, target)
        except OSError:
            Path(target).write_bytes(data)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(new)


@contextmanager
def _locked(file: str) -> Iterator[None]:
    lock, mine = f"{file}.lock", False
    ends = time.monotonic() + _LOCK_SECONDS
    while not mine and time.monotonic() < ends:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL, 0o600))
            mine = True
        except FileExistsError:
            time.sleep(0.05)
        except OSError:
            break
    try:
        yield
    finally:
        if mine:
            with suppress(OSError):
                os.unlink(lock)
