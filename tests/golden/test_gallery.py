"""Every letter that can be written, on ordinary and on extreme data, passes the check that comes before a stamp."""

from __future__ import annotations

import pytest

from relance.adapters.policies.identity import creditor_of
from relance.adapters.policies.names import CREDITOR
from relance.adapters.policies.shipped import sample_creditor, shipped_files
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.gallery import Cell, cells, show
from relance.adapters.rendering.postal.preflight import check_letter
from relance.adapters.rendering.postal.rules import postal_rules
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.domain.document import Document

CREDITOR_OF_SAMPLES = creditor_of({CREDITOR: sample_creditor()})
TEXTS = TextBook.of(shipped_files())
RENDERER = PolicyRenderer(creditor=lambda: CREDITOR_OF_SAMPLES, texts=lambda: TEXTS)
CELLS = {cell.slug: cell for cell in cells()}


@pytest.mark.parametrize("document", list(Document))
@pytest.mark.parametrize("sample", ["ordinary", "several", "extreme"])
def test_every_letter_may_be_posted(document: Document, sample: str) -> None:
    written = [cell for cell in CELLS.values() if cell.name.document is document and cell.sample == sample]
    assert written
    for cell in written:
        breaches = check_letter(show(RENDERER, cell).letter, postal_rules()["default"])
        assert [str(breach) for breach in breaches] == [], cell.slug


@pytest.mark.parametrize(
    ("slug", "pages"),
    [
        ("fr-0-pre_due_notice-business-cordial-several", 1),
        ("fr-1-first_reminder-business-firm-several", 1),
        ("fr-2-second_reminder-consumer-firm-several", 1),
        # Two for the words, one for the annex.
        ("fr-4-formal_notice-business-firm-several", 3),
        ("fr-5-instalment_plan-business-firm-several", 2),
    ],
)
def test_a_letter_is_no_longer_than_it_must_be(slug: str, pages: int) -> None:
    cell: Cell = CELLS[slug]
    assert len(RENDERER.sheet(cell.statement, reference="RL-260302-EXEMPLEXEMPL").pages) == pages
