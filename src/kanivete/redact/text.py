"""Placeholder: rules are being written."""


def redact(text: str) -> str:
    return text


def clean(text: str) -> str:
    return redact(text)
