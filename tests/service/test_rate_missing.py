"""January 2026 without its rates: what prints interest waits for them, and nothing else does (RATE-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from importlib.resources import files

import pytest

from relance.adapters.law.shipped import figures_with, shipped_figures
from relance.domain.decision import Rest, Why
from relance.service.measure_receivables import ReceivablesMeter
from tests.builders import customer_item, invoice_item, record
from tests.fakes.figures import RecordingFigures
from tests.fakes.sealing import InMemorySealBook
from tests.service.desk_world import DeskWorld
from tests.world import MONDAY, World

SHIPPED = (files("relance.policies") / "rates.csv").read_text("utf-8")
UNTIL_2025 = "".join(row for row in SHIPPED.splitlines(keepends=True) if not row.startswith("2026"))


@pytest.fixture
def world() -> World:
    """Boulangerie Martin owes 1 200 € since 30 January 2026; the rates of 2026 were never published."""
    made = World()
    made.billing.put_all([customer_item(), invoice_item()])
    made.knows(record())
    made.plans.law_in_force = replace(made.plans.law_in_force, figures=figures_with(UNTIL_2025.encode()))
    return made


def test_the_first_reminder_goes_and_the_second_waits_for_the_rate_with_its_name(world: World) -> None:
    for day in world.days(MONDAY, date(2026, 2, 17)):
        world.run(day)
    assert [c.document for c in world.ledger.load("C-1").contacts] == ["first_reminder"]
    planned = world.planning.decide(world.reader.read("C-1"), date(2026, 2, 17))
    assert isinstance(planned.decision, Rest)
    assert (planned.decision.why, planned.decision.subject) == (Why.RATE_MISSING, "2026-S1")
    assert world.kinds().count("contact.blocked") == 1, "the timeline names it once, not every morning"


def test_the_day_after_the_rate_is_published_the_second_reminder_goes(world: World) -> None:
    for day in world.days(MONDAY, date(2026, 2, 17)):
        world.run(day)
    world.plans.law_in_force = replace(world.plans.law_in_force, figures=shipped_figures())
    world.run(date(2026, 2, 18))
    assert [c.document for c in world.ledger.load("C-1").contacts] == ["first_reminder", "second_reminder"]


def test_no_case_is_opened_on_a_notice_that_cannot_be_computed(world: World) -> None:
    for day in world.days(MONDAY, date(2026, 3, 31)):
        world.run(day)
    assert world.cases.opened == []


def test_the_statement_of_the_second_reminder_is_kept_to_the_cent(world: World) -> None:
    world.plans.law_in_force = replace(world.plans.law_in_force, figures=shipped_figures())
    for day in world.days(MONDAY, date(2026, 2, 16)):
        world.run(day)
    planned = world.planning.decide(world.reader.read("C-1"), date(2026, 3, 2))
    assert planned.statement is not None
    sums = planned.statement.claim_sums
    assert sums is not None
    # 31 days at 12.15 % on 1200: 12.38
    assert [str(m) for m in (sums.principal, sums.interest, sums.indemnity, sums.total)] == [
        "1200.00 EUR",
        "12.38 EUR",
        "40.00 EUR",
        "1252.38 EUR",
    ]


@pytest.mark.parametrize(
    ("day", "missing"),
    [("2025-12-19", 0.0), ("2025-12-20", 1.0), ("2026-01-02", 1.0)],
)
def test_from_20_december_the_figures_of_the_day_say_that_the_next_rate_is_absent_rate_03(
    day: str, missing: float
) -> None:
    desk, figures = DeskWorld(), RecordingFigures()
    desk.clock.go_to(date.fromisoformat(day), time(20, 0))
    desk.plans.law_in_force = replace(desk.plans.law_in_force, figures=figures_with(UNTIL_2025.encode()))
    meter = ReceivablesMeter(
        desk.ledger,
        desk.snapshot_reader,
        desk.quarantine,
        desk.controls,
        desk.clock,
        figures,
        desk.plans,
        InMemorySealBook(),
    )
    meter.measure(date.fromisoformat(day))
    assert figures.last("RatesMissing") == missing


def test_a_debt_older_than_the_indemnity_waits_like_one_without_a_rate_and_stops_nothing() -> None:
    """Due in 2012, kept alive by three part payments; D441-5 is of 1 January 2013, and the rates begin in 2015."""
    world = World()
    paid = [{"amount": "10.00", "on": day} for day in ("2016-05-02", "2020-05-04", "2024-05-06")]
    world.billing.put_all([customer_item(), invoice_item(issued_on="2012-10-01", due_on="2012-11-01", payments=paid)])
    world.knows(record(world.billing.partition("C-1").invoices["C-1#F-1"]))
    for day in world.days(MONDAY, date(2026, 2, 20)):
        world.run(day)
    decision = world.planning.decide(world.reader.read("C-1"), date(2026, 2, 20)).decision
    assert isinstance(decision, Rest)
    assert (decision.why, decision.subject) == (Why.RATE_MISSING, "indemnity.amount")
    assert [c.document for c in world.ledger.load("C-1").contacts] == ["first_reminder"]
