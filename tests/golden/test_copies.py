"""The invoices inside the file of a formal notice (PDF/A-3)."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from relance.adapters.rendering.pdf.copies import MOST_BYTES
from relance.domain.document import Document
from relance.ports.rendering import InvoiceFile
from tests.golden.statements import REFERENCE, line, renderer, statement

NOTICE = statement(Document.FORMAL_NOTICE, overdue=(line("F-1"), line("F/2 – été")))


def files_in(*copies: InvoiceFile) -> dict[str, list[bytes]]:
    pdf = renderer().letter(NOTICE, reference=REFERENCE, copies=copies)
    return dict(PdfReader(BytesIO(pdf)).attachments)


def test_each_copy_is_in_the_file_under_a_plain_name() -> None:
    found = files_in(InvoiceFile("F-1", b"%PDF-1.7 one"), InvoiceFile("F/2 – été", b"%PDF-1.7 two"))
    assert found == {"facture-001-F-1.pdf": [b"%PDF-1.7 one"], "facture-002-F-2-ete.pdf": [b"%PDF-1.7 two"]}


def test_copies_that_weigh_too_much_travel_beside_the_letter() -> None:
    assert files_in(InvoiceFile("F-1", b"%PDF" + b"0" * MOST_BYTES)) == {}


def test_the_same_copies_make_the_same_bytes() -> None:
    copies = (InvoiceFile("F-1", b"%PDF-1.7 one"),)
    first, again = (renderer().letter(NOTICE, reference=REFERENCE, copies=copies) for _ in range(2))
    assert first == again
