"""Who signs: the creditor alone, or both parties of an instalment plan; and what is enclosed."""

from __future__ import annotations

from typing import Final

from relance.adapters.policies.names import SIGNATURE
from relance.adapters.rendering.paper.breaking import POINT, Face, cut, set_in
from relance.adapters.rendering.paper.picture import fit
from relance.adapters.rendering.paper.sheet import LEFT, RIGHT, SOFT, TOP, Box, Image, Sheet, Text
from relance.adapters.rendering.words.claim_labels import CLAIM_LABELS
from relance.adapters.rendering.words.view import View
from relance.domain.billing import CustomerKind

X: Final = 105.0
"""Where the creditor signs a letter: right of the middle."""
HAND_WIDTH: Final = 46.0
HAND_HEIGHT: Final = 15.0
PARTY_WIDTH: Final = 80.0
RULE: Final = 0.15
WRITING: Final = 8.0
"""From one dotted line to the next, for a hand to write on."""
WRITTEN_LINES: Final = 3
SIGNED: Final = 4.8
"""From the signatory's name to the title."""
SMALL: Final = 8.0
NAME_STEP: Final = 4.3


def signature_height(sheet: Sheet, view: View) -> float:
    """Of what nobody signs on a page of its own: measured on one."""
    alone = Sheet(sheet.faces, sheet.body, sheet.leading)
    put_signature(alone, view)
    return alone.y - TOP


def put_signature(sheet: Sheet, view: View) -> None:
    """The creditor's, with its picture; an instalment plan has room for the debtor's own hand beside it."""
    if view.schedule is not None:
        _both_parties(sheet, view)
        return
    bottom = sheet.y + _room(view) + SIGNED * (len(_signed(sheet, view, RIGHT - X)) - 1)
    bottom = _enclosures(sheet, view, bottom)
    _creditor(sheet, view, X, RIGHT - X)
    sheet.y = bottom + 1


def _enclosures(sheet: Sheet, view: View, bottom: float) -> float:
    """What comes with the letter, at the left of the signature, down to its last line or beyond (MED-01, 15)."""
    if not view.enclosures:
        return bottom
    text = f"{CLAIM_LABELS[view.language].enclosures} {', '.join(view.enclosures)}."
    lines = cut(sheet.faces, text, X - LEFT - 8, SMALL)
    step = SMALL * POINT * 1.35
    top = max(bottom - step * len(lines), sheet.y)
    with sheet.role("P"):
        for number, line in enumerate(lines, start=1):
            sheet.put(Text(LEFT, top + step * number, line, SMALL, gray=SOFT))
    return top + step * len(lines)


def _room(view: View) -> float:
    """Above the name: for the picture, or for a hand; registered letters are signed on paper."""
    return HAND_HEIGHT + 5 if view.creditor.signature or view.signed_by_hand else 9.0


def _creditor(sheet: Sheet, view: View, x: float, room: float) -> None:
    if view.creditor.signature:
        width, height = fit(SIGNATURE, view.creditor.signature, HAND_WIDTH, HAND_HEIGHT)
        sheet.put(Image(x, sheet.y + 1, width, height, view.creditor.signature, view.creditor.signatory))
    sheet.y += _room(view)
    for line, size, face in _signed(sheet, view, room):
        sheet.put(Text(x, sheet.y, line, size, face))
        sheet.y += SIGNED


def _signed(sheet: Sheet, view: View, room: float) -> list[tuple[str, float, Face]]:
    """Name and title, line by line."""
    signed: tuple[tuple[str, Face], ...] = (
        (view.creditor.signatory, "bold"),
        (view.creditor.signatory_title, "regular"),
    )
    set_texts = ((set_in(sheet.faces, text, room, sheet.body, face), face) for text, face in signed)
    return [(line, size, face) for (lines, size), face in set_texts for line in lines]


def _both_parties(sheet: Sheet, view: View) -> None:
    top = sheet.y + 5
    labels = CLAIM_LABELS[view.language]
    parties = [
        (x, *set_in(sheet.faces, labels.party.format(name=name), PARTY_WIDTH, 9.5, "bold", most=3))
        for x, name in ((LEFT, view.creditor.legal_name), (X + 5, view.debtor_name))
    ]
    top += NAME_STEP * (max(len(lines) for _, lines, _ in parties) - 1)
    for x, lines, size in parties:
        for below, line in enumerate(lines, start=1 - len(lines)):
            sheet.put(Text(x, top + 3.4 + NAME_STEP * below, line, size, "bold"))
        sheet.put(Box(x, top + 5.4, PARTY_WIDTH, RULE))
    sheet.y = top + 8
    _creditor(sheet, view, LEFT, PARTY_WIDTH)
    end = _by_hand(sheet, view, X + 5, top + 10)
    sheet.y = max(sheet.y, end)


def _by_hand(sheet: Sheet, view: View, x: float, y: float) -> float:
    """C. civ. 1376: an undertaking to pay holds the sum in words and figures, in the debtor's own hand.

    A public buyer's undertaking is in the hands of whoever may bind it, and follows its own rules.
    """
    labels = CLAIM_LABELS[view.language]
    if view.text_name.kind is not CustomerKind.PUBLIC:
        for line in cut(sheet.faces, labels.by_hand, PARTY_WIDTH, 7.5):
            sheet.put(Text(x, y, line, 7.5, gray=SOFT))
            y += 3.5
        for _ in range(WRITTEN_LINES):
            y += WRITING
            sheet.put(Box(x, y, PARTY_WIDTH, RULE))
    for label, right in ((labels.signed_at, x + 46), (labels.signed_on, x + PARTY_WIDTH)):
        start = x if label == labels.signed_at else x + 48
        sheet.put(Text(start, y + WRITING, label, 8, gray=SOFT))
        width = sheet.faces.width(label, "regular", 8)
        sheet.put(Box(start + width + 1, y + WRITING, right - start - width - 1, RULE))
    y += WRITING + 5
    sheet.put(Text(x, y, labels.signed_by, 8, gray=SOFT))
    return y + 18
