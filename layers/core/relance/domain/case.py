"""A case: invoices that reached the formal notice, from approval to handoff. One execution each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from relance.domain.contact import StoredObject


class CaseState(StrEnum):
    """Where a case stands."""

    OPENED = "OPENED"
    NOTICE_APPROVAL = "NOTICE_APPROVAL"
    NOTICE_APPROVED = "NOTICE_APPROVED"
    SERVED = "SERVED"
    """The notice was handed to the carrier; the debtor has until the deadline."""
    EXPIRED = "EXPIRED"
    HANDOFF_APPROVAL = "HANDOFF_APPROVAL"
    HANDOFF_APPROVED = "HANDOFF_APPROVED"
    HANDED_OFF = "HANDED_OFF"
    CLOSED_PAID = "CLOSED_PAID"
    CLOSED_REFUSED = "CLOSED_REFUSED"
    """A person refused, or the facts changed: the invoices go back to where they stood."""


TERMINAL = frozenset({CaseState.HANDED_OFF, CaseState.CLOSED_PAID, CaseState.CLOSED_REFUSED})


class Gate(StrEnum):
    """What a person approves."""

    NOTICE = "notice"
    HANDOFF = "handoff"


class Wake(StrEnum):
    """Why a waiting case goes on. The state machine routes on these words."""

    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    LAPSED = "LAPSED"
    PAID = "PAID"
    CHANGED = "CHANGED"
    """Payment in part, credit, hold, address: the approval is void, the invoices are planned again."""
    DEADLINE = "DEADLINE"


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's decision on the hash of the very document."""

    gate: Gate
    decision: Wake
    by: str
    at: datetime
    document_sha256: str


@dataclass(frozen=True, slots=True)
class Case:
    """What the ledger keeps of a case."""

    case_id: str
    account_id: str
    state: CaseState
    opened_on: date
    rank: int
    invoices: tuple[str, ...]
    statement_hash: str
    statement: StoredObject | None = None
    notice: StoredObject | None = None
    approvals: tuple[Approval, ...] = ()
    waiting_for: str | None = None
    """"notice", "handoff" (a person) or "payment"; None while the machine works."""
    task_token: str | None = None
    """Lets the execution go on; cleared when used."""
    wake_on: date | None = None
    """The day on which the wait ends by itself: deadline of the notice, or lapse of an approval."""
    served_reference: str | None = None
    served_on: date | None = None
    handoff: StoredObject | None = None

    @property
    def open(self) -> bool:
        """Whether the case still runs."""
        return self.state not in TERMINAL
