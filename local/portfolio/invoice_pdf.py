"""The invoices as PDF, as a billing system would print them: plain, and always the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from fpdf import FPDF

from local.portfolio.book import Record

GOODS = (
    "Bureau assis-debout en chêne, 160 × 80 cm",
    "Table de réunion, plateau frêne, 240 cm",
    "Bibliothèque modulaire, six caissons",
    "Assise d’atelier, hauteur réglable",
    "Cloison acoustique, feutre et tilleul",
    "Pose et mise à niveau sur site",
)
VAT = Decimal("1.20")
NBSP = "\u00a0"
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "USD", "CHF": "CHF"}


def draw_invoice(invoice: Record, customer: Record, creditor: Record) -> bytes:
    """One page: who, to whom, what, how much and by when."""
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_creation_date(datetime.fromisoformat(invoice["issued_on"]).replace(tzinfo=UTC))
    pdf.set_title(f"Facture {number_of(invoice)}")
    pdf.set_author(creditor["legal_name"])
    pdf.set_lang("fr-FR")
    pdf.add_page()
    _heading(pdf, invoice, creditor)
    _addressee(pdf, customer)
    _table(pdf, invoice, exported=customer["address"]["country"] != "FR")
    _foot(pdf, invoice, creditor)
    return bytes(pdf.output())


def number_of(invoice: Record) -> str:
    """The invoice's number, from its record's name."""
    return str(invoice["record"]).removeprefix("INVOICE#")


def french_date(day: str) -> str:
    """The ISO date as people write it in France."""
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}"


def french_amount(amount: Decimal, currency: str) -> str:
    """1 234,56 € with the spaces that never break."""
    text = f"{amount:,.2f}".replace(",", NBSP).replace(".", ",")
    return f"{text}{NBSP}{SYMBOLS[currency]}"


def _heading(pdf: FPDF, invoice: Record, creditor: Record) -> None:
    pdf.set_font("helvetica", "B", 15)
    pdf.cell(0, 8, creditor["legal_name"], new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("helvetica", "", 9)
    address = creditor["address"]
    place = f"{address['postal_code']} {address['city']}"
    for line in (creditor["legal_form"], *address["lines"], place, f"{creditor['register']} {creditor['siren']}"):
        pdf.cell(0, 4.6, line, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    pdf.set_font("helvetica", "B", 13)
    pdf.cell(0, 8, f"Facture {number_of(invoice)}", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("helvetica", "", 10)
    dates = f"Émise le {french_date(invoice['issued_on'])}, payable le {french_date(invoice['due_on'])} au plus tard"
    pdf.cell(0, 6, dates, new_x="LMARGIN", new_y="NEXT")
    for label, field in (("Bon de commande", "purchase_order"), ("Engagement", "engagement_number")):
        if field in invoice:
            pdf.cell(0, 6, f"{label}{NBSP}: {invoice[field]}", new_x="LMARGIN", new_y="NEXT")


def _addressee(pdf: FPDF, customer: Record) -> None:
    address = customer["address"]
    lines = [customer["legal_name"], *address["lines"], f"{address['postal_code']} {address['city']}"]
    pdf.set_xy(115, 40)
    pdf.set_font("helvetica", "", 11)
    pdf.multi_cell(0, 5.6, "\n".join(lines))
    pdf.set_xy(pdf.l_margin, 92)


def _table(pdf: FPDF, invoice: Record, *, exported: bool) -> None:
    total = Decimal(invoice["total"])
    net = total if exported else (total / VAT).quantize(Decimal("0.01"))
    vat = "Exonération de TVA, article 262 du CGI" if exported else "TVA 20 %"
    goods = GOODS[sum(map(ord, number_of(invoice))) % len(GOODS)]
    rows = ((goods, net), ("Total hors taxes", net), (vat, total - net), ("Total à payer", total))
    for label, amount in rows:
        pdf.set_font("helvetica", "B" if label == "Total à payer" else "", 10)
        pdf.cell(130, 9, label, border="B")
        text = french_amount(amount, invoice.get("currency", "EUR"))
        pdf.cell(0, 9, text, border="B", align="R", new_x="LMARGIN", new_y="NEXT")


def _foot(pdf: FPDF, invoice: Record, creditor: Record) -> None:
    pdf.ln(8)
    pdf.set_font("helvetica", "", 8)
    iban = " ".join(creditor["iban"][i : i + 4] for i in range(0, len(creditor["iban"]), 4))
    lines = [f"Règlement par virement{NBSP}: IBAN {iban}, BIC {creditor['bic']}. Pas d’escompte."]
    if invoice.get("currency", "EUR") == "EUR":
        # C. com. L441-9: these mentions are compulsory on an invoice between professionals.
        lines.append(
            "Entre professionnels, tout retard entraîne des pénalités au taux de la Banque centrale européenne "
            f"majoré de 10 points et une indemnité forfaitaire de 40{NBSP}€ pour frais de recouvrement."
        )
    pdf.multi_cell(0, 4.4, "\n".join(lines))
