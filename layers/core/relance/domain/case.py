"""A case: invoices that reached the formal notice, from approval to handoff. One execution each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from relance.domain.channels import Channel
from relance.domain.contact import StoredObject
from relance.domain.notice import Fate, NoticeFact


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
    """A person refused, the facts changed or a step failed: the invoices go back to where they stood."""
    CLOSED_UNDELIVERED = "CLOSED_UNDELIVERED"
    """The notice reached nobody: the invoices go back, to be put on notice by another channel or at another address."""


TERMINAL = frozenset(
    {CaseState.HANDED_OFF, CaseState.CLOSED_PAID, CaseState.CLOSED_REFUSED, CaseState.CLOSED_UNDELIVERED}
)


class Gate(StrEnum):
    """What a person approves."""

    NOTICE = "notice"
    HANDOFF = "handoff"


class Wake(StrEnum):
    """Why a case goes on. The state machine routes on these words."""

    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    LAPSED = "LAPSED"
    PAID = "PAID"
    CHANGED = "CHANGED"
    """Payment in part, credit, address, document: what was to be approved no longer says what is so."""
    STOPPED = "STOPPED"
    """A hold, a dispute, a withdrawal: the claim itself must not be pursued for now."""
    DEADLINE = "DEADLINE"
    NEXT_DAY = "NEXT_DAY"
    """The notice could not go on an earlier day (day taken, not worked, sending off): try again."""
    SERVED = "SERVED"
    HANDED_OFF = "HANDED_OFF"
    UNDELIVERED = "UNDELIVERED"
    """The notice reached nobody, or no carrier takes it: it has no effect (CH-04)."""
    FAILED = "FAILED"
    """A step gave up: the invoices wait on hold for a person."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's decision on the hash of the very document."""

    gate: Gate
    decision: Wake
    by: str
    at: datetime
    document_sha256: str
    reason: str = ""
    """What the person wrote on refusing."""


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
    channel: Channel = Channel.REGISTERED
    """The way that the plan chose for the notice; what was opened before there was a choice goes by paper."""
    why_channel: str = ""
    tried: tuple[Channel, ...] = ()
    """Channels by which the notice went out before, in an earlier case, and reached nobody."""
    statement: StoredObject | None = None
    notice: StoredObject | None = None
    enclosures: tuple[StoredObject, ...] = ()
    """The copies of invoices that the notice names, as they were when it was written."""
    approvals: tuple[Approval, ...] = ()
    waiting_for: str | None = None
    """"notice", "handoff" (a person), "serving" (a free day) or "payment"; None while the machine works."""
    task_token: str | None = None
    """Lets the execution go on; cleared when used."""
    wake_on: date | None = None
    """The day on which the wait ends by itself: deadline of the notice, or lapse of an approval."""
    served_reference: str | None = None
    served_on: date | None = None
    """The day taken for serving the notice; it was really served once the state says so."""
    notice_facts: tuple[NoticeFact, ...] = ()
    """What the carrier said of the notice under `served_reference`."""
    handoff: StoredObject | None = None

    @property
    def fate(self) -> Fate | None:
        """What became of the notice; None while it was handed to nobody."""
        return Fate(self.channel, self.served_on, self.notice_facts) if self.served_on else None

    @property
    def effective_on(self) -> date | None:
        """The day from which the notice has effect; None while nothing proves one."""
        return self.fate.effective_on if self.fate else None

    @property
    def undelivered(self) -> bool:
        """Whether the notice is known to have reached nobody."""
        return self.fate is not None and self.fate.undelivered

    def document(self, gate: str | None) -> StoredObject | None:
        """What is approved at a gate."""
        return {Gate.NOTICE.value: self.notice, Gate.HANDOFF.value: self.handoff}.get(gate or "")

    def decision(self, gate: str | None) -> Approval | None:
        """What a person decided at a gate, on the document as it stands."""
        document = self.document(gate)
        found = [a for a in self.approvals if document and a.gate == gate and a.document_sha256 == document.sha256]
        return found[-1] if found else None

    @property
    def open(self) -> bool:
        """Whether the case still runs."""
        return self.state not in TERMINAL
