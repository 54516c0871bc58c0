"""The check of a letter before it costs anything: what a carrier would refuse, and what an envelope would hide or bare.

pypdf is only in the render layer: this module is imported where letters are handed to carriers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pypdf import PageObject, PdfReader

from relance.adapters.rendering.paper.breaking import POINT
from relance.adapters.rendering.paper.sheet import HEIGHT, WIDTH
from relance.adapters.rendering.postal.placed import Placed, placed
from relance.adapters.rendering.postal.rules import PostalRules

PLAY: Final = 0.5
"""Millimetres: rounding, and the difference between letters and their box."""


@dataclass(frozen=True, slots=True)
class Breach:
    """The rule that the letter breaks, and how, in French; `page` counts from 1, None: the file as a whole."""

    rule: str
    page: int | None
    reason: str

    def __str__(self) -> str:
        where = f", page {self.page}" if self.page else ""
        return f"{self.rule}{where} : {self.reason}"


def check_letter(pdf: bytes, rules: PostalRules) -> list[Breach]:
    """Every breach, in the order of file, sheets, pages, window; empty: the carrier can have it."""
    try:
        reader = PdfReader(BytesIO(pdf), strict=True)
        if reader.is_encrypted:
            return [Breach("CHIFFREMENT", None, "le fichier est chiffré ou protégé")]
        return [*_file(pdf, reader, rules), *_pages(reader, rules)]
    except Exception as error:  # noqa: BLE001 - pypdf meets broken files with errors of every kind
        reason = f"le fichier ne se lit pas comme une lettre ({type(error).__name__} : {error})"
        return [Breach("LECTURE", None, reason)]


def _file(pdf: bytes, reader: PdfReader, rules: PostalRules) -> Iterator[Breach]:
    if rules.most_bytes is not None and len(pdf) > rules.most_bytes:
        yield Breach("POIDS", None, f"{len(pdf)} octets, {rules.most_bytes} au plus chez {rules.carrier}")
    pages = len(reader.pages)
    if not pages:
        yield Breach("FEUILLES", None, "aucune page")
    sheets = -(-pages // 2) if rules.duplex else pages
    if rules.paper and rules.most_sheets is not None and sheets > rules.most_sheets:
        yield Breach("FEUILLES", None, f"{sheets} feuilles, {rules.most_sheets} au plus chez {rules.carrier}")
    missing = sorted({name for page in reader.pages for name in _not_embedded(page)})
    if missing:
        yield Breach("POLICES", None, f"polices non incorporées : {', '.join(missing)}")


def _not_embedded(page: Any) -> Iterator[str]:
    for found in page["/Resources"].get_object().get("/Font", {}).values():
        font = found.get_object()
        descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        files = {"/FontFile", "/FontFile2", "/FontFile3"}
        if not files.intersection(descendant.get("/FontDescriptor", {})):
            yield str(font.get("/BaseFont", "?"))


def _pages(reader: PdfReader, rules: PostalRules) -> Iterator[Breach]:
    if not rules.paper:
        return
    for number, page in enumerate(reader.pages, start=1):
        if wrong := _paper(page):
            yield Breach("FORMAT", number, wrong)
            continue
        for kind in _notes(page):
            yield Breach("ANNOTATIONS", number, f"annotation {kind}, qui pourrait s'imprimer")
        things = [thing for thing in placed(page) if thing.text.strip() or not thing.text]
        yield from _margins(things, rules.margin, number)
        if number == 1:
            yield from _window(things, rules)


def _paper(page: PageObject) -> str:
    """What makes it other than an upright sheet of A4, seen whole; empty where nothing does."""
    if page.rotation % 360:
        return f"page tournée de {page.rotation}°"
    for box in (page.mediabox, page.cropbox):
        size = float(box.width) * page.user_unit * POINT, float(box.height) * page.user_unit * POINT
        if max(abs(size[0] - WIDTH), abs(size[1] - HEIGHT)) > PLAY:
            return f"{size[0]:.0f} × {size[1]:.0f} mm au lieu de A4"
        if max(abs(float(box.left)), abs(float(box.bottom))) * POINT > PLAY:
            return "page qui ne commence pas au coin du papier"
    return ""


def _notes(page: PageObject) -> list[str]:
    """Kinds of what lies on the page without being part of it; links are not printed."""
    found = [note.get_object() for note in page.annotations or ()]
    return sorted({str(note.get("/Subtype", "?")) for note in found} - {"/Link"})


def _margins(things: Iterable[Placed], margin: float, number: int) -> Iterator[Breach]:
    least = margin - PLAY
    for thing in things:
        if min(thing.left, thing.top, WIDTH - thing.right, HEIGHT - thing.bottom) < least:
            yield Breach("MARGES", number, f"{_named(thing)} à moins de {margin:.0f} mm du bord")
            return


def _window(things: Iterable[Placed], rules: PostalRules) -> Iterator[Breach]:
    """What may show in the window as the sheet slides is the address, which stands whole in what always shows."""
    window = rules.window
    shows = [
        thing
        for thing in things
        if thing.right > window.reach_left and window.reach_top < thing.bottom and thing.top < window.reach_bottom
    ]
    address = [thing for thing in shows if thing.text and _within(thing, rules)]
    if not address:
        yield Breach("FENETRE-ADRESSE", 1, "aucune adresse dans la zone toujours visible de la fenêtre")
    for thing in shows:
        if thing not in address:
            yield Breach("FENETRE", 1, f"{_named(thing)} peut paraître dans la fenêtre de l'enveloppe")


def _within(thing: Placed, rules: PostalRules) -> bool:
    window = rules.window
    return (
        thing.left >= window.left - PLAY
        and thing.right <= window.right + PLAY
        and thing.top >= window.top - PLAY
        and thing.bottom <= window.bottom + PLAY
    )


def _named(thing: Placed) -> str:
    return f"« {thing.text.strip()[:40]} »" if thing.text else f"un tracé à {thing.left:.0f} × {thing.top:.0f} mm"
