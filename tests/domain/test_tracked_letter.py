"""The facts of a tracked letter. Its notice was delivered on Monday 2 March 2026 at 9:00 in Paris."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.contact import LetterFact
from relance.domain.delivery import UNREACHED, DeliveryStatus
from relance.domain.tracked_letter import (
    OUTCOMES,
    admitted,
    answered,
    expires_at,
    last_day,
    neglected_at,
    notice_day,
    outcome,
)
from relance.domain.tracked_words import ENGLISH, FRENCH, name_of_fact

_S = DeliveryStatus
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LAST_MINUTE = datetime(2026, 3, 17, 22, 59, tzinfo=UTC)
"""Tuesday 17 March, 23:59 in Paris."""
TOO_LATE = datetime(2026, 3, 17, 23, 0, tzinfo=UTC)
"""Wednesday 18 March, 0:00 in Paris."""


def known(*told: tuple[DeliveryStatus, datetime]) -> tuple[LetterFact, ...]:
    """What is recorded of news in this order."""
    facts: tuple[LetterFact, ...] = ()
    for status, at in told:
        fact = admitted(facts, status, at)
        facts = (*facts, fact) if fact else facts
    return facts


NOTIFIED = known((_S.SENT, NINE), (_S.NOTIFIED, NINE))


def test_fifteen_days_are_counted_from_the_day_after_the_notice() -> None:
    """CH-01; CPCE-postes R53-3, I: from the 3rd to the 17th."""
    assert last_day(date(2026, 3, 2)) == date(2026, 3, 17)
    assert neglected_at(NOTIFIED) == TOO_LATE


def test_the_fifteen_days_stay_whole_when_the_clocks_change() -> None:
    """Notice on Monday 16 March: 31 March ends at 22:00 UTC, summer time having begun on the 29th."""
    facts = known((_S.NOTIFIED, datetime(2026, 3, 16, 8, 0, tzinfo=UTC)))
    assert neglected_at(facts) == datetime(2026, 3, 31, 22, 0, tzinfo=UTC)


def test_a_notice_of_just_after_midnight_in_paris_is_of_that_day() -> None:
    assert notice_day(known((_S.NOTIFIED, datetime(2026, 3, 2, 23, 30, tzinfo=UTC)))) == date(2026, 3, 3)


def test_before_its_notice_nothing_is_neglected() -> None:
    """Whoever was told of nothing neglects nothing."""
    deposited = known((_S.SENT, NINE))
    assert neglected_at(deposited) is None
    assert admitted(deposited, _S.UNCLAIMED, NINE + timedelta(days=100)) is None


def test_a_notice_that_was_opened_was_there_whatever_its_server_said() -> None:
    facts = known((_S.SENT, NINE), (_S.OPENED, NINE + timedelta(days=1)))
    assert notice_day(facts) == date(2026, 3, 3)


def test_a_letter_is_not_neglected_before_its_last_minute_is_over() -> None:
    assert admitted(NOTIFIED, _S.UNCLAIMED, LAST_MINUTE) is None
    assert admitted(NOTIFIED, _S.UNCLAIMED, TOO_LATE) == LetterFact(_S.UNCLAIMED, TOO_LATE)


@pytest.mark.parametrize(("first", "second"), [(_S.READ, _S.REFUSED), (_S.REFUSED, _S.READ)])
def test_a_letter_that_was_opened_was_not_refused_and_the_reverse(
    first: DeliveryStatus, second: DeliveryStatus
) -> None:
    facts = (*NOTIFIED, LetterFact(first, NINE))
    assert admitted(facts, second, NINE) is None
    assert admitted(facts, _S.UNCLAIMED, TOO_LATE) is None


def test_what_comes_after_the_fifteen_days_is_kept_as_late_and_ends_nothing_anew() -> None:
    neglected = (*NOTIFIED, LetterFact(_S.UNCLAIMED, TOO_LATE))
    later = TOO_LATE + timedelta(days=2)
    assert admitted(neglected, _S.OPENED, later) == LetterFact(_S.OPENED, later, late=True)
    assert admitted(neglected, _S.READ, later) == LetterFact(_S.READ, later, late=True)
    assert admitted(neglected, _S.REFUSED, later) is None
    read_late = (*neglected, LetterFact(_S.READ, later, late=True))
    assert outcome(read_late) == LetterFact(_S.UNCLAIMED, TOO_LATE)


def test_a_letter_opened_though_its_notice_had_bounced_was_opened() -> None:
    """A copy that was forwarded bounces; the addressee has the other one."""
    bounced = (*NOTIFIED, LetterFact(_S.WRONG_ADDRESS, NINE))
    read = admitted(bounced, _S.READ, NINE)
    assert read is not None
    assert outcome((*bounced, read)) == read


def test_a_letter_whose_notice_bounced_is_never_neglected() -> None:
    bounced = (*NOTIFIED, LetterFact(_S.WRONG_ADDRESS, NINE))
    assert admitted(bounced, _S.UNCLAIMED, TOO_LATE) is None


def test_the_page_answers_for_sixty_days_after_the_day_of_sending() -> None:
    """15 days to answer and 45 to read again: the whole of 1 May, in Paris."""
    assert expires_at(date(2026, 3, 2)) == datetime(2026, 5, 1, 22, 0, tzinfo=UTC)


NEWS = st.lists(
    st.tuples(st.sampled_from(sorted(FRENCH)), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))),
    max_size=12,
)


@given(NEWS)
def test_whatever_comes_in_whatever_order_there_is_one_end_and_each_fact_once(
    news: list[tuple[DeliveryStatus, timedelta]],
) -> None:
    facts = known((_S.SENT, NINE), *((status, NINE + after) for status, after in news))
    ends = [fact for fact in facts if fact.status in OUTCOMES and not fact.late]
    assert len(ends) <= 1
    assert len({fact.status for fact in facts}) == len(facts)
    assert answered(facts) == (ends[0] if ends else None)


def test_the_order_of_what_servers_tell_does_not_matter() -> None:
    told = [(_S.NOTIFIED, NINE), (_S.COMPLAINED, NINE + timedelta(hours=1)), (_S.OPENED, NINE + timedelta(hours=2))]
    ends = {frozenset(known((_S.SENT, NINE), *order)) for order in permutations(told)}
    assert len(ends) == 1


def test_a_notification_that_was_opened_is_never_called_a_letter_that_was_read() -> None:
    assert (FRENCH[_S.OPENED].name, ENGLISH[_S.OPENED].name) == ("Notification ouverte", "Notice opened")
    assert name_of_fact(LetterFact(_S.READ, NINE), "fr") == "Lettre ouverte"
    assert name_of_fact(LetterFact(_S.READ, NINE, late=True), "fr") == "Lettre ouverte, après le délai"
    for words in (*FRENCH.values(), *ENGLISH.values()):
        assert " lue" not in words.name
        assert "read" not in words.name.lower()
        assert " lue" not in words.means


def test_every_end_has_its_words_in_both_languages() -> None:
    told_by_mail = UNREACHED - {_S.LOST, _S.CANCELED}
    assert OUTCOMES | told_by_mail | {_S.SENT, _S.NOTIFIED, _S.OPENED} == set(FRENCH) == set(ENGLISH)
