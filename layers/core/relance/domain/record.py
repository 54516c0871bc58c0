"""The account as the ledger keeps it: newest facts seen, progress, holds, contacts, cases. Changes under a revision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from relance.domain.account import Account, Hold, InvoiceState, PastContact, Progress, Undelivered
from relance.domain.agreement import Agreed
from relance.domain.billing import Customer, Invoice
from relance.domain.case import Case
from relance.domain.events import ChainHead

Facts = TypeVar("Facts", Customer, Invoice)


@dataclass(frozen=True, slots=True)
class Seen(Generic[Facts]):
    """The newest version of a billing record that was accepted, with its place in the stream."""

    facts: Facts
    sequence: str = ""
    """The stream's sequence number, as a zero-padded string; empty when read from the table."""
    first_seen: date | None = None

    def yields_to(self, version: int, sequence: str) -> bool:
        """Whether a newer record replaces this one: a higher version, or the same one later in the stream."""
        return (version, sequence) >= (self.facts.version, self.sequence)


@dataclass(frozen=True, slots=True)
class LedgerInvoice:
    """One invoice of the account: newest facts seen, and how far it has climbed."""

    seen: Seen[Invoice]
    progress: Progress = field(default_factory=Progress)
    hold: Hold | None = None
    case_id: str | None = None
    moved_to: str | None = None
    """The account that is chased instead, once billing named another payer."""

    @property
    def key(self) -> str:
        """The invoice's key."""
        return self.seen.facts.key

    def state(self, facts: Invoice) -> InvoiceState:
        """The invoice for a decision, with the facts just read."""
        return InvoiceState(facts, self.progress, self.hold, self.case_id, self.seen.first_seen)


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """Everything of one account but its contacts' rows and its events."""

    account_id: str
    revision: int = 0
    """0: not in the ledger yet."""
    customer: Seen[Customer] | None = None
    invoices: dict[str, LedgerInvoice] = field(default_factory=dict)
    hold: Hold | None = None
    contacts: tuple[PastContact, ...] = ()
    """Contacts that went out, newest last."""
    closed_addresses: frozenset[str] = frozenset()
    cases: dict[str, Case] = field(default_factory=dict)
    next_day: date | None = None
    """The agenda: the day to look again; None leaves the agenda."""
    open_contact: date | None = None
    """The day of a contact that is reserved, being sent or of unknown outcome: nothing else goes meanwhile."""
    unfolded: tuple[date, ...] = ()
    """Days of sent contacts whose invoices have not all taken them in yet (more than one transaction holds)."""
    blocked: str | None = None
    """The blocker last written to the timeline, so that it is written once."""
    agreed: Agreed | None = None
    """The newest instalment plan, until a person releases it."""
    undelivered: Undelivered | None = None
    """The newest contact, where it did not reach the debtor and its step has not gone by another channel yet."""
    head: ChainHead = field(default_factory=ChainHead)

    def with_invoice(self, invoice: LedgerInvoice) -> AccountRecord:
        """The record with one invoice added or replaced."""
        return replace(self, invoices={**self.invoices, invoice.key: invoice})

    def with_case(self, case: Case) -> AccountRecord:
        """The record with one case added or replaced."""
        return replace(self, cases={**self.cases, case.case_id: case})

    @property
    def source_customers(self) -> tuple[str, ...]:
        """The billing partitions that hold this account's records: its own, and those whose invoices it pays."""
        others = {i.seen.facts.customer_id for i in self.invoices.values() if not i.moved_to}
        return tuple(sorted(others | {self.account_id}))

    @property
    def case_day(self) -> date | None:
        """The day on which an open case's wait ends by itself."""
        return min((c.wake_on for c in self.cases.values() if c.open and c.wake_on), default=None)

    def account(self, customer: Customer, invoices: dict[str, Invoice]) -> Account:
        """The account for a decision: facts as just read, newest seen where the table holds none or an older version.

        An invoice that billing has just given another payer is not this account's, whether or not the stream said so.
        """
        read = (
            entry.state(newest(entry.seen.facts, invoices.get(key)))
            for key, entry in sorted(self.invoices.items())
            if not entry.moved_to
        )
        states = tuple(state for state in read if state.invoice.account_id == self.account_id)
        return Account(
            self.account_id,
            customer,
            states,
            self.hold,
            self.contacts,
            self.closed_addresses,
            self.agreed,
            self.undelivered,
        )


def newest(seen: Invoice, read: Invoice | None) -> Invoice:
    """An older version never wins, not even when it overwrote the newer one in billing's own table."""
    return read if read is not None and read.version >= seen.version else seen


@dataclass(frozen=True, slots=True)
class SendingSwitch:
    """Whether anything may be sent. A fresh deployment is off until a person turns it on."""

    on: bool = False
    by: str = ""
    reason: str = "never switched on"
    at: datetime | None = None
    live_since: date | None = None
    """The first day on which sending was on: the cap of the first days counts from it."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record from outside that broke its contract, kept whole, with each field and reason."""

    source: str
    """"billing", "delivery", "policy"…"""
    key: str
    breaches: tuple[tuple[str, str], ...]
    body: str
    """The record as JSON, as it came, cut at 100 kB."""
    at: datetime
    waits_for: str | None = None
    """The customer whose arrival frees it."""
