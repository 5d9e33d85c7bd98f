"""A strict reader of DER, for the few types that certificates are made of.

Source: X.690 (2021), sections 8.1 and 10: definite lengths in their shortest form, tags below 31.
"""

from collections.abc import Iterator
from dataclasses import dataclass

SEQUENCE, SET, OID, BOOLEAN, OCTETS = 0x30, 0x31, 0x06, 0x01, 0x04


class DerError(ValueError):
    """These bytes are not DER, or not what was expected."""


@dataclass(frozen=True)
class Element:
    """One element: its tag (with class and the constructed bit) and content."""

    tag: int
    content: bytes

    def inside(self) -> Iterator["Element"]:
        """The elements of a constructed one, in their order.

        Raises:
            DerError: The content is none.
        """
        rest = self.content
        while rest:
            element, rest = first(rest)
            yield element

    def expect(self, tag: int) -> "Element":
        """Itself, if it has this tag.

        Raises:
            DerError: It has another one.
        """
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#04x} instead of {tag:#04x}")
        return self


def first(data: bytes) -> tuple[Element, bytes]:
    """The first element and what follows it.

    Raises:
        DerError: There is none, or it is longer than the data.
    """
    if len(data) < 2:
        raise DerError("cut off")
    tag, length, at = data[0], data[1], 2
    if tag & 0x1F == 0x1F:
        raise DerError("a tag of several bytes")
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4 or len(data) < at + size:
            raise DerError("a length that is none")
        length = int.from_bytes(data[at : at + size], "big")
        if length < 0x80 or length >> 8 * (size - 1) == 0:
            raise DerError("a length longer than needed")
        at += size
    if len(data) < at + length:
        raise DerError("cut off")
    return Element(tag, data[at : at + length]), data[at + length :]


def oid(content: bytes) -> str:
    """An object identifier's dotted form.

    Raises:
        DerError: It is none.
    """
    if not content or content[-1] & 0x80 or len(content) > 64:
        raise DerError("an object identifier that is none")
    numbers, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    top = min(numbers[0] // 40, 2)
    return ".".join(str(number) for number in (top, numbers[0] - 40 * top, *numbers[1:]))
