"""The mail that carries the letter: HTML of tables with inline styles, and a real plain-text part."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from relance.adapters.policies.texts import BOLD
from relance.adapters.rendering.letter import legal_identity, paragraphs
from relance.adapters.rendering.typography import grouped
from relance.adapters.rendering.view import Table, View
from relance.ports.rendering import RenderedMail

SHOWN_ROWS = 40
"""The letter lists all; a mail beyond 100 kB is cut by mail readers."""


@cache
def _page() -> Template:
    source = (files("relance.adapters.rendering") / "mail.html.j2").read_text("utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        source
    )


def write_mail(view: View, words: Mapping[str, str], *, specimen: bool) -> RenderedMail:
    """Subject and bodies; `words` are the written texts, already set."""
    subject = " ".join(words["subject"].replace(BOLD, "").split("\n"))
    notice = view.labels.specimen_notice if specimen else ""
    html = _page().render(
        view=view,
        body=[_html(p) for p in paragraphs(words["body"])],
        closing=words["closing"].replace(BOLD, ""),
        tables=[_shown(table) for table in view.tables],
        more=[_more(view, table) for table in view.tables],
        payment=_payment(view),
        identity=legal_identity(view),
        notice=notice,
        subject=subject,
    )
    return RenderedMail(
        f"[{view.labels.specimen}] {subject}" if specimen else subject, html, _text(view, words, notice)
    )


def _html(paragraph: str) -> Markup:
    """Escaped, with the bold marks as tags: pieces at odd places stand between two marks."""
    pieces = [
        Markup("<b>{}</b>").format(piece) if number % 2 else escape(piece)
        for number, piece in enumerate(paragraph.split(BOLD))
    ]
    return Markup("").join(pieces).replace("\n", Markup("<br>"))


def _shown(table: Table) -> dict[str, Any]:
    return {"title": table.title, "rows": table.rows[:SHOWN_ROWS], "totals": table.totals}


def _more(view: View, table: Table) -> str:
    hidden = len(table.rows) - SHOWN_ROWS
    return view.labels.more_rows.format(count=hidden) if hidden > 0 else ""


def _payment(view: View) -> list[tuple[str, str]]:
    creditor, labels = view.creditor, view.labels
    rows = [
        (labels.holder, creditor.legal_name),
        ("IBAN", grouped(creditor.iban, 4)),
        ("BIC", creditor.bic),
        (labels.quote, view.reference),
    ]
    return rows + ([(labels.online, creditor.payment_url)] if creditor.payment_url else [])


def _text(view: View, words: Mapping[str, str], notice: str) -> str:
    blocks = [notice, *paragraphs(words["body"])]
    blocks += [_text_table(view, table) for table in view.tables]
    blocks.append(view.labels.payment + "\n" + "\n".join(f"  {label} : {value}" for label, value in _payment(view)))
    blocks.append(f"{words['closing']}\n{view.creditor.signatory}\n{view.creditor.signatory_title}")
    blocks.append("-- \n" + "\n".join(legal_identity(view)))
    return "\n\n".join(block for block in blocks if block).replace(BOLD, "") + "\n"


def _text_table(view: View, table: Table) -> str:
    columns = view.labels.columns
    rows = [f"  {r.number} – {columns[2]} {r.due} – {columns[6]} {r.left}" for r in table.rows[:SHOWN_ROWS]]
    more = _more(view, table)
    totals = [f"  {total.label} : {total.amount}" for total in table.totals]
    return "\n".join([table.title, *rows, *([f"  {more}"] if more else []), *totals])
