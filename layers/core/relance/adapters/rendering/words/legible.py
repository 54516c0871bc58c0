"""What billing says and paper cannot show: refused with its field, before a letter is laid out for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from relance.adapters.rendering.words.typography import clean
from relance.domain.statement import Statement


def illegible(statement: Statement, lacks: Callable[[str], str]) -> str:
    """The first field that a letter cannot show and why, in French; empty where all can be read.

    `lacks` gives the signs of a text that the font does not have. They are named by their codes: the reason goes
    into the timeline, where nobody's name stands.
    """
    for field, text in _printed(statement):
        line = clean(text)
        if lacking := lacks(line):
            first = next((sign for sign in line if sign in lacking), lacking[0])
            return f"{field} contient {codes(first)}, que la police des lettres n'a pas"
        if text and not line:
            return f"{field} ne contient rien qui s'imprime"
    return ""


def coded(text: str, lacks: Callable[[str], str]) -> str:
    """For what must be shown all the same: the signs that the font does not have by their codes, in brackets."""
    line = clean(text)
    lacking = lacks(line)
    runs = groupby(line, lambda sign: sign in lacking)
    return " ".join("".join(f" [{codes(''.join(run))}] " if missing else "".join(run) for missing, run in runs).split())


def codes(signs: str) -> str:
    """Such as "U+5317 U+4EAC"."""
    return " ".join(f"U+{ord(sign):04X}" for sign in signs)


def _printed(statement: Statement) -> Iterator[tuple[str, str]]:
    """What stands on paper as billing wrote it, by the contract's name of the field."""
    debtor = statement.debtor
    yield "legal_name", debtor.legal_name
    yield from (("address.lines", line) for line in debtor.address.lines)
    yield "address.city", debtor.address.city
    yield "address.postal_code", debtor.address.postal_code
    for line in statement.lines:
        yield "invoice_id", line.invoice_id
        yield "purchase_order", line.purchase_order or ""
        yield "engagement_number", line.engagement_number or ""
