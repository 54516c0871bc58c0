"""Bytes as the dark and light modules of a QR code (ISO/IEC 18004): byte mode, level M, versions 1 to 13.

That is all that a transfer code may be. What depends on the version alone is laid out once per process, which makes
a code ten times as quick as a general library's; the tests compare every version with one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Final

BYTE_MODE: Final = 0b0100
PADDING: Final = (0xEC, 0x11)
FIELD: Final = 0x11D
"""The polynomial of the field of 256 elements."""
FORMAT: Final = (0x537, 0x5412)
"""Generator of the format's check bits, and what is laid over all of them."""
VERSION: Final = 0x1F25
"""Generator of the version's check bits."""
MASK: Final = 3
"""Any of the eight masks is read; trying them all costs five times the rest."""
LEVEL_M: Final = 0
BLOCKS: Final = (
    (10, (16,)),
    (16, (28,)),
    (26, (44,)),
    (18, (32,) * 2),
    (24, (43,) * 2),
    (16, (27,) * 4),
    (18, (31,) * 4),
    (22, (38,) * 2 + (39,) * 2),
    (22, (36,) * 3 + (37,) * 2),
    (26, (43,) * 4 + (44,)),
    (30, (50,) + (51,) * 4),
    (22, (36,) * 6 + (37,) * 2),
    (22, (37,) * 8 + (38,)),
)
"""Check bytes of a block, and the blocks' data bytes, by version."""
CENTRES: Final = (
    (),
    (18,),
    (22,),
    (26,),
    (30,),
    (34,),
    (22, 38),
    (24, 42),
    (26, 46),
    (28, 50),
    (30, 54),
    (32, 58),
    (34, 62),
)
"""Of the alignment patterns, besides 6."""
FINDER: Final = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
ALIGNMENT: Final = ("11111", "10001", "10101", "10001", "11111")
EDGE: Final = 8
"""Of a finder with its white border, and where the format stands."""


def modules(payload: bytes) -> tuple[str, ...]:
    """Rows of "0" and "1" from the top, without quiet zone. Raises ValueError for more than version 13 holds."""
    version = _version(len(payload))
    frame = _frame(version)
    codewords = _codewords(payload, version)
    bits = int.from_bytes(codewords, "big") << (len(frame.order) - 8 * len(codewords))
    cells = list(frame.cells)
    for place, bit in zip(frame.order, f"{bits ^ frame.mask:0{len(frame.order)}b}", strict=True):
        cells[place] = bit
    written = "".join(cells)
    return tuple(written[start : start + frame.size] for start in range(0, len(written), frame.size))


def _version(length: int) -> int:
    for version, (_, data) in enumerate(BLOCKS, start=1):
        if length + _head(version) <= sum(data):
            return version
    raise ValueError(f"a code of version {len(BLOCKS)} holds 331 bytes at most, not {length}")


def _head(version: int) -> int:
    """Whole bytes taken by the mode and the length, 12 bits or 20."""
    return 2 if version < 10 else 3  # noqa: PLR2004


def _codewords(payload: bytes, version: int) -> bytes:
    check, sizes = BLOCKS[version - 1]
    room = sum(sizes)
    length_bits = 8 * (_head(version) - 1)
    bits = ((BYTE_MODE << length_bits) | len(payload)) << 8 * len(payload) | int.from_bytes(payload, "big")
    # The mode takes half a byte; so does the end.
    data = (bits << 4).to_bytes(len(payload) + _head(version), "big")
    data += bytes(PADDING[place % 2] for place in range(room - len(data)))
    blocks, start = [], 0
    for size in sizes:
        blocks.append(data[start : start + size])
        start += size
    return _interleaved(blocks) + _interleaved([_remainder(block, check) for block in blocks])


def _interleaved(blocks: list[bytes]) -> bytes:
    return bytes(byte for column in zip_longest(*blocks) for byte in column if byte is not None)


def _remainder(block: bytes, check: int) -> bytes:
    """The check bytes: what is left of the block divided by the generator (Reed and Solomon)."""
    steps, top, full = _steps(check), 8 * (check - 1), (1 << 8 * check) - 1
    left = 0
    for byte in block:
        left = ((left << 8) & full) ^ steps[byte ^ (left >> top)]
    return left.to_bytes(check, "big")


@cache
def _steps(check: int) -> tuple[int, ...]:
    """The generator without its leading term, times each element of the field."""
    generator = [1]
    root = 1
    for _ in range(check):
        shifted = [*generator, 0]
        for place, term in enumerate(generator):
            shifted[place + 1] ^= _times(term, root)
        generator, root = shifted, _times(root, 2)
    return tuple(int.from_bytes(bytes(_times(term, factor) for term in generator[1:]), "big") for factor in range(256))


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = (a << 1) ^ (FIELD if a & 0x80 else 0)
        b >>= 1
    return product


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a version has whatever it says: fixed modules row by row, and where the bits go, masked."""

    size: int
    cells: tuple[str, ...]
    order: tuple[int, ...]
    mask: int


@cache
def _frame(version: int) -> _Frame:
    size = 17 + 4 * version
    fixed: dict[tuple[int, int], str] = {}
    _put_finders(fixed, size)
    _put_alignments(fixed, size, CENTRES[version - 1])
    for place in range(EDGE, size - EDGE):
        fixed.setdefault((6, place), "10"[place % 2])
        fixed.setdefault((place, 6), "10"[place % 2])
    _put_format(fixed, size)
    if version >= 7:  # noqa: PLR2004
        _put_version(fixed, size, version)
    order = [place for place in _path(size) if place not in fixed]
    mask = int("".join("1" if (row + column) % 3 == 0 else "0" for row, column in order), 2)
    cells = tuple(fixed.get((row, column), "0") for row in range(size) for column in range(size))
    return _Frame(size, cells, tuple(row * size + column for row, column in order), mask)


def _path(size: int) -> list[tuple[int, int]]:
    """Two columns at a time from the right, upwards and downwards in turn; the upright timing line is skipped."""
    found = []
    for turn, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        found += [(row, column) for row in rows for column in (right, right - 1)]
    return found


def _put_finders(fixed: dict[tuple[int, int], str], size: int) -> None:
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for row in range(top - 1, top + EDGE):
            for column in range(left - 1, left + EDGE):
                if 0 <= row < size and 0 <= column < size:
                    fixed[row, column] = "0"
        _put(fixed, FINDER, top, left)


def _put_alignments(fixed: dict[tuple[int, int], str], size: int, centres: tuple[int, ...]) -> None:
    every = (6, *centres) if centres else ()
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for row in every:
        for column in every:
            if (row, column) not in corners:
                _put(fixed, ALIGNMENT, row - 2, column - 2)


def _put(fixed: dict[tuple[int, int], str], pattern: tuple[str, ...], top: int, left: int) -> None:
    for row, line in enumerate(pattern, start=top):
        for column, module in enumerate(line, start=left):
            fixed[row, column] = module


def _put_format(fixed: dict[tuple[int, int], str], size: int) -> None:
    """Level and mask, twice, the last bit first; and the one module that is always dark."""
    generator, over = FORMAT
    bits = f"{_checked(LEVEL_M << 3 | MASK, generator, 10) ^ over:015b}"[::-1]
    down = [(row, EDGE) for row in (*range(6), 7, 8)] + [(row, EDGE) for row in range(size - 7, size)]
    across = [(EDGE, column) for column in range(size - 1, size - 9, -1)] + [(EDGE, 7)]
    across += [(EDGE, column) for column in range(5, -1, -1)]
    for places in (down, across):
        fixed.update(zip(places, bits, strict=True))
    fixed[size - 8, EDGE] = "1"


def _put_version(fixed: dict[tuple[int, int], str], size: int, version: int) -> None:
    for place, bit in enumerate(f"{_checked(version, VERSION, 12):018b}"[::-1]):
        near, far = place // 3, size - 11 + place % 3
        fixed[near, far] = fixed[far, near] = bit


def _checked(value: int, generator: int, bits: int) -> int:
    """The value followed by its check bits (Bose, Chaudhuri and Hocquenghem)."""
    left = value << bits
    while left.bit_length() > bits:
        left ^= generator << (left.bit_length() - bits - 1)
    return value << bits | left
