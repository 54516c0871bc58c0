"""Pages of letters as pictures, side by side with their captions: PNG files and one PDF to leaf through.

pypdfium2 and Pillow are on a person's machine only, and imported here only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from relance.adapters.rendering.gallery import Shown

ACROSS: Final = 4
DOWN: Final = 2
RESOLUTION: Final = 72
"""Dots per inch: small print is still told apart."""
PAGE: Final = (595, 842)
MARGIN: Final = 24
CAPTION: Final = 34
MOST_PAGES: Final = 4
"""Of one letter on a sheet; the last one counts as one of them."""
GROUND: Final = (224, 226, 229)
INK: Final = (40, 44, 50)
FONT: Final = "regular-western.ttf"


@dataclass(frozen=True)
class Thumbnail:
    """One page of a letter."""

    caption: str
    image: Image.Image


def thumbnails(shown: Shown) -> Iterator[Thumbnail]:
    """The first pages and the last."""
    document = pypdfium2.PdfDocument(shown.letter)
    count = len(document)
    places = range(count) if count <= MOST_PAGES else (*range(MOST_PAGES - 1), count - 1)
    for place in places:
        image = document[place].render(scale=RESOLUTION / 72).to_pil()
        yield Thumbnail(f"{shown.cell.caption}, {place + 1}/{count}", image.convert("RGB"))


def contact_sheets(pictures: Iterable[Thumbnail]) -> Iterator[Image.Image]:
    """Sheets of some pages each."""
    with as_file(files("relance.adapters.rendering.pdf") / "fonts" / FONT) as path:
        font = ImageFont.truetype(path, 15)
    waiting = iter(pictures)
    while batch := list(islice(waiting, ACROSS * DOWN)):
        yield _sheet(batch, font)


def save_sheets(sheets: Iterable[Image.Image], folder: Path) -> int:
    """Write contact-sheet-01.png and so on, and contact-sheet.pdf of the same; how many."""
    for earlier in folder.glob("contact-sheet-[0-9][0-9].png"):
        earlier.unlink()
    pages = list(sheets)
    for number, page in enumerate(pages, start=1):
        page.save(folder / f"contact-sheet-{number:02d}.png")
    if pages:
        pages[0].save(folder / "contact-sheet.pdf", save_all=True, append_images=pages[1:], resolution=144, quality=70)
    return len(pages)


def merged(letters: Iterable[bytes]) -> bytes:
    """All letters in one PDF, as they are."""
    whole = pypdfium2.PdfDocument.new()
    for letter in letters:
        whole.import_pages(pypdfium2.PdfDocument(letter))
    out = BytesIO()
    whole.save(out)
    return out.getvalue()


def _sheet(batch: Iterable[Thumbnail], font: ImageFont.FreeTypeFont) -> Image.Image:
    width = ACROSS * (PAGE[0] + MARGIN) + MARGIN
    height = DOWN * (PAGE[1] + CAPTION + MARGIN) + MARGIN
    sheet = Image.new("RGB", (width, height), GROUND)
    pen = ImageDraw.Draw(sheet)
    for place, picture in enumerate(batch):
        x = MARGIN + (place % ACROSS) * (PAGE[0] + MARGIN)
        y = MARGIN + (place // ACROSS) * (PAGE[1] + CAPTION + MARGIN)
        pen.text((x, y + 6), _fitting(picture.caption, font), fill=INK, font=font)
        sheet.paste(picture.image, (x, y + CAPTION))
    return sheet


def _fitting(caption: str, font: ImageFont.FreeTypeFont) -> str:
    while font.getlength(caption) > PAGE[0]:
        caption = caption[:-2].rstrip() + "…"
    return caption
