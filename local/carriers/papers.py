"""Small real PDFs: what a pretended carrier hands out as proof."""

from __future__ import annotations

from datetime import datetime


def proof_pdf(title: str, lines: dict[str, str], at: datetime) -> bytes:
    """One A4 page; the same words and time give the same bytes. Latin-1 only, as the built-in fonts have."""
    from fpdf import FPDF, XPos, YPos

    page = FPDF(format="A4")
    page.set_creation_date(at)
    page.set_title(title)
    page.add_page()
    page.set_font("Helvetica", "B", 16)
    page.cell(0, 12, title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_font("Helvetica", size=10)
    for name, value in lines.items():
        page.cell(0, 7, f"{name} : {value}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return bytes(page.output())
