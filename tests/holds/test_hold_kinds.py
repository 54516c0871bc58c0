"""Each reason not to chase, with its word. Boulangerie Martin owes F-1, 1 200 €, since Friday 30 January 2026.

On Monday 2 February its first reminder would go.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.account import Account, Hold, HoldKind, PastContact
from relance.domain.billing import CustomerKind, InvoiceStatus, Unapplied
from relance.domain.decide import decide
from relance.domain.decision import Contact, Decision, Escalate, Rest, Why
from relance.domain.pauses import HELD, Limits
from tests.builders import account, customer, euros, invoice, payment, progress, state
from tests.fakes.plans import FakePlans
from tests.holds.plans import CALENDAR, MONDAY, THREE, agreed, agreement, instalment

PLANS = FakePlans()


def on(day: str, who: Account, plan: str = "standard") -> Decision:
    return decide(who, PLANS.plan(plan), date.fromisoformat(day), calendar=CALENDAR, limits=Limits())


def rest(decision: Decision) -> tuple[Why, date | None]:
    assert isinstance(decision, Rest), decision
    return decision.why, decision.until


def listed(decision: Decision) -> tuple[str, ...]:
    assert isinstance(decision, Contact), decision
    return decision.overdue


class TestInsolvency:
    """INS-01 and INS-04: what was owed before the judgment is neither asked nor paid; the rest is due as always."""

    def judged(self, on_day: str, *invoices: Any) -> Account:
        return account(*invoices, debtor=customer(insolvency_judgment_on=date.fromisoformat(on_day)))

    def test_what_was_owed_before_the_judgment_is_held_until_a_fact_changes(self) -> None:
        assert rest(on("2026-02-02", self.judged("2026-01-20"))) == (Why.INSOLVENCY, None)

    def test_even_when_its_due_date_comes_after_the_judgment(self) -> None:
        late = invoice(issued_on=date(2026, 1, 12), due_on=date(2026, 1, 30))
        assert rest(on("2026-02-02", self.judged("2026-01-20", late))) == (Why.INSOLVENCY, None)

    def test_what_was_supplied_since_is_chased_alone(self) -> None:
        newer = invoice("F-2", issued_on=date(2026, 1, 21))
        assert listed(on("2026-02-02", self.judged("2026-01-20", invoice("F-1"), newer))) == ("C-1#F-2",)

    def test_performance_decides_where_it_is_known_not_the_invoice(self) -> None:
        before = invoice("F-1", issued_on=date(2026, 1, 21), performed_on=date(2026, 1, 19))
        since = invoice("F-2", issued_on=date(2026, 1, 10), performed_on=date(2026, 1, 20))
        assert listed(on("2026-02-02", self.judged("2026-01-20", before, since))) == ("C-1#F-2",)

    def test_a_hold_with_an_end_does_not_hide_it(self) -> None:
        held = state(hold=Hold("promesse", "anne", MONDAY, date(2026, 2, 6), HoldKind.PROMISE))
        assert rest(on("2026-02-02", self.judged("2026-01-20", held))) == (Why.INSOLVENCY, None)

    def test_it_never_becomes_a_formal_notice(self) -> None:
        ripe = state(progress=progress(1, 2, 3))
        assert isinstance(on("2026-03-16", account(ripe)), Escalate)
        assert rest(on("2026-03-16", self.judged("2026-01-20", ripe))) == (Why.INSOLVENCY, None)


def test_an_over_indebted_consumer_hears_nothing() -> None:
    debtor = customer(kind=CustomerKind.CONSUMER, over_indebted_since=date(2026, 1, 15))
    assert rest(on("2026-02-04", account(debtor=debtor), "consumer")) == (Why.OVERINDEBTED, None)


def test_nothing_is_sent_to_the_dead_whatever_else_holds() -> None:
    dated = Hold("absent", "anne", MONDAY, date(2026, 2, 10))
    assert rest(on("2026-02-02", account(debtor=customer(deceased=True), hold=dated))) == (Why.DECEASED, None)


@pytest.mark.parametrize(
    ("day", "held"),
    [("2026-02-09", False), ("2026-02-10", True), ("2026-05-10", True), ("2026-05-11", False)],
)
def test_a_judge_s_grace_holds_the_invoice_on_its_days_both_included(day: str, held: bool) -> None:
    """C. civ. 1343-5: from Tuesday 10 February to Sunday 10 May."""
    graced = account(invoice(suspensions=((date(2026, 2, 10), date(2026, 5, 10)),)))
    found = on(day, graced)
    assert isinstance(found, Rest) is held
    if held:
        assert rest(found) == (Why.GRACE_COURT, date(2026, 5, 11))


def test_two_graces_that_overlap_end_with_the_later() -> None:
    spans = ((date(2026, 1, 1), date(2026, 2, 28)), (date(2026, 2, 1), date(2026, 3, 31)))
    assert rest(on("2026-02-02", account(invoice(suspensions=spans)))) == (Why.GRACE_COURT, date(2026, 4, 1))


SET_BY_PEOPLE = [
    (HoldKind.DISPUTE, Why.DISPUTED),
    (HoldKind.PROMISE, Why.PROMISE),
    (HoldKind.PAYMENT_ANNOUNCED, Why.PAYMENT_ANNOUNCED),
    (HoldKind.INSOLVENCY, Why.INSOLVENCY),
    (HoldKind.OVERINDEBTED, Why.OVERINDEBTED),
    (HoldKind.DECEASED, Why.DECEASED),
    (HoldKind.GRACE_COURT, Why.GRACE_COURT),
    (HoldKind.ASSIGNED, Why.ASSIGNED_TO_FACTOR),
    (HoldKind.ADDRESS, Why.ADDRESS),
    (HoldKind.LEGAL_CHECK_UNKNOWN, Why.LEGAL_CHECK_UNKNOWN),
]


@pytest.mark.parametrize(("kind", "why"), SET_BY_PEOPLE)
def test_a_hold_of_each_kind_says_its_own_word_for_an_invoice_and_for_an_account(kind: HoldKind, why: Why) -> None:
    hold = Hold("motif", "anne", MONDAY, date(2026, 2, 10), kind)
    assert rest(on("2026-02-02", account(state(hold=hold)))) == (why, date(2026, 2, 11))
    assert rest(on("2026-02-02", account(hold=hold))) == (why, date(2026, 2, 11))
    assert listed(on("2026-02-11", account(hold=hold))) == ("C-1#F-1",)


def test_a_manual_hold_names_its_scope() -> None:
    hold = Hold("motif", "anne", MONDAY)
    assert rest(on("2026-02-02", account(state(hold=hold))))[0] is Why.INVOICE_ON_HOLD
    assert rest(on("2026-02-02", account(hold=hold)))[0] is Why.ACCOUNT_ON_HOLD


def test_every_kind_has_its_word() -> None:
    assert set(HELD) == set(HoldKind) - {HoldKind.MANUAL}
    assert {k for k, _ in SET_BY_PEOPLE} == set(HELD) - {HoldKind.PLAN}


class TestInstalments:
    """400 € on Friday 6 March, Friday 3 April and Tuesday 5 May."""

    def owing(self, paid: str = "0", *, acceleration: bool = False, sent: tuple[int, ...] = ()) -> Account:
        facts = invoice(payments=(payment(paid),) if paid != "0" else ())
        made = agreement(*THREE, acceleration=acceleration)
        return account(state(facts, progress=progress(*sent)), agreed=agreed(made))

    def test_a_kept_plan_holds_its_invoices_until_the_next_instalment_had_time_to_arrive(self) -> None:
        assert rest(on("2026-02-02", self.owing())) == (Why.INSTALMENTS, date(2026, 3, 11))
        assert rest(on("2026-03-11", self.owing("400"))) == (Why.INSTALMENTS, date(2026, 4, 9))

    def test_it_never_becomes_a_formal_notice_while_it_is_kept(self) -> None:
        assert rest(on("2026-03-16", self.owing("400", sent=(1, 2, 3)))) == (Why.INSTALMENTS, date(2026, 4, 9))

    def test_an_invoice_that_it_does_not_cover_is_chased_alone(self) -> None:
        both = replace(self.owing(), invoices=(*self.owing().invoices, state(invoice("F-2"))))
        assert listed(on("2026-02-02", both)) == ("C-1#F-2",)

    def test_missed_with_a_clause_the_chase_resumes_where_it_stood_and_says_why(self) -> None:
        found = on("2026-03-11", self.owing(acceleration=True, sent=(1,)))
        assert isinstance(found, Contact)
        assert found.step.name == "second_reminder"
        assert found.reason.endswith("; the instalment of 06/03/2026 was missed")

    def test_missed_without_a_clause_it_waits_for_a_person_for_the_rest_is_not_due(self) -> None:
        """C. civ. 1305-4: on Friday 8 May, two working days after the last instalment, everything is."""
        found = on("2026-03-11", self.owing(sent=(1,)))
        assert rest(found) == (Why.INSTALMENT_MISSED, date(2026, 5, 8))
        assert isinstance(found, Rest)
        assert found.blocked
        assert listed(on("2026-05-11", self.owing(sent=(1,)))) == ("C-1#F-1",)

    def test_paid_late_it_is_kept_again(self) -> None:
        assert rest(on("2026-03-13", self.owing("400"))) == (Why.INSTALMENTS, date(2026, 4, 9))

    def test_missed_after_every_step_was_sent_it_waits_for_a_person(self) -> None:
        served = self.owing(acceleration=True, sent=(1, 2, 3, 4))
        assert rest(on("2026-03-11", served)) == (Why.INSTALMENT_MISSED, None)

    def test_paid_in_full_nothing_is_left(self) -> None:
        assert rest(on("2026-06-01", self.owing("1200"))) == (Why.NOTHING_OWED, None)

    def test_accessories_that_are_still_to_come_are_never_chased_once_the_principal_is_paid(self) -> None:
        """The balance is residual: claiming it is a choice of people."""
        made = agreement(instalment("2026-03-06", "1200"), instalment("2026-04-03", "86.30"), acceleration=True)
        paid = account(invoice(payments=(payment("1200"),)), agreed=agreed(made))
        assert rest(on("2026-06-01", paid)) == (Why.NOTHING_OWED, None)

    def test_insolvency_ends_the_waiting_for_instalments(self) -> None:
        debtor = customer(insolvency_judgment_on=date(2026, 2, 20))
        judged = replace(self.owing(acceleration=True), customer=debtor)
        assert rest(on("2026-03-11", judged)) == (Why.INSOLVENCY, None)


@given(
    paid=st.lists(st.sampled_from(["0", "600", "1200", "1500"]), min_size=1, max_size=5),
    status=st.sampled_from(list(InvoiceStatus)),
    sent=st.sampled_from([(), (1,), (1, 2, 3), (1, 2, 3, 4)]),
    unapplied=st.booleans(),
    day=st.dates(date(2026, 1, 5), date(2026, 6, 30)),
)
def test_nothing_that_is_paid_is_ever_chased(
    paid: list[str], status: InvoiceStatus, sent: tuple[int, ...], unapplied: bool, day: date
) -> None:
    states = [
        state(invoice(f"F-{n}", status=status, amount_paid=euros(sum_)), progress=progress(*sent))
        for n, sum_ in enumerate(paid)
    ]
    credit = (Unapplied("payment", euros("100")),) if unapplied else ()
    found = on(day.isoformat(), account(*states, debtor=customer(unapplied=credit)))
    settled = {f"C-1#F-{n}" for n, sum_ in enumerate(paid) if sum_ in ("1200", "1500")}
    match found:
        case Contact(overdue=overdue, upcoming=upcoming):
            assert settled.isdisjoint(overdue + upcoming)
        case Escalate(invoices=invoices):
            assert settled.isdisjoint(invoices)
        case Rest(why=why):
            assert why is Why.NOTHING_OWED or len(settled) < len(paid)


def test_a_contact_of_before_the_plan_counts_when_the_chase_resumes() -> None:
    """The last reminder went on Thursday 5 March; ten days are not over on Wednesday 11 March."""
    past = (PastContact(date(2026, 3, 5), "email", "first_reminder", 1),)
    missed = account(state(progress=progress(1)), agreed=agreed(agreement(*THREE, acceleration=True)), contacts=past)
    assert rest(on("2026-03-11", missed)) == (Why.GAP, date(2026, 3, 16))
