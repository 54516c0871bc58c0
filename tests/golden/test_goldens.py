"""Golden letters, by word and by sight. `pytest tests/golden --accept` writes them anew: read the diff and look.

Words are held exactly. Images are small and gray, and are held with a tolerance: renderers differ by a hair.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from relance.adapters.policies.identity import creditor_of
from relance.adapters.policies.names import CREDITOR
from relance.adapters.policies.shipped import sample_creditor, shipped_files
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.gallery import Cell, cells
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.adapters.rendering.samples import REFERENCE

FOLDER = Path(__file__).parent / "letters"
READ = (
    "fr-0-pre_due_notice-business-cordial-ordinary",
    "fr-1-first_reminder-consumer-cordial-ordinary",
    "fr-2-second_reminder-business-firm-several",
    "fr-3-last_reminder-public-firm-ordinary",
    "fr-4-formal_notice-business-firm-several",
    "fr-4-formal_notice-consumer-firm-ordinary",
    "fr-5-instalment_plan-consumer-firm-several",
    "en-4-formal_notice-business-firm-several",
    "en-5-instalment_plan-business-firm-ordinary",
)
SEEN = (
    ("fr-1-first_reminder-consumer-cordial-ordinary", 0),
    ("fr-4-formal_notice-business-firm-several", 0),
    ("fr-4-formal_notice-business-firm-several", 2),
    ("fr-4-formal_notice-business-firm-extreme", 0),
    ("fr-5-instalment_plan-consumer-firm-several", 1),
)
SCALE = 0.7
"""Of 72 dots per inch."""
DARKER = 70
"""Of 255: a pixel that differs by less differs by the renderer's hand."""
MOST_PIXELS = 0.002
CELLS = {cell.slug: cell for cell in cells()}
CREDITOR_OF_SAMPLES = creditor_of({CREDITOR: sample_creditor()})
TEXTS = TextBook.of(shipped_files())


def letter(cell: Cell) -> bytes:
    renderer = PolicyRenderer(creditor=lambda: CREDITOR_OF_SAMPLES, texts=lambda: TEXTS)
    return renderer.letter(cell.statement, reference=REFERENCE)


def said(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return "\n".join(f"-- {number} --\n{text}" for number, text in enumerate(pages, start=1)) + "\n"


def seen(pdf: bytes, page: int) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(pdf)[page].render(scale=SCALE).to_pil()
    return image.convert("L")


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ by more than a hair."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[DARKER:]) / sum(counts)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.mark.parametrize("slug", READ)
def test_the_letter_says_what_was_accepted(slug: str, accept: bool) -> None:
    now, golden = said(letter(CELLS[slug])), FOLDER / f"{slug}.txt"
    if accept:
        golden.write_text(now, "utf-8")
    assert now == golden.read_text("utf-8")


@pytest.mark.parametrize(("slug", "page"), SEEN)
def test_the_page_looks_as_it_was_accepted(slug: str, page: int, accept: bool) -> None:
    now, golden = seen(letter(CELLS[slug]), page), FOLDER / f"{slug}-{page + 1}.png"
    if accept:
        now.save(golden, optimize=True)
    assert differing(now, Image.open(golden)) <= MOST_PIXELS


def test_a_shift_of_a_millimetre_is_seen() -> None:
    page = seen(letter(CELLS[READ[1]]), 0)
    moved = ImageChops.offset(page, 0, 2)
    assert differing(page, moved) > 5 * MOST_PIXELS


def test_nothing_is_kept_that_no_test_reads() -> None:
    expected = {f"{slug}.txt" for slug in READ} | {f"{slug}-{page + 1}.png" for slug, page in SEEN}
    assert {path.name for path in FOLDER.iterdir()} == expected
