"""When to ask what became of something that was sent: not everybody calls us, and calls get lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from relance.domain.channels import HOUSE, LETTERS, WITHOUT_CARRIERS, Channel, Offers
from relance.domain.contact import ContactRow
from relance.domain.delivery import ENDED, DeliveryStatus
from relance.domain.proof import awaited
from relance.domain.tracked_letter import DAYS_TO_ANSWER, is_untold, look_at, silent_at

GIVES_UP_AFTER: Final = timedelta(days=90)
"""No post takes as long: what has not ended by then is for a person."""
TRY_AGAIN_AFTER: Final = timedelta(hours=2)
"""Where the carrier could not be asked."""
_RHYTHM: Final = (
    (timedelta(hours=3), timedelta(hours=1)),
    (timedelta(days=2), timedelta(hours=4)),
    (timedelta(days=10), timedelta(hours=8)),
)
"""(age of a letter, pause until the next look), the oldest last: deposits come within hours, the post within days."""
_AT_THE_ADDRESSEE: Final = frozenset(
    {
        *(DeliveryStatus.NOTIFIED, DeliveryStatus.OPENED, DeliveryStatus.PRESENTED, DeliveryStatus.AWAITING_RECIPIENT),
        DeliveryStatus.RETURNED,
    }
)
"""What ends no letter and is a word of it all the same: its outcome has its own time."""
_LONGEST_PAUSE: Final = timedelta(days=1)
"""Merci Facteur tells its events for 48 hours: one look may fail."""


def next_look(
    channel: str,
    status: DeliveryStatus | None,
    sent_at: datetime,
    now: datetime,
    offers: Offers,
    *,
    kept: frozenset[str] = frozenset(),
) -> datetime | None:
    """The instant of the next look, after `now`; None: nothing is expected any more, or it was waited for in vain.

    `kept` holds the kinds of proof that lie in the evidence bucket already.
    """
    if not expects(channel, status, kept=kept) or now - sent_at >= GIVES_UP_AFTER:
        return None
    if channel in LETTERS:
        age = now - sent_at
        return now + next((pause for younger, pause in _RHYTHM if age < younger), _LONGEST_PAUSE)
    ends = silence_ends(channel, sent_at, offers)
    return ends if ends is not None and ends > now else None


def first_look(row: ContactRow, now: datetime) -> datetime | None:
    """When to ask after what was just sent, told without the plans: that it was sent is written whatever else fails."""
    if row.channel in (Channel.EMAIL, Channel.SMS):
        return now + _LONGEST_PAUSE if expects(row.channel, _status(row)) else None
    return look_after(row, now, WITHOUT_CARRIERS)


def look_after(row: ContactRow, now: datetime, offers: Offers) -> datetime | None:
    """When to ask after a contact that was sent. Nobody can be asked after what people post themselves."""
    if row.carrier == HOUSE:
        return None
    if row.channel == Channel.TRACKED:
        return look_at(row, now, silent_after=offers.silence_days.get(Channel.TRACKED, DAYS_TO_ANSWER))
    return next_look(row.channel, _status(row), row.since, now, offers, kept=kinds_kept(row))


def kinds_kept(row: ContactRow) -> frozenset[str]:
    """The kinds of proof that lie in the evidence bucket."""
    return frozenset(proof.kind for proof in row.proofs)


def expects(channel: str, status: DeliveryStatus | None, *, kept: frozenset[str] = frozenset()) -> bool:
    """Whether a fact or a proof that is owed is still to come, however long it takes."""
    return status not in ENDED or awaited(channel, status, kept)


def silence_ends(channel: str, sent_at: datetime, offers: Offers) -> datetime | None:
    """Until when something may go without a word of its delivery; None: for ever, as no word ever comes."""
    days = offers.silence_days.get(Channel(channel))
    return sent_at + timedelta(days=days) if days is not None else None


def is_silent(row: ContactRow, now: datetime, offers: Offers) -> bool:
    """Whether a message, a letter, or the notice of a tracked one counts as not arrived, for nobody said that it did.

    A formal notice does not: a person decides on its file, and reads there that nothing proves its receipt.
    """
    if row.channel == Channel.TRACKED:
        days = offers.silence_days.get(Channel.TRACKED, DAYS_TO_ANSWER)
        return is_untold(row) and now >= silent_at(row, days)
    ends, status = silence_ends(row.channel, row.since, offers), _status(row)
    if ends is None or now < ends:
        return False
    if row.channel in LETTERS:
        return row.case_id is None and status not in ENDED | _AT_THE_ADDRESSEE
    return expects(row.channel, status)


def _status(row: ContactRow) -> DeliveryStatus | None:
    return DeliveryStatus(row.delivery) if row.delivery else None
