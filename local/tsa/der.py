"""As much of DER (X.690) as a timestamp authority reads and writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTF8_STRING, GENERALIZED_TIME, SEQUENCE, SET = 0x0C, 0x18, 0x30, 0x31
CONTEXT_0 = 0xA0
"""[0], holding other values."""
LONG_FORM = 0x80


class NotDerError(ValueError):
    """The bytes are cut short, or run on."""


@dataclass(frozen=True, slots=True)
class Element:
    """One value: its tag, what it holds, and its bytes as they stand."""

    tag: int
    content: bytes
    raw: bytes

    def parts(self) -> list[Element]:
        """The values that a SEQUENCE, a SET or a [0] holds."""
        return list(_elements(self.content))

    @property
    def number(self) -> int:
        """Of an INTEGER."""
        return int.from_bytes(self.content, "big", signed=True)


def parse(data: bytes) -> Element:
    """The one value that the bytes are. Raises NotDerError."""
    found = list(_elements(data))
    if len(found) != 1:
        raise NotDerError(f"{len(found)} values where one is expected")
    return found[0]


def _elements(data: bytes) -> Iterator[Element]:
    at = 0
    while at < len(data):
        start = at
        if at + 2 > len(data):
            raise NotDerError("cut short")
        tag, length = data[at], data[at + 1]
        at += 2
        if length & LONG_FORM:
            size = length & ~LONG_FORM
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise NotDerError("cut short")
        at += length
        yield Element(tag, data[at - length : at], data[start:at])


def value(tag: int, *parts: bytes) -> bytes:
    """One value holding others, or bytes."""
    content = b"".join(parts)
    if len(content) < LONG_FORM:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, LONG_FORM | len(size)]) + size + content


def sequence(*parts: bytes) -> bytes:
    return value(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    """DER wants a SET OF sorted."""
    return value(SET, *sorted(parts))


def integer(number: int) -> bytes:
    """A number from 0 on."""
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    return value(OID, bytes([40 * first + second]), *(_base128(part) for part in rest))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
