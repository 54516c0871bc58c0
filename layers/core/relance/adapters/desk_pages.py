"""What finance people see: the approval page, its outcomes, the mail that carries the link, the list of pieces.

Plain HTML without script and without anything from elsewhere; every value is escaped by the template engine.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from relance.adapters.notice_words import fate_words
from relance.adapters.rendering.words.rates import basis_cell, percent
from relance.adapters.rendering.words.typography import NBSP, amount, long_date, short_date
from relance.domain.billing import Address
from relance.domain.calendar import PARIS
from relance.domain.case import Approval, Gate, Wake
from relance.domain.channels import Channel
from relance.domain.handoff import Claim, HandoffRecord
from relance.domain.law.statement import Flag, Segment
from relance.domain.money import Money
from relance.ports.cases import ApprovalView, Link, Notice, Page
from relance.ports.messaging import MailDraft

TEMPLATES = Path(__file__).parent / "desk_templates"
GATES = {Gate.NOTICE: "mise en demeure", Gate.HANDOFF: "remise du dossier"}
KINDS = {
    "contract": "Contrat",
    "order": "Bon de commande",
    "delivery": "Preuve de livraison",
    "invoice": "Facture",
    "other": "Autre pièce",
    "statement": "Décompte figé",
    "reminder": "Relance envoyée",
    "formal_notice": "Mise en demeure",
    "earlier_notice": "Mise en demeure antérieure, qui n’a atteint personne",
    "proof_deposit": "Preuve de dépôt",
    "proof_content": "Preuve du contenu",
    "proof_receipt": "Avis de réception",
    "proof_refusal": "Preuve du refus",
    "proof_unclaimed": "Preuve de non-réclamation",
    "proof_undelivered": "Preuve de non-distribution",
    "proof_bundle": "Dossier de preuves du transporteur",
}
SENT_BY = {
    Channel.REGISTERED: "Approuver et envoyer en recommandé",
    Channel.LRE: "Approuver et envoyer en lettre recommandée électronique",
    Channel.ERE: "Approuver et envoyer en recommandé électronique simple",
}

WARNINGS = {
    Flag.CONTRACT_RATE_BELOW_FLOOR: "Le taux du contrat est inférieur à trois fois le taux légal : la loi n’en dit pas "
    "la conséquence (art. L441-10, II du code de commerce). Vérifiez le taux retenu.",
    Flag.INSOLVENCY: "Une procédure collective est ouverte : les intérêts sont arrêtés à la veille du jugement.",
    Flag.PAYMENT_AFTER_INSOLVENCY_JUDGMENT: "Un paiement est postérieur au jugement d’ouverture : il peut être annulé.",
}
"""Flags that a person should weigh before approving, in words."""


def euros(money: Money) -> str:
    """1 234,56 €."""
    return amount(money, "fr")


def day(value: date) -> str:
    """1er mars 2026."""
    return long_date(value, "fr")


def moment(value: datetime) -> str:
    """2 mars 2026 à 14 h 05, Paris time."""
    local = value.astimezone(PARIS)
    return f"{day(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def last_day(expires: datetime) -> str:
    """The last day that ends before an instant."""
    return day((expires.astimezone(PARIS) - timedelta(seconds=1)).date())


def postal(address: Address) -> str:
    """An address on one line."""
    country = "" if address.country == "FR" else f", {address.country}"
    return ", ".join((*address.lines, f"{address.postal_code} {address.city}")) + country


def kind_of_piece(kind: str) -> str:
    """What a piece is."""
    return KINDS.get(kind, "Autre pièce")


def opening(text: str) -> str:
    """With a capital, the rest as it is: AR stays AR."""
    return text[:1].upper() + text[1:]


def cents(value: int) -> str:
    """The law's amounts: whole euro cents."""
    return euros(Money(value))


def rate(segment: Segment) -> str:
    """12,15 %."""
    return percent(segment.rate, "fr")


def basis(segment: Segment) -> str:
    """BCE 2,15 % + 10 points, C. com. L441-10, II."""
    return basis_cell(segment, "fr")


def totals(claim: Claim) -> list[Money]:
    """What is owed, per currency."""
    currencies = sorted({line.outstanding.currency for line in claim.lines})
    return [Money.total((x.outstanding for x in claim.lines if x.outstanding.currency == c), c) for c in currencies]


class Templates:
    """The templates with their filters. What a template does not get fails when it is used."""

    def __init__(self) -> None:
        loader = FileSystemLoader(TEMPLATES)
        self._pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self._texts = Environment(loader=loader, autoescape=False, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701
        self.style = (TEMPLATES / "desk.css").read_text(encoding="utf-8")
        for environment in (self._pages, self._texts):
            environment.filters |= {
                "euros": euros,
                "cents": cents,
                "short_day": short_date,
                "rate": rate,
                "basis": basis,
                "day": day,
                "moment": moment,
                "last_day": last_day,
                "postal": postal,
                "kind": kind_of_piece,
                "opening": opening,
            }
            environment.globals |= {"Gate": Gate, "Wake": Wake, "Notice": Notice, "gates": GATES, "totals": totals}
            environment.globals |= {"warnings": WARNINGS, "sent_by": SENT_BY, "fate_words": fate_words}

    def html(self, name: str, **values: object) -> str:
        """A page."""
        return self._pages.get_template(name).render(style=Markup(self.style), **values)  # noqa: S704

    def text(self, name: str, **values: object) -> str:
        """A plain text."""
        return self._texts.get_template(name).render(**values)


class HtmlDeskPages:
    """See ports.cases.DeskPages."""

    def __init__(self, templates: Templates, *, creditor: str) -> None:
        self._templates, self._creditor = templates, creditor
        digest = hashlib.sha256(templates.style.encode()).digest()
        self._style_hashes = (base64.b64encode(digest).decode(),)

    def approval(self, view: ApprovalView) -> Page:
        """What would be approved, with a form for each decision."""
        return self._page("approval.html", view=view)

    def notice(self, notice: Notice, *, case_id: str = "", decision: Approval | None = None) -> Page:
        """What became of a request."""
        return self._page("notice.html", notice=notice, case_id=case_id, decision=decision)

    def _page(self, name: str, **values: object) -> Page:
        return Page(self._templates.html(name, creditor=self._creditor, **values), self._style_hashes)


class ApprovalMails:
    """The mail to an approver. It names the case and no debtor: the page does, behind the link."""

    def __init__(self, templates: Templates, *, creditor: str) -> None:
        self._templates, self._creditor = templates, creditor

    def draft(self, to: str, link: Link, url: str) -> MailDraft:
        """Subject and both bodies."""
        values = {"link": link, "url": url, "creditor": self._creditor}
        subject = f"À approuver{NBSP}: {GATES[link.gate]}, dossier {link.case_id}"
        return MailDraft(
            to, subject, self._templates.html("mail.html", **values), self._templates.text("mail.txt", **values)
        )


class HtmlBordereaux:
    """See ports.cases.Bordereaux."""

    def __init__(self, templates: Templates, *, creditor: str) -> None:
        self._templates, self._creditor = templates, creditor

    def bordereau(self, record: HandoffRecord, decisions: tuple[Approval, ...]) -> bytes:
        """A page to print."""
        page = self._templates.html("bordereau.html", record=record, decisions=decisions, creditor=self._creditor)
        return page.encode()
