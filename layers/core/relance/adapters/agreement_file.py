"""An instalment plan as a person writes it down, in a TOML file: every mistake is told at once, in French."""

from __future__ import annotations

from datetime import date

from relance.adapters.policies.fields import Fields, parse_toml
from relance.domain.agreement import Instalment, Proposal
from relance.domain.errors import RejectedError
from relance.domain.money import EUR, Money

EXAMPLE = 'Exemple : [[instalments]] puis on = 2026-04-05 et amount = "400.00", une partie par échéance.'


def read_proposal(file: str, body: bytes) -> Proposal:
    """The file's plan. Raises RejectedError naming every field that is wrong."""
    mistakes: list[str] = []
    whole = Fields(parse_toml(file, body), "", mistakes)
    currency = whole.text("currency", default=EUR, pattern="[A-Z]{3}", expected="un code comme EUR")
    accessories = whole.money("accessories")
    proposal = Proposal(
        instalments=tuple(_instalments(whole, currency)),
        invoices=whole.words("invoices", default=()),
        agreed_on=whole.day("agreed_on") if whole.has("agreed_on") else None,
        accessories=Money(accessories.cents, currency) if accessories.cents else None,
        penalties_go_on=whole.flag("penalties_go_on", default=True),
        acceleration=whole.flag("acceleration", default=False),
    )
    whole.nothing_else()
    if mistakes:
        raise RejectedError(f"{file} : " + " ; ".join(mistakes) + f". {EXAMPLE}")
    return proposal


def _instalments(whole: Fields, currency: str) -> list[Instalment]:
    found = []
    for row in whole.tables("instalments", "échéance"):
        day, amount = row.day("on"), row.money("amount")
        if not row.has("amount"):
            row.wrong("amount", "manque")
        row.nothing_else()
        found.append(Instalment(day or date.max, Money(amount.cents, currency)))
    return found
