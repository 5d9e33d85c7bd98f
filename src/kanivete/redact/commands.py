"""Credentials in command lines whose flags do not name them: `curl -u user:…`, `mysql -p…`, `sshpass -p …`.

Exec probes and the log of a shell show them.
Sources: the manual pages of curl(1), mysql(1), mariadb-admin(1) and sshpass(1).
"""

from typing import Any

from kanivete.redact.values import HIDDEN, stands_in
from kanivete.regex import Match, compiled

_CLIENTS = ("mysql", "mysqladmin", "mysqlcheck", "mysqldump", "mysqlshow", "mariadb", "mariadb-admin", "mariadb-dump")
_LOGIN_FLAGS = ("-u", "--user", "-U", "--proxy-user")
_BETWEEN = r"(?:[ \t]+|=|\\*[\"'],?[ \t]*\\*[\"'])"
_LOGIN = rf"((?:^|[\s\"'])(?:{'|'.join(_LOGIN_FLAGS)}){_BETWEEN}[^\s:/\"'\\]+:)([^\s\"'\\/][^\s\"'\\]*)"
_CLIENT = rf"(\b(?:{'|'.join(_CLIENTS)})\b[^\n|;&]*?[\s\"']-p)([^\s\"'\\,|;&]+)"
_SSHPASS = rf"(\bsshpass\\*[\"']?,?[ \t]+\\*[\"']?-p(?:{_BETWEEN})?)([^\s\"'\\,|;&]+)"


def hide_in_commands(text: str) -> str:
    if "-u" in text or "-U" in text or "user" in text:
        text = compiled(_LOGIN, "m").sub(_password, text)
    if "-p" in text and ("mysql" in text or "mariadb" in text):
        text = compiled(_CLIENT).sub(_password, text)
    if "sshpass" in text:
        text = compiled(_SSHPASS).sub(_password, text)
    return text


def hide_in_arguments(words: list[Any]) -> list[Any]:
    """The same for a command whose words are apart; the list itself where no word is a flag."""
    if not any(isinstance(word, str) and word.startswith("-") for word in words):
        return words
    found = list(words)
    client = sshpass = False
    last: Any = None
    for at, word in enumerate(words):
        if not isinstance(word, str):
            continue
        program = word.rpartition("/")[2]
        client, sshpass = client or program in _CLIENTS, sshpass or program == "sshpass"
        user, colon, password = word.partition(":")
        if last in _LOGIN_FLAGS and colon and user and _is_password(password):
            found[at] = f"{user}:{HIDDEN}"
        elif (client or sshpass) and word.startswith("-p") and _is_password(word[2:]):
            found[at] = f"-p{HIDDEN}"
        elif sshpass and last == "-p" and _is_password(word):
            found[at] = HIDDEN
        last = word
    return found


def _password(match: Match) -> str:
    whole, before, value = (match.group(i) or "" for i in range(3))
    return f"{before}{HIDDEN}" if _is_password(value) else whole


def _is_password(value: str) -> bool:
    """Not a group's or a port's number, a URL's rest, or a variable."""
    return bool(value) and not value.isdigit() and not value.startswith(("//", "$")) and not stands_in(value)
