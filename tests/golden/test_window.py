"""The envelope's window, measured on the PDF itself with another program than the one that wrote it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from relance.adapters.rendering.paper.window import DL
from relance.adapters.rendering.postal.rules import PostalRules
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.domain.billing import Address
from relance.domain.document import Document
from relance.domain.statement import Statement
from tests import builders
from tests.golden.statements import REFERENCE, TEXTS, claimed, statement, to

MM = 25.4 / 72
PAGE_HEIGHT = 297.0
ENVELOPE = (220.0, 110.0)
"""Width and height of a DL envelope."""
THIRD = 99.0
"""Of A4's height."""


def measured(of: Statement, **how: Any) -> list[tuple[float, float, str]]:
    """x, y of the baseline and words of the first page's texts, in millimetres from the top left corner."""
    found: list[tuple[float, float, str]] = []

    def visit(text: str, cm: Any, tm: Any, *_: Any) -> None:
        if text.strip():
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            found.append((x * MM, PAGE_HEIGHT - y * MM, text.strip()))

    creditor = builders.creditor()
    renderer = PolicyRenderer(creditor=lambda: creditor, texts=lambda: TEXTS, **how)
    PdfReader(BytesIO(renderer.letter(of, reference=REFERENCE))).pages[0].extract_text(visitor_text=visit)
    return found


def test_what_may_and_must_show_follows_from_the_envelope() -> None:
    """The window is 100 × 35 mm, 20 mm from the right and bottom edges; the sheet slides 11 mm up and 10 mm across."""
    left, right = ENVELOPE[0] - 20 - 100, ENVELOPE[0] - 20
    top, bottom = ENVELOPE[1] - 20 - 35, ENVELOPE[1] - 20
    slide_x, slide_y = ENVELOPE[0] - 210, ENVELOPE[1] - THIRD
    assert (DL.left, DL.right) == (left, right - slide_x)
    assert (DL.top, DL.bottom) == (top, bottom - slide_y)
    assert (DL.reach_left, DL.reach_top, DL.reach_bottom) == (left - slide_x, top - slide_y, bottom)


@pytest.mark.parametrize("document", list(Document))
@pytest.mark.parametrize(
    "debtor",
    [
        to(),
        to(
            name="Société Coopérative Œuvrière " * 12,
            address=Address(("Bâtiment C, escalier 4 " * 6,) * 6, "44000", "N"),
        ),
        to(name="W" * 300, address=replace(builders.NANTES, country="BE", city="Bruxelles")),
    ],
    ids=["plain", "long", "unbroken"],
)
def test_the_window_shows_the_address_and_nothing_else(document: Document, debtor: Any) -> None:
    """MED-01, 3 and 14: the sending mode stands above it."""
    of = statement(document, debtor=debtor, channel=None if document is Document.FORMAL_NOTICE else statement().channel)
    in_reach = [(x, y, text) for x, y, text in measured(of) if x > DL.reach_left and 44 < y < 90]
    assert in_reach[0][2].startswith(debtor.legal_name[:8])
    for x, y, _ in in_reach:
        assert DL.left <= x <= DL.right
        assert DL.top + 2 <= y <= DL.bottom


def test_the_sending_mode_of_a_formal_notice_stands_above_the_window() -> None:
    of = statement(Document.FORMAL_NOTICE, overdue=claimed(builders.invoice()), channel=None)
    heights = [y for _, y, text in measured(of) if text.startswith(("Lettre recommandée", "Notre numéro"))]
    assert len(heights) == 2
    assert max(heights) < DL.reach_top


def test_a_carriers_own_window_moves_the_address() -> None:
    """A carrier that prints its own cover address on the right, lower down."""
    other = replace(DL, top=62.0, bottom=86.0, reach_top=52.0, reach_bottom=98.0)
    placed = measured(statement(), postal=lambda: {"default": PostalRules(window=other)})
    name = next(y for _, y, text in placed if text == "Boulangerie Martin SARL")
    assert 62 < name < 68
    assert next(y for _, y, text in placed if text.startswith("Nantes, le")) > 98
