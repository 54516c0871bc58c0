"""The daily decision, as dated stories of Boulangerie Martin, whose invoice of 1 200 € fell due on Friday 30/01/2026.

The shipped plan "standard": 5 days before, then 3, 15 and 30 days after the due date, and the formal notice after 45.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.adapters.holidays_fr import FrenchHolidays
from relance.domain import decide as decide_module
from relance.domain.account import Account, Hold, PastContact
from relance.domain.billing import ContactPoint, InvoiceStatus, Unapplied
from relance.domain.calendar import WorkingCalendar
from relance.domain.decide import decide
from relance.domain.decision import Contact, Decision, Escalate, Rest, Why
from relance.domain.money import Money
from relance.domain.pauses import Limits
from tests.builders import MARTIN, account, credit_note, customer, euros, invoice, payment, progress, state
from tests.fakes.plans import FakePlans

PLANS = FakePlans()
CALENDAR = WorkingCalendar(FrenchHolidays())


def on(day: str, who: Account, *, plan: str = "standard", limits: Limits | None = None) -> Decision:
    return decide(who, PLANS.plan(plan), date.fromisoformat(day), calendar=CALENDAR, limits=limits or Limits())


def contact(decision: Decision) -> Contact:
    assert isinstance(decision, Contact), decision
    return decision


def rest(decision: Decision) -> Rest:
    assert isinstance(decision, Rest), decision
    return decision


def sent(day: str, rank: int = 1) -> PastContact:
    return PastContact(date.fromisoformat(day), "email", "first_reminder", rank)


@pytest.mark.parametrize(
    ("day", "step"),
    [
        ("2026-01-26", "pre_due_notice"),  # 5 days before is Sunday the 25th: Monday
        ("2026-02-02", "first_reminder"),  # 3 days after: Monday
    ],
)
def test_a_step_goes_on_its_working_day(day: str, step: str) -> None:
    assert contact(on(day, account())).step.name == step


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2026-01-20", "2026-01-26"),
        ("2026-01-25", "2026-01-26"),
        ("2026-01-30", "2026-02-02"),  # never on the due date itself
        ("2026-02-01", "2026-02-02"),
    ],
)
def test_before_its_day_an_account_rests_until_it(day: str, until: str) -> None:
    found = rest(on(day, account()))
    assert (found.why, found.until) == (Why.NOT_YET, date.fromisoformat(until))


def test_the_notice_before_the_due_date_is_passed_over_once_the_date_is_here_and_recorded_so() -> None:
    found = contact(on("2026-02-02", account()))
    assert found.superseded == (("C-1#F-1", 0),)
    assert [t.step.rank for t in found.triggers] == [1]


def test_after_a_month_of_silence_the_first_reminder_goes_not_the_third() -> None:
    assert contact(on("2026-03-20", account())).step.name == "first_reminder"


def test_a_first_reminder_sent_late_pushes_the_second() -> None:
    late = account(state(progress=progress(1)), contacts=(sent("2026-03-20"),))
    found = rest(on("2026-03-23", late))
    assert (found.why, found.until) == (Why.GAP, date(2026, 3, 30))
    assert contact(on("2026-03-30", late)).step.name == "second_reminder"


def test_three_invoices_at_two_levels_make_one_letter_in_the_tone_of_the_higher() -> None:
    debtor = account(
        state(invoice("F-1"), progress=progress(1)),
        state(invoice("F-2", due_on=date(2026, 2, 12))),
        state(invoice("F-3", due_on=date(2026, 2, 12))),
        contacts=(sent("2026-02-02"),),
    )
    found = contact(on("2026-02-16", debtor))
    assert found.step.name == "second_reminder"
    assert [(t.invoice_key, t.step.rank) for t in found.triggers] == [("C-1#F-1", 2), ("C-1#F-2", 1), ("C-1#F-3", 1)]


def test_an_invoice_not_yet_due_stands_apart_and_triggers_nothing() -> None:
    found = contact(on("2026-02-02", account(invoice("F-1"), invoice("F-2", due_on=date(2026, 2, 20)))))
    assert (found.overdue, found.upcoming) == (("C-1#F-1",), ("C-1#F-2",))
    assert [t.invoice_key for t in found.triggers] == ["C-1#F-1"]


def test_a_reached_rank_is_never_sent_again_even_when_the_plan_changed() -> None:
    vip = account(state(progress=progress(1, 2)), contacts=(sent("2026-02-20", 2),))
    for day in ("2026-03-30", "2026-06-01"):
        found = on(day, vip, plan="patient")
        assert not isinstance(found, Contact) or found.step.rank > 2


def test_the_lower_step_waits_for_the_gap_of_the_higher_so_that_none_starves() -> None:
    debtor = account(
        state(invoice("F-1"), progress=progress(1)),
        state(invoice("F-2", due_on=date(2026, 2, 6))),
        contacts=(sent("2026-02-09"),),
    )
    found = rest(on("2026-02-16", debtor))
    assert (found.why, found.until) == (Why.GAP, date(2026, 2, 19))


@pytest.mark.parametrize(
    ("day", "until", "postal_code"),
    [
        ("2026-04-05", "2026-04-07", "44000"),  # Easter Sunday: Monday is a holiday too (DAY-01)
        ("2026-05-01", "2026-05-04", "44000"),  # Labour Day, a Friday
        ("2026-04-03", "2026-04-07", "67000"),  # Good Friday in Alsace (DAY-02)
        ("2026-05-22", "2026-05-26", "97200"),  # abolition in Martinique (DAY-03), then Whit Monday
    ],
)
def test_nothing_goes_on_a_holiday_of_the_debtors_department(day: str, until: str, postal_code: str) -> None:
    address = replace(customer().address, postal_code=postal_code)
    found = rest(on(day, account(debtor=customer(address=address))))
    assert (found.why, found.until) == (Why.NOT_A_WORKING_DAY, date.fromisoformat(until))


def test_good_friday_is_a_working_day_in_nantes() -> None:
    assert contact(on("2026-04-03", account())).step.name == "first_reminder"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"payments": (payment("1200.00"),)}, Why.NOTHING_OWED),
        ({"amount_paid": euros("1200.00")}, Why.NOTHING_OWED),
        ({"payments": (payment("700.00"),), "credit_notes": (credit_note("500.00"),)}, Why.NOTHING_OWED),
        ({"status": InvoiceStatus.CANCELLED}, Why.NOTHING_OWED),
        ({"status": InvoiceStatus.DISPUTED}, Why.DISPUTED),
        ({"factor": "Factor SA"}, Why.ASSIGNED_TO_FACTOR),
    ],
)
def test_what_is_not_owed_or_not_ours_to_chase_rests_until_a_fact_changes(facts: dict[str, Any], why: Why) -> None:
    found = rest(on("2026-02-02", account(replace(invoice(), **facts))))
    assert (found.why, found.until) == (why, None)


def test_a_payment_announced_gets_two_working_days_to_arrive() -> None:
    debtor = account(invoice(payment_announced_on=date(2026, 2, 6)))
    assert rest(on("2026-02-10", debtor)).why is Why.PAYMENT_ANNOUNCED
    assert contact(on("2026-02-11", debtor)).overdue == ("C-1#F-1",)


def test_a_direct_debit_under_way_is_left_alone_for_three_working_days() -> None:
    debtor = account(invoice(direct_debit_on=date(2026, 2, 5)))
    assert rest(on("2026-02-10", debtor)).why is Why.DIRECT_DEBIT
    assert contact(on("2026-02-11", debtor)).overdue == ("C-1#F-1",)


def test_a_hold_stops_the_account_to_its_last_day_and_no_longer() -> None:
    held = account(hold=Hold("échéancier en discussion", "Anne", date(2026, 2, 1), date(2026, 2, 10)))
    found = rest(on("2026-02-10", held))
    assert (found.why, found.detail, found.until) == (
        Why.ACCOUNT_ON_HOLD,
        "échéancier en discussion",
        date(2026, 2, 11),
    )
    assert contact(on("2026-02-11", held)).overdue == ("C-1#F-1",)


def test_an_invoice_on_hold_is_left_out_of_the_letter_of_the_others() -> None:
    hold = Hold("litige", "Anne", date(2026, 2, 1))
    found = contact(on("2026-02-02", account(state(invoice("F-1"), hold=hold), state(invoice("F-2")))))
    assert found.overdue == ("C-1#F-2",)


def test_credits_that_cover_what_is_due_stop_the_reminder() -> None:
    debtor = customer(unapplied=(Unapplied("payment", euros("1200.00")),))
    found = rest(on("2026-02-02", account(debtor=debtor)))
    assert found.why is Why.CREDIT_COVERS


def test_credits_that_cover_a_part_do_not() -> None:
    debtor = customer(unapplied=(Unapplied("credit", euros("1199.99")),))
    assert rest(on("2026-02-02", account(debtor=debtor))).why is Why.BELOW_MINIMUM
    hundred = customer(unapplied=(Unapplied("credit", euros("100")),))
    assert contact(on("2026-02-02", account(debtor=hundred))).overdue == ("C-1#F-1",)


def test_less_than_the_minimum_is_not_worth_a_letter() -> None:
    found = rest(on("2026-02-02", account(invoice(total="4.99"))))
    assert (found.why, found.until) == (Why.BELOW_MINIMUM, date(2026, 3, 4))


def test_a_step_below_its_minimum_never_hides_the_next_one_which_asks_for_less() -> None:
    """8 €: too little for the notice before the due date (15 €), enough for the first reminder (5 €)."""
    little = account(invoice(total="8.00"))
    found = rest(on("2026-01-26", little))
    assert (found.why, found.until) == (Why.BELOW_MINIMUM, date(2026, 1, 30))
    assert rest(on("2026-01-30", little)).until == date(2026, 2, 2)
    assert contact(on("2026-02-02", little)).step.name == "first_reminder"


def test_foreign_currency_is_chased_and_not_added_to_euros() -> None:
    dollars = replace(invoice("F-2"), total=euros("900.00", "USD"))
    assert contact(on("2026-02-02", account(dollars))).step.name == "first_reminder"
    few = replace(invoice("F-3"), total=euros("3.00", "USD"))
    assert rest(on("2026-02-02", account(invoice("F-1", total="3.00"), few))).why is Why.BELOW_MINIMUM


def test_the_cap_on_contacts_holds_whatever_the_plan_says() -> None:
    four = tuple(sent(d) for d in ("2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02"))
    found = rest(on("2026-03-10", account(state(invoice(due_on=date(2026, 3, 2))), contacts=four)))
    assert (found.why, found.until) == (Why.CONTACT_CAP, date(2026, 3, 11))


def test_without_an_e_mail_address_the_next_channel_is_used() -> None:
    debtor = customer(contacts=(ContactPoint("accounting", mobile="+33639980001"),))
    found = contact(on("2026-02-02", account(debtor=debtor)))
    assert (found.channel, found.recipient.mobile) == ("sms", "+33639980001")


def test_a_closed_address_is_never_written_to_again() -> None:
    debtor = customer(contacts=(replace(MARTIN, mobile="+33639980001"),))
    found = contact(on("2026-02-02", account(debtor=debtor, closed_addresses=frozenset({str(MARTIN.email)}))))
    assert found.channel == "sms"


def test_no_usable_address_blocks_with_the_reason() -> None:
    found = rest(on("2026-02-02", account(debtor=customer(contacts=()))))
    assert (found.why, found.blocked) == (Why.NO_CHANNEL, True)


def test_sms_needs_that_the_customer_did_not_refuse_it() -> None:
    debtor = customer(contacts=(ContactPoint("accounting", mobile="+33639980001"),), sms_consent=False)
    assert rest(on("2026-02-02", account(debtor=debtor))).why is Why.NO_CHANNEL


def test_after_the_last_reminder_the_invoice_goes_to_a_case_alone() -> None:
    debtor = account(
        state(invoice("F-1"), progress=progress(1, 2, 3)),
        state(invoice("F-2", due_on=date(2026, 3, 27)), progress=progress()),
        contacts=(sent("2026-03-16", 3),),
    )
    found = on("2026-03-30", debtor)
    assert isinstance(found, Escalate)
    assert found.invoices == ("C-1#F-1",)


def test_an_invoice_in_a_case_has_left_the_plan() -> None:
    found = rest(on("2026-03-30", account(state(progress=progress(1, 2, 3), case_id="CASE-1"))))
    assert found.why is Why.IN_CASE


def test_when_every_step_was_sent_the_account_leaves_the_agenda() -> None:
    done = account(state(progress=progress(1, 2, 3, 4)), contacts=(sent("2026-03-16", 4),))
    found = rest(on("2026-04-30", done))
    assert (found.why, found.until) == (Why.PLAN_COMPLETED, None)


def test_the_sums_of_an_account_of_thousands_of_invoices_are_made_once_for_each_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sums: list[str] = []
    real = decide_module._by_currency

    def counted(amounts: Iterable[Money]) -> dict[str, Money]:
        sums.append("sum")
        return real(amounts)

    monkeypatch.setattr(decide_module, "_by_currency", counted)
    assert len(contact(on("2026-02-02", account(*(invoice(f"F-{n}") for n in range(300))))).triggers) == 300
    assert len(sums) < 10
