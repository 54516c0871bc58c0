"""Which invoices an instalment plan may cover, and that it comes to what they owe, to the cent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.account import Account, InvoiceState
from relance.domain.agreement import Agreement
from relance.domain.billing import Invoice
from relance.domain.case import CaseState
from relance.domain.decision import Rest, Why
from relance.domain.errors import RejectedError
from relance.domain.money import Money
from relance.domain.pauses import paused, standstill
from relance.domain.record import AccountRecord
from relance.service.account.planning import Planning
from relance.service.french import amount, why

FORBIDDEN = frozenset(
    {
        Why.NOTHING_OWED,
        Why.CANCELLED,
        Why.INSOLVENCY,
        Why.OVERINDEBTED,
        Why.DECEASED,
        Why.ASSIGNED_TO_FACTOR,
        Why.LEGAL_CHECK_UNKNOWN,
    }
)
"""Nothing to agree on, nobody who may pay (L622-7, C. conso. L722-5), or no longer ours to grant (C. civ. 1324)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The choice of invoices, on the facts of a day."""

    record: AccountRecord
    account: Account
    today: date
    planning: Planning

    def of(self, named: Collection[str], currency: str) -> list[Invoice]:
        """The named invoices, or every overdue one. Raises RejectedError for one of which nothing may be agreed."""
        keys = frozenset(named)
        chosen = [s for s in self.account.invoices if (s.invoice.key in keys if keys else self._overdue(s))]
        if not chosen:
            raise RejectedError("invoices : aucune facture échue n'est due ; nommez celles que l'échéancier couvre")
        if broken := next(self._breaches(chosen, currency), None):
            raise RejectedError(broken)
        return [state.invoice for state in chosen]

    def _overdue(self, state: InvoiceState) -> bool:
        return state.invoice.due_on < self.today and state.invoice.outstanding.cents > 0

    def _breaches(self, chosen: list[InvoiceState], currency: str) -> Iterator[str]:
        for number, rest in self._stops(chosen):
            yield f"facture : {number}, {why(rest.why)}"
        for state in chosen:
            number, case = state.invoice.invoice_id, self.record.cases.get(state.case_id or "")
            if case is not None and case.state is CaseState.HANDED_OFF:
                yield (
                    f"facture : {number} est dans le dossier transmis {case.case_id} ; "
                    "l'échéancier se conclut avec qui en est chargé"
                )
            if state.invoice.currency != currency:
                yield f"facture : {number} est en {state.invoice.currency}"
        mine = [u.amount for u in self.account.customer.unapplied if u.amount.currency == currency]
        if mine:
            waiting = amount(Money.total(mine, currency))
            yield f"non affecté : {waiting} attendent d'être affectés à une facture, la somme due serait fausse"

    def _stops(self, chosen: list[InvoiceState]) -> Iterator[tuple[str, Rest]]:
        free = tuple(replace(state, case_id=None) for state in chosen)
        alone = replace(self.account, invoices=free, agreed=None)
        rests = paused(alone, self.today, calendar=self.planning.calendar, limits=self.planning.limits)
        whole = standstill(self.account, self.today)
        for state in chosen:
            for rest in (whole, rests.get(state.invoice.key)):
                if rest is not None and rest.why in FORBIDDEN:
                    yield state.invoice.invoice_id, rest


def check_sum(covered: Sequence[Invoice], agreement: Agreement) -> None:
    """Raises RejectedError where the instalments do not come to what is recognised."""
    principal = Money.total((invoice.outstanding for invoice in covered), agreement.currency)
    beside = agreement.accessories or Money(0, agreement.currency)
    if agreement.total != principal + beside:
        parts = f"{amount(principal)} de factures" + (f" et {amount(beside)} d'accessoires" if beside.cents else "")
        raise RejectedError(f"instalments : leur somme est de {amount(agreement.total)}, et la somme due de {parts}")
