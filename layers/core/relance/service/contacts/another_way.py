"""Whether a step can go by a channel that it was not tried by."""

from __future__ import annotations

from relance.domain.channels import Channel
from relance.domain.contact import ContactRow
from relance.domain.errors import InvalidPolicyError
from relance.domain.reach import choose_channel
from relance.domain.record import AccountRecord
from relance.service.account.planning import Planning
from relance.service.account.snapshot import SnapshotReader


def tried_by(row: ContactRow) -> tuple[Channel, ...]:
    """The channels that a contact's step was tried by, its own the last."""
    return (*row.tried, Channel(row.channel))


def another_way(reader: SnapshotReader, planning: Planning, record: AccountRecord, row: ContactRow) -> bool:
    """Whether the step of a contact has a channel left, as plans, offers and the customer are now."""
    account = reader.of(record).account
    if account is None:
        return False
    try:
        book = planning.plans.book()
        step = book.choose(account.customer).plan.step(row.rank)
    except InvalidPolicyError:
        return False
    return step is not None and choose_channel(step, account, book.offers, tried_by(row)) is not None
