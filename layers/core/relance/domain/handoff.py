"""What a case claims, and the numbered pieces that prove it: the record that is handed to whoever goes to court."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.billing import Unapplied
from relance.domain.claims import Law
from relance.domain.law.statement import Flag
from relance.domain.notice import Fate
from relance.domain.statement import ClaimSums, Debtor, Line, Statement, claimed_lines, sums_of


@dataclass(frozen=True, slots=True)
class Claim:
    """Who owes what, as a person approved it. Compared with the facts of the moment before anything irreversible."""

    day: date
    debtor: Debtor
    lines: tuple[Line, ...]
    unapplied: tuple[Unapplied, ...]
    notice_effective: date | None = None
    """The day from which the formal notice has effect; a consumer owes interest from the day after (1231-6)."""

    @classmethod
    def of(cls, statement: Statement) -> Claim:
        """The claim that a formal notice makes."""
        return cls(statement.day, statement.debtor, statement.overdue, statement.unapplied)

    @classmethod
    def now(
        cls, account: Account, keys: Iterable[str], day: date, law: Law, *, notice_effective: date | None = None
    ) -> Claim:
        """The claim on some invoices with the facts of this moment, lateness and interest counted to `day`."""
        customer = account.customer
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
            lines=claimed_lines(account, keys, day, law, notice_effective=notice_effective),
            unapplied=customer.unapplied,
            notice_effective=notice_effective,
        )

    @property
    def sums(self) -> ClaimSums | None:
        """What the law makes of it, in euros."""
        return sums_of(self.lines, self.unapplied)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What a person should know before approving it."""
        return tuple(sorted({flag for line in self.lines if line.claim for flag in line.claim.flags}))

    def holds(self, account: Account, law: Law) -> bool:
        """Whether the facts still say the same: amounts, interest, documents, unapplied money, name and address."""
        keys = [line.key for line in self.lines]
        return Claim.now(account, keys, self.day, law, notice_effective=self.notice_effective) == self


@dataclass(frozen=True, slots=True)
class Piece:
    """One numbered document of the file, with the SHA-256 of its bytes."""

    number: int
    kind: str
    """"contract", "order", "delivery", "invoice", "other", "statement", "reminder", "formal_notice", or a proof:
    "proof_" and the ProofKind in small letters."""
    subject: str
    """The invoice's number, or our reference of the letter."""
    on: date | None
    """Of a letter the day on which it went; of a proof the day on which it was fetched."""
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
    fate: Fate | None = None
    """What was known of the notice when the file was made."""
    carrier: str | None = None
    """Who took the notice."""
    unproved: tuple[str, ...] = ()
    """Proofs that the ledger names but that cannot be read: reference and kind."""
    notice_proofs: tuple[str, ...] = ()
    """SHA-256 of every proof of the notice that was looked at, read or not: another one makes another file."""
