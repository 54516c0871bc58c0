"""A carrier's invoice as CSV: the columns reference and montant, whatever else stands beside them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from relance.domain.carrier_invoice import Billed
from relance.domain.errors import RejectedError

REFERENCES: Final = frozenset({"reference", "ref", "votre reference", "reference client", "your reference"})
AMOUNTS: Final = frozenset({"amount", "montant", "montant ht", "prix ht", "total ht", "net ht"})
"""Before VAT; without accents, punctuation and currency."""
DELIMITERS: Final = (";", "\t", ",")
LINES_BEFORE_HEADER: Final = 20
"""A title, the carrier's address, Excel's own « sep=; »."""
AMOUNT: Final = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,6})?")
UNSAID: Final = re.compile(r"[\s\u00a0\u202f]|€|EUR\b", re.IGNORECASE)
MINUS: Final = "\u2212"

Row = tuple[int, list[str]]
"""Cells, with the number of the line on which they end."""


def read_invoice(body: bytes) -> list[Billed]:
    """The lines of the file, credits among them. Raises RejectedError naming line and field of what cannot be read."""
    text = _text(body)
    if not text.strip():
        raise RejectedError("facture : le fichier est vide")
    for delimiter in DELIMITERS:
        rows = _rows(text, delimiter)
        for place, (_, cells) in enumerate(rows[:LINES_BEFORE_HEADER]):
            reference, amount = _columns(cells)
            if reference is not None and amount is not None:
                return [_billed(row, reference, amount) for row in rows[place + 1 :]]
    raise _no_header(text)


def _text(body: bytes) -> str:
    """French spreadsheets still write Windows' own encoding."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _rows(text: str, delimiter: str) -> list[Row]:
    """Those that are not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise RejectedError(f"facture, ligne {reader.line_num} : ce n'est pas du CSV") from error


def _columns(header: Sequence[str]) -> tuple[int | None, int | None]:
    names = [_plain(name) for name in header]
    reference = next((place for place, name in enumerate(names) if name in REFERENCES), None)
    amount = next((place for place, name in enumerate(names) if name in AMOUNTS), None)
    return reference, amount


def _plain(name: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).replace(" h t", " ht").split())


def _no_header(text: str) -> RejectedError:
    first = text.strip().splitlines()[0]
    columns = _columns(first.split(max(DELIMITERS, key=first.count)))
    missing = " et ".join(n for n, place in zip(("reference", "montant"), columns, strict=True) if place is None)
    return RejectedError(f"facture, ligne 1 : colonne {missing} absente")


def _billed(row: Row, reference: int, amount: int) -> Billed:
    number, cells = row
    if len(cells) <= max(reference, amount):
        raise RejectedError(f"facture, ligne {number} : il manque des colonnes")
    return Billed(number, cells[reference].strip(), _micros(number, cells[amount]))


def _micros(number: int, text: str) -> int:
    """Euros before VAT: of a point and a comma, the last is the decimal one."""
    plain = UNSAID.sub("", text).replace(MINUS, "-")
    thousands, decimal = (",", ".") if plain.rfind(".") > plain.rfind(",") else (".", ",")
    if decimal in plain:
        plain = plain.replace(thousands, "").replace(decimal, ".")
    if not AMOUNT.fullmatch(plain):
        raise RejectedError(f"facture, ligne {number}, montant : « {text.strip()[:30]} » n'est pas un montant")
    return int(Decimal(plain).scaleb(6))
