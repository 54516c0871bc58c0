"""What the story remembers while it is lived: who was reminded, what came in, how the figures stood each evening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from local.portfolio.billing_system import BillingSystem
from local.portfolio.book import Record
from local.story.habits import Reminder
from relance.domain.contact import ContactRow, ContactState


@dataclass(frozen=True, slots=True)
class Evening:
    """The euros of the portfolio at the end of a day, as billing knows them."""

    day: date
    outstanding: Decimal
    overdue: Decimal
    received: Decimal
    """All that came in since the first day."""
    received_after_contact: Decimal
    """The part of it that came after a contact had spoken of the invoice."""
    contacts: int


@dataclass
class Notebook:
    """Grows with each day."""

    reminders: dict[str, list[Reminder]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[date, list[ContactRow]] = field(default_factory=dict)
    evenings: list[Evening] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)
    """What the `relance` command answered, by a name for its file."""
    redelivered: int = 0
    bounced: set[str] = field(default_factory=set)
    """Invoices whose payment was reversed: the debtor's habit is broken."""
    said: list[tuple[date, str]] = field(default_factory=list)
    received_total: Decimal = Decimal(0)
    received_after: Decimal = Decimal(0)

    def pay_rest(self, billing: BillingSystem, invoice: Record, on: date) -> None:
        """The debtor pays what is left."""
        left = billing.outstanding(invoice)
        if left > 0:
            billing.pay(invoice, f"{left:.2f}", on.isoformat())
            self.received(invoice, f"{left:.2f}", on)

    def received(self, invoice: Record, amount: str, on: date) -> None:
        """Money came in, after a reminder or before any."""
        self._add(invoice, Decimal(amount), on)

    def returned(self, invoice: Record, amount: str, on: date) -> None:
        """A payment was taken back."""
        self._add(invoice, -Decimal(amount), on)
        self.bounced.add(invoice["record"])

    def contacts_of(self, day: date) -> list[ContactRow]:
        """The contacts of a day."""
        return self.contacts.get(day, [])

    def open_contacts(self, ends: Collection[ContactState]) -> list[ContactRow]:
        """Those of any day whose state is no end."""
        return [row for rows in self.contacts.values() for row in rows if row.state not in ends]

    def contacted(self, day: date, rows: list[ContactRow]) -> None:
        """Remember a day's contacts; a later run of the day may bring more."""
        known = {row.account_id: row for row in self.contacts_of(day)} | {row.account_id: row for row in rows}
        self.contacts[day] = sorted(known.values(), key=lambda row: row.account_id)
        for row in rows:
            reminder = Reminder(day, row.rank)
            if row.state is ContactState.SENT and reminder not in self.reminders[row.account_id]:
                self.reminders[row.account_id].append(reminder)

    def close_day(self, day: date, billing: BillingSystem) -> None:
        """The figures of the evening."""
        owed = [r for r in billing.records.values() if _ours_in_euros(r)]
        overdue = [r for r in owed if r["due_on"] < day.isoformat()]
        self.evenings.append(
            Evening(
                day=day,
                outstanding=sum((billing.outstanding(r) for r in owed), Decimal(0)),
                overdue=sum((billing.outstanding(r) for r in overdue), Decimal(0)),
                received=self.received_total,
                received_after_contact=self.received_after,
                contacts=sum(row.state is ContactState.SENT for row in self.contacts_of(day)),
            )
        )

    def _add(self, invoice: Record, amount: Decimal, on: date) -> None:
        if invoice.get("currency", "EUR") != "EUR":
            return
        self.received_total += amount
        debtor = invoice.get("payer_id") or invoice["customer_id"]
        if any(invoice["issued_on"] <= r.day.isoformat() and r.day < on for r in self.reminders[debtor]):
            self.received_after += amount


def _ours_in_euros(record: Record) -> bool:
    """An invoice in euros that is the creditor's to collect."""
    if "due_on" not in record or "factor" in record or record.get("status") == "cancelled":
        return False
    return bool(record.get("currency", "EUR") == "EUR")
