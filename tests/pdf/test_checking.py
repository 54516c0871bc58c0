"""The preflight as whoever hands letters over sees it: rules by name, nothing of what a page says."""

from __future__ import annotations

from datetime import date

import pytest

from relance.adapters.rendering.paper.sheet import Item, Text
from relance.adapters.rendering.pdf.writer import Described, write_pdf
from relance.adapters.rendering.postal.checking import PostalPreflight
from relance.adapters.rendering.postal.rules import PostalRules

NAME: Item = Text(20, 10, "Boulangerie Martin SARL", 10)
LINES: list[Item] = [NAME, Text(105, 88, "Nantes, le 2 mars 2026", 10), Text(1, 150, "trop au bord", 10)]
LETTER = write_pdf([LINES], Described("t", "a", "fr-FR", date(2026, 3, 2), "k"))
"""No address in the window, a date that shows in it, words too near to the edge."""
RULES = {
    "default": PostalRules(),
    "narrow": PostalRules(carrier="narrow", most_bytes=100),
    "electronic": PostalRules(carrier="electronic", paper=False),
}
PAPER = ("MARGES, page 1", "FENETRE-ADRESSE, page 1", "FENETRE, page 1")


@pytest.mark.parametrize(
    ("carrier", "printed", "broken"),
    [
        ("unknown to the rules", True, PAPER),
        ("unknown to the rules", False, ()),
        ("narrow", True, ("POIDS", *PAPER)),
        ("narrow", False, ("POIDS",)),
        ("electronic", True, ()),
    ],
)
def test_each_carrier_has_its_rules_and_only_paper_has_a_window(
    carrier: str, printed: bool, broken: tuple[str, ...]
) -> None:
    assert PostalPreflight(lambda: RULES).breaches(LETTER, carrier=carrier, printed=printed) == broken


def test_what_cannot_be_read_is_no_letter() -> None:
    assert PostalPreflight(lambda: RULES).breaches(b"%PDF-1.7", carrier="default", printed=True) == ("LECTURE",)


def test_a_specimen_is_posted_by_nobody_and_not_checked() -> None:
    assert PostalPreflight(lambda: RULES, specimen=True).breaches(LETTER, carrier="default", printed=True) == ()
