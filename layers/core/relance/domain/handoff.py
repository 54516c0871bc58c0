"""What a case claims, and the numbered pieces that prove it: the record that is handed to whoever goes to court."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.billing import Unapplied
from relance.domain.statement import Debtor, Line, Statement


@dataclass(frozen=True, slots=True)
class Claim:
    """Who owes what, as a person approved it. Compared with the facts of the moment before anything irreversible."""

    day: date
    debtor: Debtor
    lines: tuple[Line, ...]
    unapplied: tuple[Unapplied, ...]

    @classmethod
    def of(cls, statement: Statement) -> Claim:
        """The claim that a formal notice makes."""
        return cls(statement.day, statement.debtor, statement.overdue, statement.unapplied)

    @classmethod
    def now(cls, account: Account, keys: Iterable[str], day: date) -> Claim:
        """The claim on some invoices with the facts of this moment, lateness counted on `day`."""
        customer, wanted = account.customer, set(keys)
        lines = (Line.of(s.invoice, day) for s in account.invoices if s.invoice.key in wanted)
        return cls(
            day=day,
            debtor=Debtor(
                customer_id=customer.customer_id,
                kind=customer.kind,
                legal_name=customer.legal_name,
                siren=customer.siren,
                address=customer.address,
                language=customer.language,
            ),
            lines=tuple(sorted(lines, key=lambda line: (line.due_on, line.key))),
            unapplied=customer.unapplied,
        )

    def holds(self, account: Account) -> bool:
        """Whether the facts still say the same: amounts, documents, unapplied money, name and address."""
        return Claim.now(account, [line.key for line in self.lines], self.day) == self


@dataclass(frozen=True, slots=True)
class Piece:
    """One numbered document of the file, with the SHA-256 of its bytes."""

    number: int
    kind: str
    """"contract", "order", "delivery", "invoice", "other", "statement", "reminder" or "formal_notice"."""
    subject: str
    """The invoice's number, or our reference of the letter."""
    on: date | None
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class HandoffRecord:
    """The file of a case, frozen. Its hash is what a person approves."""

    case_id: str
    account_id: str
    day: date
    served_on: date
    served_reference: str
    answer_by: date
    notice_approved_by: str
    notice_approved_at: datetime
    claim: Claim
    pieces: tuple[Piece, ...]
    missing: tuple[str, ...] = ()
    """Documents that billing names but that cannot be read."""
