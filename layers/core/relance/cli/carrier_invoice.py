"""A carrier's invoice as CSV: the columns reference and montant, whatever else stands beside them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from relance.domain.carrier_invoice import Billed
from relance.domain.errors import RejectedError

REFERENCES: Final = frozenset({"reference", "référence", "ref", "réf"})
AMOUNTS: Final = frozenset({"amount", "montant", "montant ht", "montant_ht", "prix ht", "prix_ht", "total ht"})
DELIMITERS: Final = (";", "\t", ",")
AMOUNT: Final = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,6})?")
BLANKS: Final = str.maketrans("", "", " \u00a0\u202f€")


def read_invoice(body: bytes) -> list[Billed]:
    """The lines of the file. Raises RejectedError naming line and field of what cannot be read."""
    lines = _text(body).splitlines()
    if not lines:
        raise RejectedError("facture : le fichier est vide")
    delimiter = max(DELIMITERS, key=lines[0].count)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise RejectedError(f"facture, ligne {reader.line_num} : ce n'est pas du CSV") from error
    reference, amount = _columns(rows[0])
    return [
        Billed(number, row[reference].strip(), _micros(number, row[amount]))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in _checked(number, row, max(reference, amount)))
    ]


def _text(body: bytes) -> str:
    """French spreadsheets still write Windows' own encoding."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _columns(header: Sequence[str]) -> tuple[int, int]:
    names = [name.strip().casefold() for name in header]
    reference = next((place for place, name in enumerate(names) if name in REFERENCES), None)
    amount = next((place for place, name in enumerate(names) if name in AMOUNTS), None)
    if reference is None or amount is None:
        missing = " et ".join(n for n, place in (("reference", reference), ("montant", amount)) if place is None)
        raise RejectedError(f"facture, ligne 1 : colonne {missing} absente")
    return reference, amount


def _checked(number: int, row: Sequence[str], last: int) -> Sequence[str]:
    if row and len(row) <= last:
        raise RejectedError(f"facture, ligne {number} : il manque des colonnes")
    return row


def _micros(number: int, text: str) -> int:
    """Euros before VAT, with a point or a comma."""
    plain = text.translate(BLANKS)
    plain = plain.replace(".", "").replace(",", ".") if "," in plain and "." in plain else plain.replace(",", ".")
    if not AMOUNT.fullmatch(plain):
        raise RejectedError(f"facture, ligne {number}, montant : « {text.strip()[:30]} » n'est pas un montant")
    return int(Decimal(plain).scaleb(6))
