"""LIM-06: five years after the invoice of 12 January 2021 no letter goes any more, to the day."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.account import Account
from relance.domain.billing import CustomerKind
from relance.domain.decision import Rest, Why
from relance.domain.law.sector import Sector
from relance.service.account.legal_watch import with_lapses
from tests.builders import account, customer, customer_item, invoice, invoice_item, payment, record
from tests.fakes.plans import FakePlans
from tests.world import World

LAW = FakePlans().law()
OLD = invoice(issued_on=date(2021, 1, 12), due_on=date(2021, 2, 11))


def lapsed_on(who: Account, day: str) -> date | None:
    return with_lapses(who, LAW, date.fromisoformat(day)).invoices[0].lapsed_on


@pytest.mark.parametrize(("day", "lapsed"), [("2026-01-12", None), ("2026-01-13", date(2026, 1, 12))])
def test_a_business_debt_lapses_after_five_years_and_no_weekend_stretches_them(day: str, lapsed: date | None) -> None:
    assert lapsed_on(account(OLD), day) == lapsed


def test_a_consumer_s_debt_lapses_after_two_years() -> None:
    facts = invoice(issued_on=date(2024, 1, 12), due_on=date(2024, 2, 11))
    consumer = account(facts, debtor=customer(kind=CustomerKind.CONSUMER))
    assert lapsed_on(consumer, "2026-01-12") is None
    assert lapsed_on(consumer, "2026-01-13") == date(2026, 1, 12)


def test_a_sector_that_nobody_named_stops_nothing_before_the_general_limit() -> None:
    facts = invoice(issued_on=date(2025, 1, 12), due_on=date(2025, 2, 11))
    assert lapsed_on(account(facts), "2026-02-02") is None


def test_carriage_lapses_after_one_year() -> None:
    facts = invoice(issued_on=date(2025, 1, 12), due_on=date(2025, 2, 11), sector=Sector.TRANSPORT)
    assert lapsed_on(account(facts), "2026-02-02") == date(2026, 1, 12)


def test_a_part_payment_may_have_recognised_the_debt_so_the_chase_goes_on_lim_05() -> None:
    facts = invoice(issued_on=date(2021, 1, 12), due_on=date(2021, 2, 11), payments=(payment(100, date(2023, 6, 1)),))
    assert lapsed_on(account(facts), "2026-02-02") is None


def test_what_is_settled_has_nothing_to_lapse() -> None:
    facts = invoice(issued_on=date(2021, 1, 12), due_on=date(2021, 2, 11), payments=(payment(1200, date(2021, 3, 1)),))
    assert lapsed_on(account(facts), "2026-02-02") is None


def test_a_lapsed_invoice_is_left_alone_and_the_others_of_the_account_are_chased() -> None:
    world = World()
    old = invoice_item("F-0", issued_on="2020-12-15", due_on="2021-01-14")
    world.billing.put_all([customer_item(), old, invoice_item()])
    world.knows(record(invoice("F-0", issued_on=date(2020, 12, 15), due_on=date(2021, 1, 14)), invoice()))
    world.run(date(2026, 2, 2))
    planned = world.planning.decide(world.reader.read("C-1"), date(2026, 2, 2))
    assert [c.document for c in world.ledger.load("C-1").contacts] == ["first_reminder"]
    assert not isinstance(planned.decision, Rest) or planned.decision.why is not Why.TIME_BARRED


def test_an_account_with_nothing_else_says_why_it_rests() -> None:
    world = World()
    world.billing.put_all([customer_item(), invoice_item(issued_on="2020-12-15", due_on="2021-01-14")])
    world.knows(record(invoice(issued_on=date(2020, 12, 15), due_on=date(2021, 1, 14))))
    decision = world.planning.decide(world.reader.read("C-1"), date(2026, 2, 2)).decision
    assert isinstance(decision, Rest)
    assert (decision.why, decision.until) == (Why.TIME_BARRED, None)
