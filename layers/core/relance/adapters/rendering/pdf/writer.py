"""From pages of placed items to a tagged PDF/A-3 with fpdf2. Nothing here decides what is written or where.

fpdf2 is heavy and only in the render layer: this module is imported when a letter is written. Pages are drawn with
our own operators and fonts come ready made (embed.py), since fpdf2's ways cost most of a letter's time; pages,
images, colour profile, attachments and the file itself are fpdf2's (docs/decisions/0008).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from html import escape
from typing import Final

from fpdf import FPDF
from fpdf.enums import AssociatedFileRelationship, DocumentCompliance, OutputIntentSubType
from fpdf.output import PDFICCProfile
from fpdf.util import builtin_srgb2014_bytes

from relance.adapters.rendering.paper.sheet import Item, Text
from relance.adapters.rendering.pdf.drawing import Page
from relance.adapters.rendering.pdf.embed import Producer
from relance.adapters.rendering.pdf.faces import PdfFaces
from relance.adapters.rendering.pdf.tags import Tree
from relance.domain.errors import RejectedError

__all__ = ["Attachment", "Described", "PdfFaces", "write_pdf"]

MAKER: Final = "Relance"
XMP: Final = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>{level}</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{locale}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{maker}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{maker}</pdf:Producer>
<pdf:Keywords>{keywords}</pdf:Keywords>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""
STANDARD: Final = DocumentCompliance.PDFA_3U
"""Level U: every character can be read back. Level A asks more of tags than is checked here."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the letter, such as the copy of an invoice."""

    name: str
    data: bytes
    description: str
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Described:
    """What the file says of itself, and what it carries."""

    title: str
    author: str
    locale: str
    day: date
    keywords: str
    """What it was written from: a letter keeps the version of its texts (adapters.policies.history)."""
    watermark: str = ""
    attachments: tuple[Attachment, ...] = ()


def write_pdf(pages: list[list[Item]], described: Described) -> bytes:
    """The same pages and description give the same bytes: the only date is the letter's own day.

    Raises RejectedError for a sign that the fonts do not have: nobody is given a black square to read.
    """
    lacking = PdfFaces().lacks("".join(item.text for page in pages for item in page if isinstance(item, Text)))
    if lacking:
        raise RejectedError(f"the letter's font cannot write {lacking}")
    moment = datetime.combine(described.day, time(12), UTC)
    document = FPDF(format="A4", enforce_compliance=STANDARD)
    document.set_auto_page_break(auto=False)
    document.set_creation_date(moment)
    document.set_title(described.title)
    document.set_author(described.author)
    document.set_keywords(described.keywords)
    document.set_creator(MAKER)
    document.set_producer(MAKER)
    document.set_lang(described.locale)
    document.set_xmp_metadata(_metadata(described, moment))
    document.add_output_intent(
        OutputIntentSubType.PDFA,
        output_condition_identifier="sRGB",
        registry_name="http://www.color.org",
        dest_output_profile=copy(_srgb()),
        info="sRGB IEC61966-2.1",
    )
    document.struct_builder = tree = Tree()
    for items in pages:
        document.add_page()
        page = Page(document, tree)
        if described.watermark:
            page.watermark(described.watermark)
        for item in items:
            page.draw(item)
        page.finish()
    for attached in sorted(described.attachments, key=lambda attachment: attachment.name):
        _attach(document, attached, moment)
    return bytes(document.output(output_producer_class=Producer))


@cache
def _srgb() -> PDFICCProfile:
    """Copied into each document, which gives it a number of its own."""
    return PDFICCProfile(builtin_srgb2014_bytes(), n=3, alternate="DeviceRGB")


def _metadata(described: Described, moment: datetime) -> str:
    return XMP.format(
        part=STANDARD.part,
        level=STANDARD.conformance,
        title=escape(described.title),
        author=escape(described.author),
        locale=described.locale,
        maker=MAKER,
        keywords=escape(described.keywords),
        moment=moment.isoformat(),
    )


def _attach(document: FPDF, attached: Attachment, moment: datetime) -> None:
    document.embed_file(
        bytes=attached.data,
        basename=attached.name,
        desc=attached.description,
        mime_type=attached.media_type,
        modification_date=moment,
        associated_file_relationship=AssociatedFileRelationship.SUPPLEMENT.value,
        compress=True,
    )
