"""When a formal notice has effect, and what date it prints. Deposited on Monday 16 March 2026 unless said otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.channels import NOTICES, Channel
from relance.domain.delivery import DeliveryStatus as S
from relance.domain.notice import Fate, NoticeFact, days_to_answer

DEPOSIT = date(2026, 3, 16)
Told = tuple[tuple[S, str], ...]


def fate(channel: Channel, *facts: tuple[S, str]) -> Fate:
    found = Fate(channel, DEPOSIT)
    for status, on in facts:
        found = found.with_fact(status, date.fromisoformat(on))
    return found


STORIES: tuple[tuple[str, Channel, Told, str | None], ...] = (
    ("nothing is known", Channel.REGISTERED, (), None),
    ("on its way", Channel.REGISTERED, ((S.SENT, "2026-03-17"), (S.IN_TRANSIT, "2026-03-18")), None),
    ("presented, and waiting", Channel.REGISTERED, ((S.PRESENTED, "2026-03-19"),), None),
    # C. civ. 1344 is met on receipt, though the letter was shown before.
    ("signed for", Channel.REGISTERED, ((S.PRESENTED, "2026-03-19"), (S.DELIVERED, "2026-03-24")), "2026-03-24"),
    ("refused at the door", Channel.REGISTERED, ((S.REFUSED, "2026-03-19"),), "2026-03-19"),
    # Civ. 1re 20/01/2021, 19-20.680: the addressee cannot escape it by leaving it at the post office.
    ("left at the post", Channel.REGISTERED, ((S.PRESENTED, "2026-03-19"), (S.UNCLAIMED, "2026-04-04")),
     "2026-03-19"),
    ("only the slip seen", Channel.REGISTERED, ((S.AWAITING_RECIPIENT, "2026-03-20"), (S.UNCLAIMED, "2026-04-05")),
     "2026-03-20"),
    ("unclaimed, never seen shown", Channel.REGISTERED, ((S.UNCLAIMED, "2026-04-04"),), "2026-04-04"),
    ("came back, untold why", Channel.REGISTERED, ((S.PRESENTED, "2026-03-19"), (S.RETURNED, "2026-04-04")), None),
    ("unknown at this address", Channel.REGISTERED, ((S.WRONG_ADDRESS, "2026-03-23"),), None),
    ("lost", Channel.REGISTERED, ((S.IN_TRANSIT, "2026-03-18"), (S.LOST, "2026-04-15")), None),
    ("thought lost, then signed for", Channel.REGISTERED, ((S.LOST, "2026-04-15"), (S.DELIVERED, "2026-04-20")),
     "2026-04-20"),
    ("accepted", Channel.LRE, ((S.NOTIFIED, "2026-03-16"), (S.DELIVERED, "2026-03-18")), "2026-03-18"),
    # R53-3, I: fifteen days from the day after the notice, so 17 to 31 March.
    ("neglected", Channel.LRE, ((S.NOTIFIED, "2026-03-16"), (S.UNCLAIMED, "2026-04-01")), "2026-03-31"),
    ("refused on the next day", Channel.LRE, ((S.NOTIFIED, "2026-03-16"), (S.REFUSED, "2026-03-17")), "2026-03-31"),
    ("deposited a day late", Channel.LRE, ((S.SENT, "2026-03-17"), (S.UNCLAIMED, "2026-04-02")), "2026-04-01"),
    ("nobody knows when", Channel.ERE, ((S.UNCLAIMED, "2026-04-01"),), "2026-03-31"),
    ("the mailbox does not exist", Channel.LRE, ((S.NOTIFIED, "2026-03-16"), (S.WRONG_ADDRESS, "2026-03-16")), None),
)  # fmt: skip


@pytest.mark.parametrize(("channel", "told", "effective"), [s[1:] for s in STORIES], ids=[s[0] for s in STORIES])
def test_a_notice_has_effect_once_it_reached_the_debtor_or_was_let_pass_ch_04(
    channel: Channel, told: Told, effective: str | None
) -> None:
    for order in permutations(told):
        found = fate(channel, *order, *order)
        assert found.effective_on == (date.fromisoformat(effective) if effective else None), order


@pytest.mark.parametrize("status", [S.WRONG_ADDRESS, S.LOST, S.REJECTED, S.CANCELED, S.COMPLAINED])
def test_what_reached_nobody_has_no_effect_and_says_so(status: S) -> None:
    found = fate(Channel.REGISTERED, (S.SENT, "2026-03-17"), (status, "2026-03-23"))
    assert (found.undelivered, found.status, found.since) == (True, status, date(2026, 3, 23))


def test_of_two_reports_of_the_same_the_first_day_counts() -> None:
    assert fate(Channel.REGISTERED, (S.DELIVERED, "2026-03-24"), (S.DELIVERED, "2026-03-20")).facts == (
        NoticeFact(S.DELIVERED, date(2026, 3, 20)),
    )


def test_a_letter_on_its_way_is_no_news_for_whoever_decides_but_one_that_came_back_is() -> None:
    assert fate(Channel.REGISTERED, (S.PRESENTED, "2026-03-19")).outcome is None
    assert fate(Channel.REGISTERED, (S.RETURNED, "2026-04-04")).outcome is S.RETURNED
    assert fate(Channel.REGISTERED, (S.DELIVERED, "2026-03-19")).outcome is S.DELIVERED


@given(
    st.sampled_from(NOTICES),
    st.lists(st.tuples(st.sampled_from(list(S)), st.dates(DEPOSIT, DEPOSIT + timedelta(days=60))), max_size=8),
    st.randoms(use_true_random=False),
)
def test_facts_in_another_order_and_twice_are_the_same_fate(
    channel: Channel, facts: list[tuple[S, date]], lot: object
) -> None:
    shuffled = [*facts, *facts[:3]]
    lot.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Fate(channel, DEPOSIT), Fate(channel, DEPOSIT)
    for status, on in facts:
        one = one.with_fact(status, on)
    for status, on in shuffled:
        other = other.with_fact(status, on)
    assert one == other
    assert not (one.undelivered and one.effective_on)


@pytest.mark.parametrize(
    ("channel", "answer_by"),
    [
        (Channel.REGISTERED, date(2026, 3, 31)),  # 16 March + 15
        (Channel.LRE, date(2026, 4, 16)),  # 16 March + 1 + 15 + 15, MED-05
        (Channel.ERE, date(2026, 4, 16)),
    ],
)
def test_the_date_printed_leaves_time_to_open_an_electronic_letter_med_05(channel: Channel, answer_by: date) -> None:
    assert DEPOSIT + days_to_answer(channel, 15) == answer_by
