"""The same page by other engines, each as its own handbook teaches: fpdf2, reportlab, typst."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from local.bench.paper import Paper

FONTS: Final = Path(__file__).parents[1] / "fonts" / "sources"
REGULAR: Final = FONTS / "SourceSans3-Regular.ttf"
BOLD: Final = FONTS / "SourceSans3-SemiBold.ttf"
WIDTHS: Final = (45, 19, 19, 17, 23, 22, 25)


DEJAVU: Final = (FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf")


def fpdf2(paper: Paper, fonts: tuple[Path, Path] = (REGULAR, BOLD)) -> bytes:
    """A new document with its fonts for each letter, multi_cell and table."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_margins(20, 15, 20)
    pdf.set_auto_page_break(auto=True, margin=25)
    pdf.add_font("letter", "", fonts[0])
    pdf.add_font("letter", "B", fonts[1])
    pdf.add_page()
    _fpdf2_head(pdf, paper)
    _fpdf2_words(pdf, paper.opening)
    _fpdf2_table(pdf, paper)
    _fpdf2_words(pdf, paper.request)
    _fpdf2_payment(pdf, paper)
    _fpdf2_words(pdf, (paper.closing, *paper.signed))
    pdf.set_auto_page_break(auto=False)
    _fpdf2_lines(pdf, 20, 272, paper.footer, 7.5)
    return bytes(pdf.output())


def _fpdf2_head(pdf: Any, paper: Paper) -> None:
    pdf.image(BytesIO(paper.logo), 20, 13, w=50)
    _fpdf2_lines(pdf, 20, 30, paper.sender, 8.5)
    _fpdf2_lines(pdf, 20, 60, [f"{label} {value}" for label, value in paper.references], 9)
    _fpdf2_lines(pdf, 105, 55, paper.addressee, 10.5)
    _fpdf2_lines(pdf, 105, 88, [paper.place_and_date], 10)
    pdf.set_xy(20, 98)
    pdf.set_font("letter", "B", 10)
    pdf.multi_cell(170, 5, paper.subject, new_x="LMARGIN", new_y="NEXT")


def _fpdf2_table(pdf: Any, paper: Paper) -> None:
    from fpdf.fonts import FontFace

    pdf.set_font("letter", "B", 9.5)
    pdf.multi_cell(170, 6, paper.title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("letter", "", 8.5)
    with pdf.table(
        col_widths=WIDTHS,
        text_align=("LEFT", *("RIGHT",) * 6),
        line_height=5,
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(emphasis="BOLD", fill_color=242),
    ) as table:
        table.row(paper.columns)
        for cells in paper.rows:
            table.row(cells)
        for label, amount in paper.totals:
            row = table.row()
            row.cell(label, colspan=6)
            row.cell(amount)
    pdf.ln(4)


def _fpdf2_payment(pdf: Any, paper: Paper) -> None:
    for label, value in paper.payment:
        pdf.set_font("letter", "", 8.5)
        pdf.cell(40, 5, label)
        pdf.set_font("letter", "B", 9.5)
        pdf.cell(130, 5, value, new_x="LMARGIN", new_y="NEXT")


def _fpdf2_lines(pdf: Any, x: float, y: float, lines: Any, size: float) -> None:
    pdf.set_font("letter", "", size)
    for line in lines:
        pdf.set_xy(x, y)
        pdf.cell(text=line)
        y += size * 0.46


def _fpdf2_words(pdf: Any, paragraphs: tuple[str, ...]) -> None:
    pdf.set_font("letter", "", 10)
    for text in paragraphs:
        pdf.multi_cell(170, 4.8, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2.5)


@cache
def _reportlab_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Letter", REGULAR))
    pdfmetrics.registerFont(TTFont("LetterBold", BOLD))


def reportlab(paper: Paper) -> bytes:
    """Platypus: paragraphs and a table in a frame, the rest on the canvas; fonts registered once."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    _reportlab_fonts()
    out = BytesIO()
    margins = {"leftMargin": 20 * mm, "rightMargin": 20 * mm, "topMargin": 96 * mm, "bottomMargin": 22 * mm}
    document = SimpleDocTemplate(out, pagesize=A4, title=paper.subject, **margins)
    document.build(_reportlab_story(paper), onFirstPage=lambda canvas, _: _reportlab_frame(canvas, paper))
    return out.getvalue()


def _reportlab_frame(canvas: Any, paper: Paper) -> None:
    from reportlab.lib.units import mm
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(BytesIO(paper.logo)), 20 * mm, 270 * mm, 50 * mm, 12.5 * mm, mask="auto")
    blocks = (
        (20, 30, paper.sender, 8.5),
        (20, 60, [f"{label} {value}" for label, value in paper.references], 9),
        (105, 59, paper.addressee, 10.5),
        (105, 90, [paper.place_and_date], 10),
        (20, 275, paper.footer, 7.5),
    )
    for x, y, lines, size in blocks:
        canvas.setFont("Letter", size)
        for number, line in enumerate(lines):
            canvas.drawString(x * mm, (297 - y) * mm - number * size * 1.3, line)


def _reportlab_story(paper: Paper) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Spacer, Table

    body = ParagraphStyle("body", fontName="Letter", fontSize=10, leading=13.6, spaceAfter=7)
    strong = ParagraphStyle("strong", parent=body, fontName="LetterBold")
    return [
        Paragraph(escape(paper.subject), strong),
        *(Paragraph(escape(text), body) for text in paper.opening),
        Paragraph(escape(paper.title), strong),
        _reportlab_table(paper),
        Spacer(1, 4 * mm),
        *(Paragraph(escape(text), body) for text in paper.request),
        Table(paper.payment, colWidths=[40 * mm, 130 * mm], style=[("FONT", (0, 0), (-1, -1), "Letter", 9)]),
        Spacer(1, 4 * mm),
        *(Paragraph(escape(text), body) for text in (paper.closing, *paper.signed)),
    ]


def _reportlab_table(paper: Paper) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Table

    grid = [
        ("FONT", (0, 0), (-1, 0), "LetterBold", 8),
        ("FONT", (0, 1), (-1, -1), "Letter", 8.5),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor("#f2f2f2")),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor("#d7d7d7")),
    ]
    totals = [(label, *[""] * 5, amount) for label, amount in paper.totals]
    return Table([paper.columns, *paper.rows, *totals], colWidths=[width * mm for width in WIDTHS], style=grid)


TYPST: Final = """
#let paper = json(bytes(sys.inputs.paper))
#set page("a4", margin: (left: 20mm, right: 20mm, top: 15mm, bottom: 25mm),
  footer: text(7.5pt, paper.footer.join(linebreak())))
#set text(font: "Source Sans 3", size: 10pt, lang: "fr")
#set par(leading: 0.5em, spacing: 0.9em)
#place(dx: 0mm, dy: -2mm, image("logo.png", width: 50mm))
#place(dx: 0mm, dy: 15mm, text(8.5pt, paper.sender.join(linebreak())))
#place(dx: 0mm, dy: 45mm, text(9pt, paper.references.map(r => r.join(" ")).join(linebreak())))
#place(dx: 85mm, dy: 40mm, text(10.5pt, paper.addressee.join(linebreak())))
#place(dx: 85mm, dy: 73mm, paper.place_and_date)
#v(83mm)
#strong(paper.subject)
#for words in paper.opening [#par(words)]
#strong(paper.title)
#set table(stroke: none)
#text(8.5pt, table(
  columns: (45mm, 19mm, 19mm, 17mm, 23mm, 22mm, 25mm),
  align: (left, right, right, right, right, right, right),
  fill: (_, y) => if y == 0 { luma(242) },
  ..paper.columns.map(strong),
  ..paper.rows.flatten(),
  ..paper.totals.map(t => (table.cell(colspan: 6, t.at(0)), strong(t.at(1)))).flatten(),
))
#for words in paper.request [#par(words)]
#table(columns: (40mm, 130mm), inset: 2pt, ..paper.payment.flatten())
#par(paper.closing)
#for words in paper.signed [#par(words)]
"""


@cache
def _typst(logo: bytes) -> Any:
    import typst as library

    folder = Path(tempfile.mkdtemp(prefix="relance-bench-"))
    (folder / "letter.typ").write_text(TYPST, encoding="utf-8")
    (folder / "logo.png").write_bytes(logo)
    return library.Compiler(folder / "letter.typ", font_paths=[FONTS], ignore_system_fonts=True)


def typst(paper: Paper) -> bytes:
    """One compiler for all letters, the words handed over as data."""
    fields = {name: getattr(paper, name) for name in Paper.__slots__ if name != "logo"}
    return bytes(_typst(paper.logo).compile(format="pdf", sys_inputs={"paper": json.dumps(fields)}))
