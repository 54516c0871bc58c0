"""What fields that are each right cannot say together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from relance.adapters.billing.models import CustomerModel, InvoiceModel, PenaltyClauseModel
from relance.adapters.identifiers import SIREN_DIGITS, siren_of_vat
from relance.ports.billing import INVOICE_RECORD

MAX_FACTOR = 20
"""Of the legal rate: beyond, somebody wrote a percentage."""

Breaches = list[tuple[str, str]]


def in_customer(model: CustomerModel) -> Breaches:
    """What is wrong with the identifiers and with what only some kinds of debtors can be."""
    in_vat = siren_of_vat(model.vat_number or "")
    siren = model.siren or (model.siret or "")[:SIREN_DIGITS]
    return _broken(
        (
            (
                "siret",
                bool(model.siret and model.siren and not model.siret.startswith(model.siren)),
                "does not begin with the SIREN",
            ),
            ("vat_number", bool(in_vat and siren and in_vat != siren), "does not hold the SIREN"),
            # B2C-04: against a consumer such a clause would be unfair; a public buyer's rate is the law's.
            ("penalty_clause", bool(model.penalty_clause) and model.kind != "business", "is for a business only"),
            ("public_body", bool(model.public_body) and model.kind != "public", "is for a public buyer only"),
            (
                "over_indebted_since",
                bool(model.over_indebted_since) and model.kind != "consumer",
                "is for a consumer only; a business has insolvency_judgment_on",
            ),
            (
                "insolvency_judgment_on",
                bool(model.insolvency_judgment_on) and model.kind == "public",
                "is never said of a public buyer",
            ),
            ("deceased", model.deceased and model.kind == "public", "is never said of a public buyer"),
            *_in_clause(model.penalty_clause),
        )
    )


def _in_clause(clause: PenaltyClauseModel | None) -> Iterator[tuple[str, bool, str]]:
    if clause is None:
        return
    if clause.mode == "default":
        yield "penalty_clause.value", clause.value is not None, "has no meaning with mode default"
    elif clause.value is None:
        yield "penalty_clause.value", True, f"is missing with mode {clause.mode}"
    elif clause.mode == "multiple_of_til":
        yield "penalty_clause.value", clause.value > MAX_FACTOR, f"is no factor: at most {MAX_FACTOR}"


def in_invoice(model: InvoiceModel) -> Breaches:
    """What is wrong with the order of dates and with sums."""
    listed = sum((p.amount for p in model.payments), Decimal(0))
    return _broken(
        (
            ("due_on", model.due_on < model.issued_on, "is before issued_on"),
            ("received_on", bool(model.received_on and model.received_on < model.issued_on), "is before issued_on"),
            (
                "amount_paid",
                model.amount_paid is not None and model.amount_paid < listed,
                "is less than the sum of payments",
            ),
            (
                "instalment_of",
                model.instalment_of == model.record.removeprefix(INVOICE_RECORD),
                "is the invoice itself",
            ),
            *((f"suspensions[{n}].to", s.last < s.first, "is before from") for n, s in enumerate(model.suspensions)),
        )
    )


def _broken(checks: Iterable[tuple[str, bool, str]]) -> Breaches:
    return [(field, reason) for field, broken, reason in checks if broken]
