"""Whether an instalment plan is kept, day by day. 400 € on Friday 6 March, Friday 3 April and Tuesday 5 May 2026.

A payment made on its day may take two working days to arrive; Monday 6 April 2026 is Easter Monday.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.dynamodb.items import account_item, record_of
from relance.domain.agreement import Agreement, Instalment, Tracked, paid_since, settled
from relance.domain.billing import Invoice, InvoiceStatus, Unapplied
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.money import Money
from tests.builders import credit_note, euros, invoice, payment, record
from tests.holds.plans import CALENDAR, MONDAY, THREE, agreed, agreement, instalment


def tracked(paid: str, made: Agreement | None = None, department: str = "44") -> Tracked:
    return Tracked(agreed(made), euros(paid), CALENDAR, department)


@pytest.mark.parametrize(
    ("paid", "day", "kept"),
    [
        ("0", "2026-02-02", True),  # nothing is due yet
        ("0", "2026-03-06", True),  # its own day
        ("0", "2026-03-10", True),  # Tuesday: the second working day after Friday
        ("0", "2026-03-11", False),
        ("399.99", "2026-03-11", False),  # a cent is missing
        ("400", "2026-03-11", True),
        ("400", "2026-04-08", True),  # Easter Monday is not worked: Tuesday, Wednesday
        ("400", "2026-04-09", False),
        ("799.99", "2026-04-09", False),
        ("800", "2026-04-09", True),
        ("1199.99", "2026-05-11", False),  # 8 May is a holiday: Wednesday 6 and Thursday 7 were the two days
        ("1200", "2027-01-01", True),
        ("1500", "2027-01-01", True),
    ],
)
def test_a_plan_is_kept_while_what_fell_due_is_covered_or_may_still_arrive(paid: str, day: str, kept: bool) -> None:
    assert tracked(paid).kept(date.fromisoformat(day)) is kept


def test_paying_ahead_covers_the_next_instalments() -> None:
    plan = tracked("800")
    assert plan.waits_for == instalment("2026-05-05", "400")
    assert plan.kept_until == date(2026, 5, 7)


def test_the_missed_instalment_is_the_earliest_that_is_not_covered() -> None:
    assert tracked("400").missed(date(2026, 6, 1)) == instalment("2026-04-03", "400")
    assert tracked("400").missed(date(2026, 4, 8)) is None


def test_good_friday_is_no_working_day_in_alsace() -> None:
    thursday = agreement(instalment("2026-04-02", "1200"))
    assert tracked("0", thursday, "44").kept_until == date(2026, 4, 7)  # Friday, Tuesday
    assert tracked("0", thursday, "67").kept_until == date(2026, 4, 8)  # Tuesday, Wednesday


def test_a_paid_plan_waits_for_nothing() -> None:
    plan = tracked("1200")
    assert (plan.waits_for, plan.kept_until) == (None, None)


def test_without_a_clause_the_rest_is_due_only_when_its_last_day_is_past() -> None:
    """C. civ. 1305-4: a missed instalment does not make the others due by itself."""
    plan = tracked("0")
    assert not plan.all_due(date(2026, 5, 7))
    assert plan.all_due(date(2026, 5, 8))
    assert tracked("0", agreement(acceleration=True)).all_due(date(2026, 3, 11))


def test_the_sum_recognised_is_the_sum_of_the_instalments() -> None:
    assert agreement(instalment("2026-03-06", "333.33"), instalment("2026-04-03", "866.67")).total == euros("1200.00")


@pytest.mark.parametrize(
    ("instalments", "words"),
    [
        ((), "instalments : l'échéancier n'a aucune échéance"),
        ((instalment("2026-03-06", "0"),), "amount : l'échéance du 06/03/2026 n'a pas de montant positif"),
        ((instalment("2026-03-06", "-5"),), "amount : l'échéance du 06/03/2026 n'a pas de montant positif"),
        ((instalment("2026-02-01", "5"),), r"on : l'échéance du 01/02/2026 précède l'accord \(02/02/2026\)"),
        (
            (instalment("2026-03-06", "5"), instalment("2026-03-06", "5")),
            "on : l'échéance du 06/03/2026 ne suit pas celle du 06/03/2026",
        ),
        (
            (instalment("2026-03-06", "5"), instalment("2026-04-06", "5", "CHF")),
            "amount : les échéances ne sont pas toutes dans la même devise",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_cannot_be_built(instalments: tuple[Instalment, ...], words: str) -> None:
    with pytest.raises(RejectedError, match=words):
        Agreement(MONDAY, instalments)


class TestWhatWasPaidSince:
    def since(self, *invoices: Invoice, before: str = "0", unapplied: tuple[Unapplied, ...] = ()) -> Money:
        return paid_since(agreed(settled_before=euros(before)), invoices, unapplied)

    def test_money_received_before_the_agreement_pays_no_instalment(self) -> None:
        assert self.since(invoice(payments=(payment("300"),)), before="300") == euros("0")
        assert self.since(invoice(payments=(payment("300"), payment("400"))), before="300") == euros("400")

    def test_a_bare_total_counts_like_a_list_of_payments(self) -> None:
        assert self.since(invoice(amount_paid=euros("400"))) == euros("400")

    def test_a_credit_note_lowers_what_is_left_to_pay(self) -> None:
        assert self.since(invoice(credit_notes=(credit_note("100"),))) == euros("100")

    def test_money_that_billing_has_not_applied_yet_is_not_missing(self) -> None:
        assert self.since(invoice(), unapplied=(Unapplied("payment", euros("400")),)) == euros("400")

    def test_a_cancelled_invoice_asks_for_nothing_more(self) -> None:
        assert self.since(invoice(status=InvoiceStatus.CANCELLED)) == euros("1200")

    def test_other_invoices_and_other_currencies_do_not_count(self) -> None:
        other = invoice("F-2", payments=(payment("400"),))
        dollars = (Unapplied("payment", euros("400", "USD")),)
        assert self.since(invoice(), other, unapplied=dollars) == euros("0")

    def test_a_reversed_payment_is_missing_again_and_never_counts_below_zero(self) -> None:
        assert self.since(invoice(), before="300") == euros("0")

    def test_what_was_settled_is_money_credits_and_money_waiting(self) -> None:
        facts = invoice(payments=(payment("300"),), credit_notes=(credit_note("50"),))
        assert settled([facts], (Unapplied("credit", euros("20")),), "EUR") == euros("370")


@st.composite
def plans(draw: st.DrawFn) -> Agreement:
    days = sorted(draw(st.sets(st.integers(0, 200), min_size=1, max_size=8)))
    amounts = draw(st.lists(st.integers(1, 100_000), min_size=len(days), max_size=len(days)))
    return Agreement(
        MONDAY, tuple(Instalment(MONDAY + timedelta(d), Money(c)) for d, c in zip(days, amounts, strict=True))
    )


@given(made=plans(), paid=st.integers(0, 900_000), offset=st.integers(0, 260))
def test_kept_means_that_all_that_had_time_to_arrive_is_covered(made: Agreement, paid: int, offset: int) -> None:
    day = MONDAY + timedelta(days=offset)
    arrived = [i.amount.cents for i in made.instalments if CALENDAR.after(i.due_on, "44", days=2) < day]
    assert Tracked(agreed(made), Money(paid), CALENDAR, "44").kept(day) is (paid >= sum(arrived))


@given(made=plans(), paid=st.integers(0, 900_000), more=st.integers(0, 100_000), offset=st.integers(0, 260))
def test_more_money_never_breaks_a_plan_and_time_never_mends_one(
    made: Agreement, paid: int, more: int, offset: int
) -> None:
    day = MONDAY + timedelta(days=offset)
    plan = Tracked(agreed(made), Money(paid), CALENDAR, "44")
    assert plan.kept(day) <= Tracked(agreed(made), Money(paid + more), CALENDAR, "44").kept(day)
    assert plan.kept(day + timedelta(days=1)) <= plan.kept(day)


def test_the_ledger_s_row_gives_the_plan_back() -> None:
    plan = agreed(
        agreement(*THREE, penalties_go_on=False, acceleration=True),
        letter=StoredObject("agreements/C-1/EP/letter.pdf", "ab" * 32),
        told_missed=date(2026, 3, 6),
        settled_before=euros("12.34"),
    )
    assert record_of("C-1", [account_item(record(agreed=plan))]).agreed == plan


def test_an_account_without_a_plan_has_no_trace_of_one_in_its_row() -> None:
    assert "agreed" not in account_item(record())
