"""The mail that carries the letter: HTML that needs no style sheet to be read, and a real plain-text part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from relance.adapters.policies.texts import BOLD
from relance.adapters.rendering.mail import style as mail_style
from relance.adapters.rendering.mail.images import logo_of
from relance.adapters.rendering.mail.page import MailPage, page_of
from relance.adapters.rendering.mail.text import plain_text
from relance.adapters.rendering.words.typography import NBSP
from relance.adapters.rendering.words.view import View
from relance.ports.rendering import RenderedMail

LARGEST: Final = 95_000
"""Bytes of HTML: Gmail cuts a mail at 102 kB, and transport adds some."""
ROWS: Final = (40, 20, 10, 4)
"""Invoices shown of a table, the most that fit; the letter lists all."""
PIECE: Final = 12
"""Letters without space or hyphen between two places where a line may end."""
FILLER: Final = Markup("&#847;&zwnj;&nbsp;") * 60
"""Keeps mail readers from showing the mail's first words after a short preheader."""


@cache
def _page() -> Template:
    source = (files("relance.adapters.rendering.mail") / "mail.html.j2").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["breakable"] = breakable
    return environment.from_string(source)


def write_mail(view: View, words: Mapping[str, str], *, specimen: bool) -> RenderedMail:
    """Subject and bodies; `words` are the written texts, already set."""
    for most_rows in ROWS:
        page = page_of(view, words, specimen=specimen, most_rows=most_rows)
        html = _html(page)
        if len(html.encode()) <= LARGEST:
            break
    logo = logo_of(view.creditor)
    images = (logo.image,) if logo else ()
    return RenderedMail(page.subject, html, plain_text(page), view.language, images)


def breakable(text: str) -> Markup:
    """With places where a line may end inside overlong words; they are not copied with the text."""
    pieces = re.split(rf"([^\s-]{{{PIECE}}}(?=[^\s-]{{{PIECE}}}))", text)
    return Markup("<wbr>").join(piece for piece in pieces if piece)


def _html(page: MailPage) -> str:
    creditor = page.view.creditor
    return _page().render(
        page=page,
        body=[_paragraph(p) for p in page.body],
        css=mail_style.INLINE,
        light=mail_style.LIGHT,
        sheets=[Markup(sheet) for sheet in mail_style.sheets()],  # noqa: S704 - our own constants
        width=mail_style.WIDTH,
        filler=FILLER,
        logo=logo_of(creditor),
        phone=creditor.phone.replace(" ", NBSP),
        tel="tel:" + re.sub(r"[^0-9+]", "", creditor.phone),
        mailto=f"mailto:{creditor.email}?subject={quote(page.view.reference)}",
    )


def _paragraph(text: str) -> Markup:
    """Escaped, with the bold marks as tags: pieces at odd places stand between two marks."""
    pieces = [
        Markup("<b>{}</b>").format(piece) if number % 2 else escape(piece)
        for number, piece in enumerate(text.split(BOLD))
    ]
    return Markup("").join(pieces).replace("\n", Markup("<br>"))
