"""What it all cost: the ledger beside the carriers' invoices, and what AWS itself takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.story import words
from local.story.bills import MICROS_IN_A_CENT, Bill, BillLine, Small
from local.story.results.customer import CustomerView
from relance.domain.costs import euros
from relance.service.french import typeset

INVOICES = "factures-transporteurs"


@dataclass(frozen=True, slots=True)
class CostPage:
    """Plain values for the template."""

    views: Mapping[str, CustomerView]
    bills: Sequence[Bill]
    small: Sequence[Small]

    def values(self) -> dict[str, Any]:
        """For the template."""
        invoiced = sum(bill.cents for bill in self.bills)
        return {
            "lead": typeset(
                "Le registre garde le prix de chaque envoi. À la fin du mois, chaque transporteur envoie sa facture, "
                f"tirée de ses propres livres : {euros(invoiced * MICROS_IN_A_CENT)} hors taxes, au centime près ce "
                "que dit le registre, ligne par ligne."
            ),
            "months": [self._month(month) for month in self._months()],
            "lines": [
                self._line(bill, line) for month in self._months() for bill in self._bills(month) for line in bill.lines
            ],
        }

    def _months(self) -> list[str]:
        return sorted({bill.month for bill in self.bills} | {small.month for small in self.small})

    def _bills(self, month: str) -> list[Bill]:
        return [bill for bill in self.bills if bill.month == month]

    def _month(self, month: str) -> dict[str, Any]:
        smalls = [small for small in self.small if small.month == month]
        total = sum(b.cents * MICROS_IN_A_CENT for b in self._bills(month)) + sum(s.micros for s in smalls)
        return {
            "id": month,
            "title": words.month(month),
            "bills": [*map(_bill, self._bills(month)), *map(_small, smalls)],
            "count": sum(len(b.lines) for b in self._bills(month)) + sum(s.contacts for s in smalls),
            "total": euros(total, decimals=2),
        }

    def _line(self, bill: Bill, line: BillLine) -> dict[str, Any]:
        view = self.views[line.account_id]
        return {
            "reference": line.reference,
            "who": view.name,
            "href": f"{view.path}#{line.reference}",
            "channel": words.channel(line.channel),
            "carrier": words.carrier(bill.carrier),
            "day": words.short_date(line.day),
            "source": "le transporteur" if line.source == "carrier" else "notre contrat",
            "amount": euros(line.cents * MICROS_IN_A_CENT),
        }


def _bill(bill: Bill) -> dict[str, Any]:
    amount = euros(bill.cents * MICROS_IN_A_CENT)
    href = f"{INVOICES}/{bill.carrier}-{bill.month}.csv"
    who = words.carrier(bill.carrier)
    return {"who": who, "href": href, "count": len(bill.lines), "ours": amount, "theirs": amount}


def _small(small: Small) -> dict[str, Any]:
    who = f"AWS, {words.channel(small.channel)}"
    return {"who": who, "href": "", "count": small.contacts, "ours": euros(small.micros, decimals=2), "theirs": ""}
