"""What holds for every debt, whatever happens to it; and the engine against the one that counts day by day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from relance.adapters.law.shipped import shipped_figures
from relance.domain.law.debt import Debt, Effect, Receipt, Regime
from relance.domain.law.engine import state_debt
from relance.domain.law.statement import Flag, InvoiceStatement
from tests.law.asking import LAST_RATED_DAY, asked, cents, dues
from tests.law.day_by_day import reckon

FIGURES = shipped_figures()


def state(debt: Debt, as_of: date) -> InvoiceStatement:
    return state_debt(debt, as_of, FIGURES)


@given(asked())
def test_the_engine_agrees_with_a_life_lived_day_by_day(question: tuple[Debt, date]) -> None:
    debt, as_of = question

    found, lived = state(debt, as_of), reckon(debt, as_of)

    segments = [(s.first, s.last, s.days, s.principal, Fraction(s.rate), s.interest) for s in found.segments]
    assert segments == list(lived.segments)
    assert [(a.to_interest, a.to_principal, a.to_indemnity) for a in found.allocations] == list(lived.allocations)
    assert (found.interest_accrued, found.interest_due, found.principal_due) == (
        lived.accrued,
        lived.interest_due,
        lived.principal_due,
    )
    assert (found.indemnity, found.indemnity_due, found.overpayment) == (
        lived.indemnity,
        lived.indemnity_due,
        lived.overpayment,
    )


@given(asked())
def test_nothing_is_ever_owed_below_zero_and_no_cent_is_lost(question: tuple[Debt, date]) -> None:
    debt, as_of = question
    found = state(debt, as_of)

    received = sum(r.cents for r in debt.receipts if r.on <= as_of)
    credited = sum(n.cents for n in debt.reductions if n.on <= as_of)

    owed = (found.principal_due, found.interest_due, found.indemnity_due, found.overpayment)
    assert min(owed) >= 0
    assert found.total_due == sum(owed[:3])
    paid = found.interest_paid + found.indemnity - found.indemnity_due
    assert received + credited == debt.principal - found.principal_due + paid + found.overpayment


@given(asked(), st.integers(1, 90))
def test_interest_never_decreases_with_time(question: tuple[Debt, date], days: int) -> None:
    debt, as_of = question
    later = as_of + timedelta(days)
    assume(later <= LAST_RATED_DAY)
    # A price corrected in between would be corrected from the start (IMP-06).
    assume(not any(n.effect is Effect.ORIGIN and as_of < n.on <= later for n in debt.reductions))

    assert state(debt, later).interest_accrued >= state(debt, as_of).interest_accrued


@given(cents, dues, st.integers(2, 300), st.data())
def test_splitting_a_period_changes_it_by_rounding_only(
    principal: int, due_on: date, days: int, data: st.DataObject
) -> None:
    as_of = min(due_on + timedelta(days), LAST_RATED_DAY)
    middle = due_on + timedelta(data.draw(st.integers(1, (as_of - due_on).days)))

    whole = state(Debt(Regime.B2B, principal, due_on), as_of)
    first = state(Debt(Regime.B2B, principal, due_on), middle)
    second = state(Debt(Regime.B2B, principal, middle), as_of)

    # One rounding becomes two: each is off by half a cent at most.
    assert abs(whole.interest_accrued - first.interest_accrued - second.interest_accrued) <= 1


@given(asked(), st.data())
def test_the_order_of_one_day_s_payments_does_not_matter(question: tuple[Debt, date], data: st.DataObject) -> None:
    debt, as_of = question
    on = data.draw(st.sampled_from([debt.due_on, as_of, debt.due_on + timedelta(30)]))
    amounts = data.draw(st.lists(cents, min_size=2, max_size=4))
    shuffled = data.draw(st.permutations(amounts))

    one = state(replace(debt, receipts=(*debt.receipts, *(Receipt(on, c) for c in amounts))), as_of)
    other = state(replace(debt, receipts=(*debt.receipts, *(Receipt(on, c) for c in shuffled))), as_of)

    assert one._replace(allocations=()) == other._replace(allocations=())


@given(asked(), st.randoms(use_true_random=False))
def test_nor_does_the_order_in_which_days_are_listed(question: tuple[Debt, date], chance: Random) -> None:
    debt, as_of = question
    receipts = list({receipt.on: receipt for receipt in debt.receipts}.values())
    shuffled = receipts[:]
    chance.shuffle(shuffled)

    assert state(replace(debt, receipts=tuple(receipts)), as_of) == state(
        replace(debt, receipts=tuple(shuffled)), as_of
    )


@given(asked(), st.integers(0, 60), cents)
def test_nothing_is_owed_on_what_was_paid_by_its_due_date(
    question: tuple[Debt, date], days_before: int, more: int
) -> None:
    debt, as_of = question
    paid_on = debt.due_on - timedelta(days_before)
    assume(paid_on <= as_of)
    paid = replace(debt, receipts=(Receipt(paid_on, debt.principal), Receipt(paid_on, more)), reductions=())

    found = state(paid, as_of)

    assert (found.total_due, found.interest_accrued, found.indemnity, found.segments) == (0, 0, 0, ())
    assert found.overpayment == more


@given(asked())
def test_a_consumer_owes_no_indemnity_and_nobody_else_legal_interest(question: tuple[Debt, date]) -> None:
    debt, as_of = question
    found = state(debt, as_of)

    is_legal = {segment.basis.startswith("taux legal") for segment in found.segments if segment.rate}
    assert is_legal <= {debt.regime is Regime.B2C}
    assert debt.regime is not Regime.B2C or found.indemnity == 0
    assert (Flag.B2C_NO_FORMAL_NOTICE in found.flags) == (debt.regime is Regime.B2C and debt.notice_effective is None)


@given(asked())
def test_the_printed_segments_make_the_sum(question: tuple[Debt, date]) -> None:
    """PEN-08: a debtor adds what is printed."""
    found = state(*question)

    assert sum(segment.interest for segment in found.segments) == found.interest_accrued
    for earlier, later in zip(found.segments, found.segments[1:], strict=False):
        assert earlier.last < later.first
    assert all(s.days == (s.last - s.first).days + 1 and s.principal > 0 for s in found.segments)
    assert list(found.flags) == sorted(found.flags)


@given(asked())
def test_equal_questions_have_equal_hashes(question: tuple[Debt, date]) -> None:
    debt, as_of = question

    assert state(debt, as_of).hash == state(replace(debt), as_of).hash
