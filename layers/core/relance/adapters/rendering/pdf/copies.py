"""Copies of invoices inside a letter's file (PDF/A-3): whoever has the letter has what it speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from relance.ports.rendering import InvoiceFile

if TYPE_CHECKING:
    from relance.adapters.rendering.pdf.writer import Attachment

MOST_BYTES: Final = 4_000_000
"""Of all copies together: carriers refuse heavy files, and a letter must stay easy to mail."""
WORDS: Final = {"fr": ("facture", "Copie de la facture n°"), "en": ("invoice", "Copy of invoice")}


def attached(copies: Sequence[InvoiceFile], language: str) -> tuple[Attachment, ...]:
    """Each copy under a plain file name; none at all where they would weigh too much."""
    from relance.adapters.rendering.pdf.writer import Attachment

    if sum(len(copy.body) for copy in copies) > MOST_BYTES:
        return ()
    word, described = WORDS[language]
    return tuple(
        Attachment(f"{word}-{number:03d}-{_plain(copy.invoice_id)}.pdf", copy.body, f"{described} {copy.invoice_id}")
        for number, copy in enumerate(copies, start=1)
    )


def _plain(invoice_id: str) -> str:
    letters = unicodedata.normalize("NFKD", invoice_id).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", letters)[:60].strip("-.")
