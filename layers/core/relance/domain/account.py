"""An account: one customer of the creditor, what it owes, and how far each invoice has climbed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from relance.domain.agreement import Agreed
from relance.domain.billing import Customer, Invoice
from relance.domain.channels import Channel

NEVER = -99
"""Below every rank: no step was reached."""


class HoldKind(StrEnum):
    """Why nothing may go out. What billing's facts say by themselves is never stored: it ends with the facts."""

    MANUAL = "MANUAL"
    DISPUTE = "DISPUTE"
    PROMISE = "PROMISE"
    PAYMENT_ANNOUNCED = "PAYMENT_ANNOUNCED"
    PLAN = "PLAN"
    """An instalment plan that is kept: it follows from the account's agreement, and nobody sets it by hand."""
    INSOLVENCY = "INSOLVENCY"
    OVERINDEBTED = "OVERINDEBTED"
    DECEASED = "DECEASED"
    GRACE_COURT = "GRACE_COURT"
    ASSIGNED = "ASSIGNED"
    ADDRESS = "ADDRESS"
    """No usable address is known: a letter came back unpresented, and another address is being looked for."""
    LEGAL_CHECK_UNKNOWN = "LEGAL_CHECK_UNKNOWN"
    """A person doubts whether the debt may be chased: regime, limitation, a procedure not yet confirmed."""


EXPECTING = frozenset({HoldKind.PROMISE, HoldKind.PAYMENT_ANNOUNCED})
"""Holds that wait for a payment on a day: they last until it has had time to arrive."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A dated stop with its reason and owner. `until` is the last day held; None: until released."""

    reason: str
    by: str
    since: date
    until: date | None = None
    kind: HoldKind = HoldKind.MANUAL
    expected_on: date | None = None
    """The day for which the payment was promised or announced; `until` is some working days later."""

    def active(self, day: date) -> bool:
        """Whether the hold stops contacts on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an invoice has climbed in its cycle. Ranks, not names: a changed plan never sends a rank again."""

    cycle: int = 1
    sent: frozenset[int] = frozenset()
    superseded: frozenset[int] = frozenset()
    reached_on: date | None = None
    """The day of the last contact that was a step of this invoice; None where that was not written down."""

    @property
    def reached(self) -> int:
        """The highest rank sent or passed over."""
        return max(self.sent | self.superseded, default=NEVER)


@dataclass(frozen=True, slots=True)
class InvoiceState:
    """An invoice's newest facts, with what we know of it."""

    invoice: Invoice
    progress: Progress = field(default_factory=Progress)
    hold: Hold | None = None
    case_id: str | None = None
    first_seen: date | None = None
    lapsed_on: date | None = None
    """The last day on which the claim could be brought to court, where it is past beyond doubt."""


@dataclass(frozen=True, slots=True)
class PastContact:
    """A contact that really went out."""

    day: date
    channel: Channel | str
    document: str
    rank: int
    reached: bool = True
    """False once it is known that it did not reach the debtor: it is then no contact that anything counts from."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A contact that did not reach the debtor: its step goes once more, by a channel not tried.

    It went out; or every carrier of its channel refused it, which counts on that day only.
    """

    day: date
    rank: int
    tried: tuple[Channel, ...]
    status: str
    """The DeliveryStatus that said so, or "SILENCE"."""


@dataclass(frozen=True, slots=True)
class Account:
    """Everything a decision needs, read consistently at one moment."""

    account_id: str
    customer: Customer
    invoices: tuple[InvoiceState, ...] = ()
    hold: Hold | None = None
    contacts: tuple[PastContact, ...] = ()
    closed_addresses: frozenset[str] = frozenset()
    """E-mail addresses, mobiles and postal addresses that failed for good (CONT-04)."""
    agreed: Agreed | None = None
    undelivered: Undelivered | None = None

    @property
    def last_contact(self) -> PastContact | None:
        """The last contact that reached the debtor, as far as is known."""
        return max(self.real_contacts, key=lambda c: c.day, default=None)

    @property
    def real_contacts(self) -> tuple[PastContact, ...]:
        """What gaps and caps count: not what came back."""
        return tuple(c for c in self.contacts if c.reached)

    def state(self, invoice_key: str) -> InvoiceState | None:
        """One invoice of the account."""
        return next((s for s in self.invoices if s.invoice.key == invoice_key), None)
