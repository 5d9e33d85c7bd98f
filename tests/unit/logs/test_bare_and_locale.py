"""Errors without anything around them, and the C library's texts in other languages."""

import pytest

from kanivete.logs import find_failure, in_english


@pytest.mark.parametrize(
    ("line", "exception"),
    [
        ("redis.exceptions.AuthenticationError: invalid password", "AuthenticationError"),
        ("liquibase.exception.LockException: Could not acquire change log lock.", "LockException"),
        ("django.db.migrations.exceptions.BadHistory: 0001 is applied first", "BadHistory"),
        ('key not found: "RAILS_MASTER_KEY" (KeyError)', "KeyError"),
        ("PG::ConnectionBad: could not connect", "ConnectionBad"),
        ("PG::Notice: could not connect", ""),
    ],
)  # fmt: skip
def test_an_error_s_own_line_is_a_failure(line: str, exception: str) -> None:
    found = find_failure(f"starting\n{line}\n")
    assert found
    assert found.headline == line
    assert found.strength == (2 if exception else 1)
    assert found.exception == (exception or found.exception)


@pytest.mark.parametrize(
    "line",
    [
        "loaded error handlers: ValueError, KeyError",
        "2026-11-22 07:00:00 INFO ConnectionError: retried and went well",
        "ErrorHandler: ready",
    ],
)
def test_the_name_of_an_error_in_passing_is_none(line: str) -> None:
    found = find_failure(f"starting\n{line}\n")
    assert found
    assert found.strength < 2


def test_it_says_what_explains_it() -> None:
    found = find_failure(
        "pydantic.ValidationError: 1 validation error for Settings\nurl\n  Field required [type=missing]\n"
    )
    assert found
    assert "Field required" in found.quote


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("bash: linha 1: gunicor: comando não encontrado", "bash: line 1: gunicor: command not found"),
        ("cat: /x: No existe el archivo o el directorio", "cat: /x: No such file or directory"),
        ("sh: ligne 3: /x: Permission non accordée", "sh: line 3: /x: Permission denied"),
        ("rm: /x: Keine Berechtigung", "rm: /x: Permission denied"),
        ("cat: /x: 没有那个文件或目录", "cat: /x: No such file or directory"),
        ("mkdir: /x: Отказано в доступе", "mkdir: /x: Permission denied"),
        (
            "FATAL:  autenticação do tipo senha falhou para o usuário \"app\"",
            "FATAL:  password authentication failed for user \"app\"",
        ),
        ("the order was not found", "the order was not found"),
    ],
)  # fmt: skip
def test_the_system_s_errors_are_read_in_english(text: str, english: str) -> None:
    assert in_english(text) == english
