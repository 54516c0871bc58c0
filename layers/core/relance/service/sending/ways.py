"""A way out: whoever hands a contact over, by mail, by text message, by letter, and marks the attempt before it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from relance.domain.billing import Customer
from relance.domain.channels import Offers
from relance.domain.contact import ContactRow, ContactState
from relance.domain.costs import cost_of
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Owed:
    """A contact that is owed at this very moment: its row, what it says, and whom it is for as billing knows them."""

    row: ContactRow
    statement: Statement
    customer: Customer


@dataclass(frozen=True, slots=True)
class Given:
    """The contact as the provider took it, and the carriers that were asked before, each with why it took nothing."""

    row: ContactRow
    not_taken: tuple[str, ...] = ()


class Mark(Protocol):
    """Writes that a provider is about to be called. Raises ConflictError when the account changed: nobody is called."""

    def __call__(self, row: ContactRow) -> None:
        """`row` is SENDING, and names its carrier where there is one."""
        ...


class Way(Protocol):
    """One channel's way out.

    Raises RejectedError for what cannot be sent or was refused, TryLaterError where nothing was taken for now, and
    OutcomeUnknownError on silence. What is handed over is stored first, so that it can always be shown.
    """

    def hand_over(self, owed: Owed, mark: Mark) -> Given:
        """Send it, once."""
        ...


@dataclass
class Marks:
    """A Mark under the account's revision: the one that was read, then that of the mark before.

    A hold or a payment taken in meanwhile stops the next call, whatever carriers were asked before.
    """

    ledger: Ledger
    record: AccountRecord
    row: ContactRow
    """As it was marked last."""
    offers: Offers = Offers(())  # noqa: RUF009 frozen
    """What it will have cost, should nobody but the provider's own events tell later that it went."""
    called: bool = field(default=False, init=False)
    """Whether a provider may have been called."""

    def __call__(self, row: ContactRow) -> None:
        if row.state is not ContactState.SENDING:
            raise ValueError("an attempt is marked SENDING")
        cost = row.cost or cost_of(self.offers, row.channel, row.carrier, segments=row.segments)
        row = replace(row, cost=cost)
        self.record = self.ledger.commit(self.record, self.record, contact=row)
        self.row, self.called = row, True
