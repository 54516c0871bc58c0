"""rates.csv: one line for each semester. Every mistake is told at once, by line and column, in French."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from relance.domain.errors import InvalidPolicyError
from relance.domain.law.rates import RateTable, SemesterRates
from relance.domain.law.semester import Semester

FILE: Final = "rates.csv"
PERCENT: Final = re.compile(r"-?[0-9]{1,2}\.[0-9]{2}")
CONFIDENCES: Final = frozenset("ABCU")
MAY_BE_NEGATIVE: Final = frozenset({"ecb_mro_pct"})
COLUMNS: Final = (
    "semester",
    "start",
    "end",
    "ecb_mro_pct",
    "b2b_default_pct",
    "public_pct_if_interest_starts_in_semester",
    "til_particuliers_pct",
    "til_autres_cas_pct",
    "floor_3x_til_pct",
    "floor_exceeds_default",
    "ecb_confidence",
    "ecb_source",
    "til_confidence",
    "til_source",
    "note",
)


def load_rates(body: bytes, sources: bytes | None = None) -> RateTable:
    """The table. Raises InvalidPolicyError naming line and column. `sources` is rates_sources.csv."""
    lines = csv.DictReader(io.StringIO(_text(body, FILE)), restkey="", strict=True)
    mistakes: list[str] = []
    try:
        _check_head(tuple(lines.fieldnames or ()))
        # A spreadsheet leaves rows of separators alone where a row was cleared.
        rows = [_Line(line, lines.line_num, mistakes).rates() for line in lines if any(line.values())]
    except csv.Error as error:
        raise InvalidPolicyError(f"{FILE}, ligne {lines.reader.line_num} : ce n'est pas du CSV valide") from error
    if mistakes:
        raise InvalidPolicyError(" ; ".join(mistakes))
    return RateTable(tuple(row for row in rows if row is not None), _sources(sources))


def _check_head(found: tuple[str, ...]) -> None:
    if found == COLUMNS:
        return
    where = f"{FILE}, ligne 1"
    if len(found) <= 1 and any(sign in "".join(found) for sign in ";\t"):
        raise InvalidPolicyError(
            f"{where} : les colonnes sont séparées par des points-virgules ou des tabulations (tableur) ; "
            "il faut des virgules, et un point dans les taux, comme 2.75 : modifiez le fichier dans un éditeur de texte"
        )
    odd = next(n for n, pair in enumerate(zip_longest(found, COLUMNS, fillvalue="")) if pair[0] != pair[1])
    name = f"« {found[odd][:40]} »" if odd < len(found) else "rien"
    raise InvalidPolicyError(
        f"{where} : colonnes attendues, dans cet ordre : {', '.join(COLUMNS)} ; en colonne {odd + 1} se trouve {name}"
    )


class _Line:
    def __init__(self, line: dict[str, str | None], number: int, mistakes: list[str]) -> None:
        self._line = line
        self._where = f"{FILE}, ligne {number}"
        self._mistakes = mistakes

    def rates(self) -> SemesterRates | None:
        """The row, or None where something was wrong."""
        before = len(self._mistakes)
        semester = self._semester()
        row = SemesterRates(
            semester=semester or Semester(1, 1),
            refinancing=self._percent("ecb_mro_pct"),
            default=self._percent("b2b_default_pct"),
            public=self._percent("public_pct_if_interest_starts_in_semester"),
            legal_individuals=self._percent("til_particuliers_pct"),
            legal=self._percent("til_autres_cas_pct"),
            floor=self._percent("floor_3x_til_pct"),
            refinancing_confidence=self._confidence("ecb_confidence"),
            refinancing_source=self._said("ecb_source"),
            legal_confidence=self._confidence("til_confidence"),
            legal_source=self._said("til_source"),
            note=self._line["note"] or "",
        )
        if semester is not None:
            self._span(semester)
        self._warning(row)
        if "" in self._line:
            self._wrong("note", "trop de colonnes ; mettez entre guillemets un texte qui contient une virgule")
        return row if len(self._mistakes) == before else None

    def _semester(self) -> Semester | None:
        said = self._said("semester")
        try:
            return Semester.parse(said)
        except ValueError:
            if said:
                self._wrong("semester", f"attend un semestre comme 2026-S2, et non « {said[:20]} »")
            return None

    def _span(self, semester: Semester) -> None:
        for column, day in (("start", semester.start), ("end", semester.end)):
            if (said := self._said(column)) and said != day.isoformat():
                self._wrong(column, f"attend {day.isoformat()}, et non « {said[:20]} »")

    def _warning(self, row: SemesterRates) -> None:
        """The column is there for readers; the engine never takes the higher of the two (PEN-03)."""
        expected = "yes" if row.floor > row.default else "no"
        if (said := self._said("floor_exceeds_default")) and said != expected:
            self._wrong("floor_exceeds_default", f"attend {expected}")

    def _percent(self, column: str) -> Decimal:
        text = self._said(column)
        if not PERCENT.fullmatch(text) or (text.startswith("-") and column not in MAY_BE_NEGATIVE):
            if text:
                self._wrong(column, f"« {text[:20]} » n'est pas un taux à deux décimales, comme 2.75")
            return Decimal(0)
        return Decimal(text)

    def _confidence(self, column: str) -> str:
        text = self._said(column)
        if text and text not in CONFIDENCES:
            self._wrong(column, "attend A, B, C ou U")
        return text

    def _said(self, column: str) -> str:
        text = (self._line[column] or "").strip()
        if not text:
            self._wrong(column, "manque")
        return text

    def _wrong(self, column: str, reason: str) -> None:
        self._mistakes.append(f"{self._where}, {column} : {reason}")


def _sources(body: bytes | None) -> tuple[tuple[str, str], ...]:
    if body is None:
        return ()
    rows = list(csv.reader(io.StringIO(_text(body, "rates_sources.csv"))))
    return tuple((key, source) for key, source in rows[1:])


def _text(body: bytes, file: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidPolicyError(f"{file} : ce n'est pas du texte UTF-8 (octet {error.start})") from error
