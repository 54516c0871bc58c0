"""The letter that the bench writes: a real statement of five invoices, and its words for the other engines to set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from relance.adapters.policies.creditor import load_creditor
from relance.adapters.policies.names import TextName
from relance.adapters.policies.shipped import sample_creditor, shipped_files
from relance.adapters.policies.texts import BOLD, TextBook
from relance.adapters.rendering.paper.frame import legal_identity
from relance.adapters.rendering.paper.letter import paragraphs
from relance.adapters.rendering.paper.payment import payment_rows
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.adapters.rendering.samples import ordinary
from relance.adapters.rendering.words.typography import typeset
from relance.adapters.rendering.words.view import View, address_lines
from relance.domain.billing import CustomerKind
from relance.domain.creditor import Creditor
from relance.domain.document import Document, Tone
from relance.domain.money import Money
from relance.domain.statement import Balance, Statement

NAME: Final = TextName("fr", Document.FIRST_REMINDER, CustomerKind.BUSINESS, Tone.CORDIAL)
INVOICES: Final = 5
# Three paragraphs, so that every engine gets the letter on one page.
TEXTS: Final = """
[letter]
subject = "{{ count }} factures échues"
opening = "Sauf erreur ou omission de notre part, nous n'avons pas encore reçu le règlement complet des {{ count }} factures ci-dessous, dont la plus ancienne est échue depuis le {{ due_on }} ({{ days_late }}). Il reste à régler {{ amount }}."
request = '''
Nous vous remercions de bien vouloir procéder à ce règlement d'ici au {{ answer_by }}, par virement sur le compte indiqué ci-dessous, en rappelant la référence {{ reference }}.

Si vous contestez tout ou partie de cette somme, écrivez-nous à {{ email }} ou appelez-nous au {{ phone }}. Si votre règlement nous est parvenu entre-temps, ne tenez pas compte de cette lettre.
'''
closing = "Nous vous prions d'agréer, Madame, Monsieur, l'expression de nos salutations distinguées."
"""  # noqa: E501


@dataclass(frozen=True, slots=True)
class Paper:
    """The words of one letter, as they stand on the page."""

    logo: bytes
    sender: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    addressee: tuple[str, ...]
    place_and_date: str
    subject: str
    opening: tuple[str, ...]
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, str], ...]
    request: tuple[str, ...]
    payment: tuple[tuple[str, str], ...]
    closing: str
    signed: tuple[str, ...]
    footer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One letter to write: the statement for our renderer, the words for the others."""

    statement: Statement
    reference: str
    paper: Paper


def orders(count: int) -> list[Order]:
    """Letters that differ in reference and sums: nothing can be kept whole from one to the next."""
    return [_order(number) for number in range(count)]


@cache
def renderer() -> PolicyRenderer:
    """Ours, with all that it does: décompte rules, QR code, tags, PDF/A."""
    return PolicyRenderer(creditor=_creditor, texts=_texts)


@cache
def _texts() -> TextBook:
    shipped = shipped_files()[NAME_FILE].decode()
    return TextBook.of(shipped_files() | {NAME_FILE: (TEXTS + shipped[shipped.index("[mail]") :]).encode()})


NAME_FILE: Final = "texts/fr/first_reminder.toml"


@cache
def _creditor() -> Creditor:
    return replace(load_creditor(sample_creditor()), logo=_logo())


def _logo() -> bytes:
    image = Image.new("RGBA", (480, 120), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 10, 110, 110), 24, fill=(28, 78, 128, 255))
    pen.ellipse((30, 35, 80, 85), fill=(250, 200, 60, 255))
    for line in range(4):
        pen.rectangle((140, 20 + 24 * line, 460 - 60 * line, 30 + 24 * line), fill=(28, 78, 128, 255))
    body = BytesIO()
    image.save(body, "PNG")
    return body.getvalue()


def _order(number: int) -> Order:
    base = ordinary(NAME)
    first = base.overdue[0]
    lines = tuple(
        replace(
            first,
            key=f"EXEMPLE#{number}-{place}",
            invoice_id=f"2026-{number % 900 + 100}{place}",
            issued_on=first.issued_on + timedelta(days=place),
            due_on=first.due_on + timedelta(days=place),
            days_late=first.days_late - place,
            total=(owed := Money(100_000 + 1_117 * number + 30_011 * place)),
            outstanding=owed,
        )
        for place in range(INVOICES)
    )
    sum_owed = Money.total(line.outstanding for line in lines)
    zero = Money(0)
    statement = replace(base, overdue=lines, balances=(Balance("EUR", sum_owed, zero, sum_owed, zero),))
    reference = f"RL-260302-{number:012d}"
    return Order(statement, reference, _paper(View.of(statement, _creditor(), reference)))


def _paper(view: View) -> Paper:
    written = _texts().write("letter", view.text_name, view.values)
    words = {key: typeset(text, "fr").replace(BOLD, "") for key, text in written.items()}
    creditor, labels, table = view.creditor, view.labels, view.tables[0]
    return Paper(
        logo=creditor.logo,
        sender=(creditor.legal_name, *address_lines(creditor.address), creditor.phone, creditor.email),
        references=((labels.our_reference, view.reference), (labels.account, view.customer_id)),
        addressee=(view.debtor_name, *view.debtor_lines),
        place_and_date=view.place_and_date,
        subject=f"{labels.subject} {words['subject']}",
        opening=tuple(paragraphs(words["opening"])),
        title=table.title,
        columns=labels.columns,
        rows=tuple((r.number, r.issued, r.due, r.late, r.total, r.settled, r.left) for r in table.rows),
        totals=tuple((total.label, total.amount) for total in table.totals),
        request=tuple(paragraphs(words["request"])),
        payment=tuple(payment_rows(view)),
        closing=words["closing"],
        signed=(creditor.signatory, creditor.signatory_title),
        footer=legal_identity(view.creditor, view.language),
    )
