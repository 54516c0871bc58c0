"""The pairs of letters that a typeface draws nearer or farther than they stand, out of its GPOS table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fontTools.ttLib import TTFont

PAIRS = 2
EXTENSION = 9


def kerning(font: TTFont, codes: frozenset[int]) -> dict[str, dict[str, int]]:
    """Units by first and second character; of pairs with a space there are none."""
    names = font.getBestCmap()
    chars: dict[str, list[str]] = {}
    for code in sorted(codes):
        if not chr(code).isspace():
            chars.setdefault(names[code], []).append(chr(code))
    # The first subtable that lists a pair decides, even where it moves nothing.
    moved: dict[tuple[str, str], int] = {}
    for table in _tables(font):
        for pair, units in _pairs(table, set(chars)):
            moved.setdefault(pair, units)
    found: dict[str, dict[str, int]] = {}
    for (left, right), units in moved.items():
        for first in chars[left] if units else ():
            found.setdefault(first, {}).update(dict.fromkeys(chars[right], units))
    return found


def _tables(font: TTFont) -> Iterator[Any]:
    positions = font["GPOS"].table
    lookups = next(r.Feature.LookupListIndex for r in positions.FeatureList.FeatureRecord if r.FeatureTag == "kern")
    for index in lookups:
        for table in positions.LookupList.Lookup[index].SubTable:
            found = table.ExtSubTable if table.LookupType == EXTENSION else table
            if found.LookupType == PAIRS:
                yield found


def _pairs(table: Any, wanted: set[str]) -> Iterator[tuple[tuple[str, str], int]]:
    if table.Format == 1:
        for left, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True):
            if left in wanted:
                for record in pairs.PairValueRecord:
                    if record.SecondGlyph in wanted:
                        yield (left, record.SecondGlyph), _advance(record.Value1)
        return
    first, second = table.ClassDef1.classDefs, table.ClassDef2.classDefs
    for left in wanted.intersection(table.Coverage.glyphs):
        records = table.Class1Record[first.get(left, 0)].Class2Record
        for right in wanted:
            yield (left, right), _advance(records[second.get(right, 0)].Value1)


def _advance(value: Any) -> int:
    return int(getattr(value, "XAdvance", 0) or 0)
