"""What stands in an account's way, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from relance.cli import contacts, french
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decision import Rest, Why
from relance.service.explain import Explanation
from relance.service.sending.posting import SENDER_SESSION

BLOCKED: Final = {
    Why.NO_CHANNEL: "donner dans la facturation une adresse qui marche, ou l'accord qui manque ; sinon offrir un autre "
    "canal dans channels.toml",
    Why.BAD_PLAN: "choisir un autre plan sur la fiche du client, ou corriger rules.toml",
    Why.MISSING_INVOICE_PDF: "joindre le PDF de la facture dans la facturation, ou ne plus l'exiger dans le plan",
    Why.CUSTOMER_MISSING: "corriger la fiche du client dans la facturation ; « relance quarantine list » dit pourquoi",
    Why.RATE_MISSING: "publier le taux du semestre dans rates.csv, par « relance policies publish »",
    Why.INSTALMENT_MISSED: "décider de la suite de l'échéancier : attendre le paiement, ou « relance release »",
}
"""For every reason that waits for somebody to mend something."""
UNSETTLED: Final = frozenset({ContactState.SENDING, ContactState.UNKNOWN})


def lines(told: Explanation) -> Iterator[str]:
    """Nothing where the account goes its way by itself."""
    row, decision = told.unsettled, told.planned.decision
    if row is not None:
        yield _waits(row)
        if (act := _about(row)) is not None:
            yield f"À faire : {act}"
    elif isinstance(decision, Rest) and decision.why in BLOCKED:
        yield f"À faire : {BLOCKED[decision.why]}"


def _waits(row: ContactRow) -> str:
    why = f" ({contacts.reason(row.reason)})" if row.reason else ""
    return f"Contact du {french.day(row.day)} : {french.STATES[row.state]}{why} ; rien d'autre ne part avant son issue"


def _about(row: ContactRow) -> str | None:
    if row.state is ContactState.UNKNOWN:
        who = "le prestataire est interrogé de lui-même ; s'il ne répond pas, demandez-lui, puis"
        return f"{who} « relance settle {row.account_id} {row.day.isoformat()} sent » ou « not-sent »"
    if row.state is ContactState.RESERVED and row.reason and SENDER_SESSION in row.reason:
        return "« relance carriers open-session » ou « relance carriers certificate »"
    if row.state is ContactState.RESERVED and row.reason:
        return "rien si le transporteur revient ; sinon « relance carriers check » juge son compte"
    return None
