"""What to do about an account on a day: the possible answers, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relance.domain.billing import ContactPoint
from relance.domain.channels import Channel
from relance.domain.plan import Step


class Why(StrEnum):
    """Why nothing is sent. `explain` and the timeline show the code with a detail."""

    NOTHING_OWED = "NOTHING_OWED"
    NOT_YET = "NOT_YET"
    PLAN_COMPLETED = "PLAN_COMPLETED"
    NOT_A_WORKING_DAY = "NOT_A_WORKING_DAY"
    GAP = "GAP"
    CONTACT_CAP = "CONTACT_CAP"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    ACCOUNT_ON_HOLD = "ACCOUNT_ON_HOLD"
    INVOICE_ON_HOLD = "INVOICE_ON_HOLD"
    DISPUTED = "DISPUTED"
    PROMISE = "PROMISE"
    PAYMENT_ANNOUNCED = "PAYMENT_ANNOUNCED"
    DIRECT_DEBIT = "DIRECT_DEBIT"
    ASSIGNED_TO_FACTOR = "ASSIGNED_TO_FACTOR"
    INSOLVENCY = "INSOLVENCY"
    OVERINDEBTED = "OVERINDEBTED"
    DECEASED = "DECEASED"
    GRACE_COURT = "GRACE_COURT"
    ADDRESS = "ADDRESS"
    LEGAL_CHECK_UNKNOWN = "LEGAL_CHECK_UNKNOWN"
    INSTALMENTS = "INSTALMENTS"
    INSTALMENT_MISSED = "INSTALMENT_MISSED"
    IN_CASE = "IN_CASE"
    CANCELLED = "CANCELLED"
    CREDIT_COVERS = "CREDIT_COVERS"
    NO_CHANNEL = "NO_CHANNEL"
    BAD_PLAN = "BAD_PLAN"
    MISSING_INVOICE_PDF = "MISSING_INVOICE_PDF"
    CUSTOMER_MISSING = "CUSTOMER_MISSING"
    RATE_MISSING = "RATE_MISSING"
    TIME_BARRED = "TIME_BARRED"


BLOCKERS = frozenset(
    {
        Why.NO_CHANNEL,
        Why.BAD_PLAN,
        Why.MISSING_INVOICE_PDF,
        Why.CUSTOMER_MISSING,
        Why.RATE_MISSING,
        Why.INSTALMENT_MISSED,
    }
)
"""Reasons that wait for a person or for billing to mend something, not for a day to come."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing goes out. Look again on `until`; None: only when a fact changes."""

    why: Why
    detail: str
    until: date | None
    superseded: tuple[tuple[str, int], ...] = ()
    subject: str = ""
    """The invoice's number or the plan's name that the reason speaks of, for readers in another language."""

    @property
    def code(self) -> str:
        """The reason and what it speaks of, without the words that a person typed: these stay out of the chain."""
        return f"{self.why}: {self.subject}" if self.subject else str(self.why)

    @property
    def blocked(self) -> bool:
        """Whether somebody must mend something first."""
        return self.why in BLOCKERS


@dataclass(frozen=True, slots=True)
class Trigger:
    """An invoice whose next rank is due, with its own step."""

    invoice_key: str
    step: Step


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact for the whole account, in the tone of the highest rank due."""

    step: Step
    triggers: tuple[Trigger, ...]
    overdue: tuple[str, ...]
    """Keys of every invoice past its due date that the letter lists, triggers included."""
    upcoming: tuple[str, ...]
    """Keys of invoices not yet due: a table of their own, never under wording of default."""
    channel: Channel
    recipient: ContactPoint
    reason: str
    superseded: tuple[tuple[str, int], ...] = ()
    """(invoice key, rank) of steps before the due date that are passed over."""
    why_channel: str = ""
    """Why this channel and no other: the line of codes of a reach.Choice."""
    tried: tuple[Channel, ...] = ()
    """Channels by which this very step went out and did not reach the debtor."""


@dataclass(frozen=True, slots=True)
class Escalate:
    """The invoices that reached the formal notice leave the plan for a case."""

    step: Step
    invoices: tuple[str, ...]
    reason: str
    superseded: tuple[tuple[str, int], ...] = ()
    channel: Channel = Channel.REGISTERED
    recipient: ContactPoint | None = None
    why_channel: str = ""
    tried: tuple[Channel, ...] = ()


Decision = Contact | Escalate | Rest
