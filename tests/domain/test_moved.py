"""A letter came back because nobody is known there, and billing finds where the debtor lives now (CH-03).

Boulangerie Martin, without e-mail or mobile, owes F-1 since Friday 30 January 2026: the first reminder is a letter.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.billing import Address
from relance.domain.channels import Channel
from relance.domain.decision import Contact, Rest, Why
from relance.domain.delivery import DeliveryStatus
from tests.builders import NANTES, customer
from tests.domain.test_fallback import Life

S, C = DeliveryStatus, Channel
QUAY = Address(("8 quai de la Fosse",), "44000", "Nantes")


def by_letter() -> Life:
    life = Life.of(debtor=customer(contacts=()))
    assert life.until("2026-02-02", since="2026-01-30") == [("2026-02-02", "first", C.LETTER)]
    return life


def moves(life: Life, to: Address) -> None:
    life.debtor = replace(life.debtor, address=to)


def test_the_same_step_goes_once_more_by_post_to_the_new_address() -> None:
    life = by_letter()
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    assert life.until("2026-02-09", since="2026-02-03") == []
    moves(life, QUAY)
    assert life.until("2026-02-13", since="2026-02-10") == [("2026-02-10", "first", C.LETTER)]


def test_not_a_third_time() -> None:
    life = by_letter()
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    moves(life, QUAY)
    life.until("2026-02-10", since="2026-02-10")
    life.fact("2026-02-10", S.WRONG_ADDRESS)
    moves(life, Address(("1 rue Neuve",), "44000", "Nantes"))
    assert life.until("2026-02-13", since="2026-02-11") == []


@pytest.mark.parametrize("status", [S.LOST, S.REJECTED, S.CANCELED])
def test_a_letter_that_failed_for_another_reason_is_not_sent_again_for_a_move(status: DeliveryStatus) -> None:
    life = by_letter()
    life.fact("2026-02-02", status)
    moves(life, QUAY)
    assert life.until("2026-02-13", since="2026-02-03") == []


def test_an_address_that_failed_before_is_no_new_one() -> None:
    life = by_letter()
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    moves(life, replace(NANTES, lines=tuple(line.upper() for line in NANTES.lines)))
    assert life.until("2026-02-13", since="2026-02-03") == []


def test_at_the_end_of_the_plan_whoever_was_not_reached_is_no_finished_account() -> None:
    """The last step is the tracked letter of Monday 2 March; then a person must find an address."""
    life = by_letter()
    life.until("2026-03-02", since="2026-02-03")
    assert life.steps[-1] == ("C-1#F-1", 3, C.TRACKED_LETTER)
    life.fact("2026-03-02", S.WRONG_ADDRESS)
    found = life.decide(date(2026, 3, 9))
    assert isinstance(found, Rest)
    assert (found.why, found.blocked, found.until) == (Why.NO_CHANNEL, True, None)
    assert "tracked_letter!TRIED" in found.detail

    moves(life, QUAY)
    again = life.decide(date(2026, 3, 9))
    assert isinstance(again, Contact)
    assert (again.step.name, again.channel) == ("last", C.TRACKED_LETTER)
