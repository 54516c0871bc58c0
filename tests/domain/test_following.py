"""When what was sent is asked after. Sent on Monday 2 February 2026 at 8:30 in Paris."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.channels import LETTERS, Channel, Offer, Offers
from relance.domain.delivery import ENDED, DeliveryStatus
from relance.domain.following import GIVES_UP_AFTER, next_look
from relance.domain.proof import awaited

SENT_AT = datetime(2026, 2, 2, 7, 30, tzinfo=UTC)
OFFERS = Offers((Offer(Channel.EMAIL, 0),), {Channel.EMAIL: 3})
_S = DeliveryStatus


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (hours(0), hours(1)),
        (hours(2.9), hours(1)),
        (hours(3), hours(4)),
        (hours(47), hours(4)),
        (hours(48), hours(8)),
        (hours(239), hours(8)),
        (hours(240), hours(24)),
        (timedelta(days=89), hours(24)),
    ],
)
def test_a_letter_is_asked_after_often_at_first_and_once_a_day_in_the_end(age: timedelta, pause: timedelta) -> None:
    now = SENT_AT + age
    assert next_look("registered", _S.SENT, SENT_AT, now, OFFERS) == now + pause


@pytest.mark.parametrize("channel", sorted(LETTERS))
def test_after_ninety_days_nobody_asks_any_more(channel: Channel) -> None:
    assert next_look(channel, _S.SENT, SENT_AT, SENT_AT + timedelta(days=90), OFFERS) is None


@pytest.mark.parametrize(
    ("channel", "status", "kept", "waits"),
    [
        ("registered", _S.DELIVERED, set(), True),
        ("registered", _S.DELIVERED, {"DEPOSIT"}, True),
        ("registered", _S.DELIVERED, {"RECEIPT"}, True),
        ("registered", _S.DELIVERED, {"DEPOSIT", "RECEIPT"}, False),
        ("registered", _S.REFUSED, {"DEPOSIT", "UNDELIVERED"}, False),
        ("registered", _S.UNCLAIMED, {"DEPOSIT", "UNDELIVERED"}, False),
        ("registered", _S.UNCLAIMED, {"DEPOSIT", "REFUSAL"}, True),
        ("lre", _S.UNCLAIMED, {"DEPOSIT", "UNCLAIMED"}, False),
        ("ere", _S.DELIVERED, set(), True),
        ("ere", _S.DELIVERED, {"RECEIPT"}, False),
        ("ere", _S.REFUSED, set(), False),
        ("registered", _S.LOST, set(), False),
        ("registered", _S.WRONG_ADDRESS, set(), False),
        ("registered", _S.REJECTED, set(), False),
        ("letter", _S.DELIVERED, set(), False),
        ("tracked_letter", _S.DELIVERED, set(), False),
        ("registered", _S.RETURNED, {"DEPOSIT"}, True),
    ],
)
def test_what_has_ended_is_asked_after_until_the_proofs_that_are_owed_are_kept(
    channel: str, status: DeliveryStatus, kept: set[str], waits: bool
) -> None:
    """CH-04; CPCE-postes R53-2 and R53-3. Returned for a reason not told yet is no end."""
    look = next_look(channel, status, SENT_AT, SENT_AT + timedelta(days=9), OFFERS, kept=frozenset(kept))
    assert (look is not None) is waits


def test_an_email_of_which_nobody_speaks_is_looked_at_after_the_days_that_it_has() -> None:
    due = SENT_AT + timedelta(days=3)
    assert next_look("email", None, SENT_AT, SENT_AT, OFFERS) == due
    assert next_look("email", _S.SUBMITTED, SENT_AT, SENT_AT + hours(60), OFFERS) == due
    assert next_look("email", _S.BOUNCED, SENT_AT, SENT_AT + hours(60), OFFERS) == due
    assert next_look("email", _S.SUBMITTED, SENT_AT, due, OFFERS) is None
    assert next_look("email", _S.DELIVERED, SENT_AT, SENT_AT, OFFERS) is None


def test_a_text_message_of_whose_delivery_no_word_ever_comes_is_not_waited_for() -> None:
    assert next_look("sms", None, SENT_AT, SENT_AT, OFFERS) is None


@given(
    st.sampled_from(Channel),
    st.none() | st.sampled_from(DeliveryStatus),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=200)),
    st.frozensets(st.sampled_from(["DEPOSIT", "RECEIPT", "REFUSAL", "UNCLAIMED", "UNDELIVERED"])),
)
def test_the_next_look_is_ahead_and_following_always_ends(
    channel: Channel, status: DeliveryStatus | None, age: timedelta, kept: frozenset[str]
) -> None:
    now = SENT_AT + age
    look = next_look(channel, status, SENT_AT, now, OFFERS, kept=kept)
    if look is None:
        return
    assert look > now
    assert age < GIVES_UP_AFTER
    assert status not in ENDED or awaited(channel, status, kept)
    if channel in LETTERS:
        assert look - now <= timedelta(days=1)
