"""The receivables' figures of a day. Money is a gauge, never an increment: measuring twice changes nothing.

What counts: invoices with something outstanding that are ours to collect, neither cancelled nor withdrawn nor sold
to a factor. Credits that billing has not matched are not deducted. Currencies are never added together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from relance.domain.billing import Invoice, InvoiceStatus, Payment
from relance.domain.claims import Law
from relance.domain.costs import By, spent
from relance.domain.law.rates import rate_due
from relance.domain.law.terms import TermWhy
from relance.domain.money import EUR, Money
from relance.domain.record import AccountRecord, LedgerInvoice
from relance.ports.ledger import Controls, Ledger, Quarantine
from relance.ports.outside import Clock, Figures, LawSource
from relance.ports.sealing import SealBook
from relance.service.account.legal_watch import watch
from relance.service.account.snapshot import SnapshotReader

AGES = ((30, "1-30"), (60, "31-60"), (90, "61-90"))
OLDEST = "91+"
BUCKETS = (*(name for _, name in AGES), OLDEST)
RECENT = timedelta(days=30)
GONE = frozenset({InvoiceStatus.CANCELLED, InvoiceStatus.WITHDRAWN})


@dataclass(slots=True)
class Receivables:
    """Sums in cents, by currency."""

    day: date
    accounts: int = 0
    overdue_accounts: int = 0
    outstanding: Counter[str] = field(default_factory=Counter)
    overdue: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By currency and age."""
    terms_beyond_law: int = 0
    """Invoices whose printed term is longer than the law allows."""
    limitation_alarms: int = 0
    """Invoices of which a limitation alarm has gone off."""
    cash_of_the_day: Counter[str] = field(default_factory=Counter)
    cash_of_thirty_days: Counter[str] = field(default_factory=Counter)

    @property
    def currencies(self) -> list[str]:
        """Every currency owed or received; euros always, so that an empty ledger shows zero and not a gap."""
        return sorted({EUR, *self.outstanding, *self.cash_of_thirty_days})

    def late(self, currency: str) -> int:
        """All that is overdue in one currency."""
        return sum(cents for (c, _), cents in self.overdue.items() if c == currency)

    def share_late(self, currency: str) -> float:
        """The overdue part of what is outstanding, in per cent with one decimal."""
        owed = self.outstanding[currency]
        return round(1000 * self.late(currency) / owed) / 10 if owed else 0.0


@dataclass(frozen=True, slots=True)
class ReceivablesMeter:
    """Scans the ledger's accounts: a report, never part of the daily path."""

    ledger: Ledger
    reader: SnapshotReader
    quarantine: Quarantine
    controls: Controls
    clock: Clock
    figures: Figures
    laws: LawSource
    seals: SealBook

    def measure(self, day: date) -> Receivables:
        """Compute the figures as of `day` and publish them."""
        found, law = Receivables(day), self.laws.law()
        for account_id in self.ledger.accounts():
            record = self.ledger.load(account_id)
            found.accounts += 1
            invoices = self._facts(record)
            _add_debts(found, invoices)
            _add_warnings(found, record, invoices, law)
            _add_cash(found, record)
        self._publish(found)
        self._publish_costs(day)
        missing = rate_due(day, law.figures.rates)
        self.figures.gauge("RatesMissing", 0 if missing is None else 1, unit="Count")
        if (sealed := self.seals.read().last) is not None:  # one that is ahead of its time stops all others
            self.figures.gauge("SealAge", abs((day - sealed.day).days), unit="Count")
        return found

    def _facts(self, record: AccountRecord) -> list[Invoice]:
        """Billing's facts of this moment; the newest seen while the customer's own record is missing or invalid."""
        account = self.reader.of(record).account
        if account is not None:
            return [state.invoice for state in account.invoices]
        return [entry.seen.facts for entry in record.invoices.values() if not entry.moved_to]

    def _publish(self, found: Receivables) -> None:
        for currency in found.currencies:
            self._money("Outstanding", found.outstanding[currency], Currency=currency)
            self._money("Overdue", found.late(currency), Currency=currency)
            for age in BUCKETS:
                self._money("OverdueByAge", found.overdue[currency, age], Currency=currency, Age=age)
            self._money("CashAfterContact", found.cash_of_the_day[currency], Currency=currency)
            self._money("CashAfterContact30Days", found.cash_of_thirty_days[currency], Currency=currency)
            self.figures.gauge("ShareLate", found.share_late(currency), unit="Percent", Currency=currency)
        self.figures.gauge("OverdueAccounts", found.overdue_accounts, unit="Count")
        self.figures.gauge("QuarantineSize", sum(1 for _ in self.quarantine.entries()), unit="Count")
        self.figures.gauge("TermsBeyondLaw", found.terms_beyond_law, unit="Count")
        self.figures.gauge("LimitationAlarms", found.limitation_alarms, unit="Count")
        heard = self.controls.billing_heard()
        if heard is not None:
            hours = (self.clock.now() - heard) / timedelta(hours=1)
            self.figures.gauge("BillingDataAge", round(hours, 1))

    def _publish_costs(self, day: date) -> None:
        """What sending cost in the month so far, by channel; a channel by which nothing went has no figure."""
        for part in spent(self.ledger.costs(f"{day:%Y-%m}"), By.CHANNEL):
            self.figures.gauge("SendingCost", float(Decimal(part.micros).scaleb(-6)), Channel=part.key)

    def _money(self, name: str, cents: int, **dimensions: str) -> None:
        """CloudWatch knows numbers only: major units, for people's eyes; no sum is ever made from them."""
        self.figures.gauge(name, float(Money(cents).decimal), **dimensions)


def _add_debts(found: Receivables, invoices: list[Invoice]) -> None:
    late = False
    for invoice in invoices:
        if invoice.status in GONE or invoice.factor or not invoice.outstanding.cents:
            continue
        found.outstanding[invoice.currency] += invoice.outstanding.cents
        if invoice.due_on < found.day:
            late = True
            found.overdue[invoice.currency, _age(invoice, found.day)] += invoice.outstanding.cents
    found.overdue_accounts += late


def _add_warnings(found: Receivables, record: AccountRecord, invoices: list[Invoice], law: Law) -> None:
    if record.customer is None:
        return
    for invoice in invoices:
        watched = None if invoice.factor else watch(invoice, record.customer.facts, law, found.day)
        if watched is not None:
            found.terms_beyond_law += any(w.why is TermWhy.BEYOND_LAW for w in watched.warnings)
            found.limitation_alarms += watched.limitation.alarming(found.day)


def _age(invoice: Invoice, day: date) -> str:
    late = (day - invoice.due_on).days
    return next((name for limit, name in AGES if late <= limit), OLDEST)


def _add_cash(found: Receivables, record: AccountRecord) -> None:
    for entry in record.invoices.values():
        for on, payment in _payments_after_contact(record, entry):
            currency = payment.amount.currency
            if on == found.day:
                found.cash_of_the_day[currency] += payment.amount.cents
            if found.day - RECENT < on <= found.day:
                found.cash_of_thirty_days[currency] += payment.amount.cents


def _payments_after_contact(record: AccountRecord, entry: LedgerInvoice) -> Iterator[tuple[date, Payment]]:
    """Payments dated after a contact with the account, on an invoice that a contact had reached."""
    if entry.moved_to or not entry.progress.sent:
        return
    first = min((c.day for c in record.contacts if c.day >= entry.seen.facts.issued_on), default=None)
    for payment in entry.seen.facts.payments:
        if first is not None and payment.on is not None and payment.on > first:
            yield payment.on, payment
