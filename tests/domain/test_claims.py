"""What the law makes of billing's facts on Monday 2 March 2026: 1 200 € due on 30 January bears 31 days at 12,15 %."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from relance.domain.billing import CustomerKind, Invoice, InvoiceStatus
from relance.domain.claims import Law, claims, prints_claim
from relance.domain.document import Document
from relance.domain.law.debt import Order, RateClause, RateMode
from relance.domain.law.statement import Flag, InvoiceStatement
from tests.builders import credit_note, customer, euros, invoice, payment
from tests.fakes.plans import FakePlans

DAY = date(2026, 3, 2)
LAW = FakePlans().law()


def claim(facts: Invoice, *, law: Law = LAW, **debtor: Any) -> InvoiceStatement:
    return claims(customer(**debtor), [facts], DAY, law)[facts.key]


def sums(stated: InvoiceStatement) -> tuple[int, int, int, int]:
    """Principal, interest, indemnity and total, in cents."""
    return stated.principal_due, stated.interest_due, stated.indemnity_due, stated.total_due


def test_a_business_owes_interest_of_each_day_and_forty_euros_pen_02_pen_12() -> None:
    # 1200 × 12.15 × 31 / 36500 = 12.383
    assert sums(claim(invoice())) == (120000, 1238, 4000, 125238)


def test_a_part_payment_clears_the_principal_first_as_the_books_do_imp_02() -> None:
    # 16 days on 1200: 6.391; 15 days on 800: 3.994
    assert sums(claim(invoice(payments=(payment(400, date(2026, 2, 15)),)))) == (80000, 1038, 4000, 85038)


def test_the_creditor_may_clear_interest_first_imp_01() -> None:
    law = replace(LAW, terms=replace(LAW.terms, order=Order.INTEREST_FIRST))
    # 6.39 of the 400 goes to interest; 806.39 × 12.15 × 15 / 36500 = 4.026
    stated = claim(invoice(payments=(payment(400, date(2026, 2, 15)),)), law=law)
    assert sums(stated) == (80639, 403, 4000, 85042)


def test_money_without_a_date_counts_as_received_in_time() -> None:
    # 800 × 12.15 × 31 / 36500 = 8.255
    assert sums(claim(invoice(payments=(payment(400),)))) == (80000, 826, 4000, 84826)
    assert sums(claim(invoice(amount_paid=euros(400)))) == (80000, 826, 4000, 84826)


def test_a_value_date_to_come_is_never_claimed_again() -> None:
    stated = claim(invoice(payments=(payment(400, date(2026, 3, 5)),)))
    assert sums(stated) == (80000, 1238, 4000, 85238)


def test_a_credit_note_corrects_the_price_from_the_start_imp_06() -> None:
    # 900 × 12.15 × 31 / 36500 = 9.287
    stated = claim(invoice(credit_notes=(credit_note(300, date(2026, 2, 20)),)))
    assert sums(stated) == (90000, 929, 4000, 94929)


def test_instalments_of_one_invoice_bear_one_indemnity_pen_12() -> None:
    first = invoice("F-1/1", total="600.00", instalment_of="F-1")
    second = invoice("F-1/2", total="600.00", instalment_of="F-1", due_on=date(2026, 2, 15))
    other = invoice("F-2", total="600.00")
    stated = claims(customer(), [second, first, other], DAY, LAW)
    assert [stated[i.key].indemnity for i in (first, second, other)] == [4000, 0, 4000]


def test_the_forty_euros_of_an_invoice_are_asked_for_in_one_letter_only_pen_12() -> None:
    """The first instalment is in the formal notice of its case; a reminder of the second goes out meanwhile."""
    first = invoice("F-1/1", total="600.00", instalment_of="F-1")
    second = invoice("F-1/2", total="600.00", instalment_of="F-1", due_on=date(2026, 2, 15))
    notice = claims(customer(), [first], DAY, LAW, beside=[first, second])
    reminder = claims(customer(), [second], DAY, LAW, beside=[first, second])
    assert (notice[first.key].indemnity, reminder[second.key].indemnity) == (4000, 0)
    assert list(reminder) == [second.key]


@pytest.mark.parametrize(
    ("received", "asked"),
    [
        # on 15 February: 600 × 12.15 × 16 / 36500 = 3.196 of interest, and the 40 € with it
        ("643.20", 0),
        ("600.00", 4000),
    ],
)
def test_forty_euros_that_were_paid_are_not_asked_for_again_pen_12(received: str, asked: int) -> None:
    on = date(2026, 2, 15)
    first = invoice("F-1/1", total="600.00", instalment_of="F-1", payments=(payment(received, on),))
    second = invoice("F-1/2", total="600.00", instalment_of="F-1", due_on=on)
    assert claims(customer(), [second], DAY, LAW, beside=[first, second])[second.key].indemnity_due == asked


def test_a_cancelled_instalment_bears_nothing_for_the_others() -> None:
    gone = invoice("F-1/1", instalment_of="F-1", status=InvoiceStatus.CANCELLED)
    second = invoice("F-1/2", instalment_of="F-1", due_on=date(2026, 2, 15))
    assert claims(customer(), [second], DAY, LAW, beside=[gone, second])[second.key].indemnity == 4000


def test_a_foreign_currency_bears_nothing() -> None:
    dollars = replace(invoice(), total=euros(1200, "USD"))
    assert claims(customer(), [dollars], DAY, LAW) == {}


@pytest.mark.parametrize(
    ("performed", "interest", "flags"),
    [
        # 31 January to 9 February: 10 days, 3.994
        (date(2026, 1, 10), 399, (Flag.INSOLVENCY,)),
        (date(2026, 2, 10), 1238, ()),
    ],
)
def test_a_judgment_stops_the_interest_of_what_was_performed_before_it_ins_02_ins_04(
    performed: date, interest: int, flags: tuple[Flag, ...]
) -> None:
    stated = claim(invoice(performed_on=performed), insolvency_judgment_on=date(2026, 2, 10))
    assert (stated.interest_due, stated.flags) == (interest, flags)


def test_without_a_performance_date_the_invoice_s_own_date_decides_ins_04() -> None:
    stated = claim(invoice(), insolvency_judgment_on=date(2026, 2, 10))
    assert stated.flags == (Flag.INSOLVENCY,)


def test_a_public_buyer_bears_eight_points_and_clears_the_principal_first_pub_01_pub_06() -> None:
    law = replace(LAW, terms=replace(LAW.terms, order=Order.INTEREST_FIRST))
    # 16 days on 1200 and 15 on 800 at 10.15 %: 5.339 and 3.337
    stated = claim(invoice(payments=(payment(400, date(2026, 2, 15)),)), law=law, kind=CustomerKind.PUBLIC)
    assert sums(stated) == (80000, 868, 4000, 84868)


def test_a_consumer_owes_no_interest_before_a_formal_notice_and_never_the_forty_euros_b2c_01_b2c_03() -> None:
    stated = claim(invoice(), kind=CustomerKind.CONSUMER)
    assert sums(stated) == (120000, 0, 0, 120000)
    assert stated.flags == (Flag.B2C_NO_FORMAL_NOTICE,)


def test_a_consumer_s_interest_begins_the_day_after_the_notice_took_effect_b2c_02() -> None:
    debtor = customer(kind=CustomerKind.CONSUMER)
    stated = claims(debtor, [invoice()], DAY, LAW, notice_effective=date(2026, 2, 10))["C-1#F-1"]
    # 11 February to 2 March: 20 days at 2.62 %: 1.723
    assert sums(stated) == (120000, 172, 0, 120172)


def test_the_customer_s_own_contract_comes_before_the_general_terms_pen_03() -> None:
    clause = RateClause(RateMode.FIXED, Decimal("15.00"))
    # 1200 × 15 × 31 / 36500 = 15.287
    assert claim(invoice(), penalty_clause=clause).interest_due == 1529


def test_a_judge_s_period_of_grace_bears_nothing() -> None:
    # 31 January to 9 February: 10 days; then grace until the end
    stated = claim(invoice(suspensions=((date(2026, 2, 10), date(2026, 3, 31)),)))
    assert stated.interest_due == 399


@pytest.mark.parametrize(
    ("document", "kinds"),
    [
        (Document.PRE_DUE_NOTICE, set()),
        (Document.FIRST_REMINDER, set()),
        (Document.SECOND_REMINDER, {CustomerKind.BUSINESS, CustomerKind.PUBLIC}),
        (Document.LAST_REMINDER, {CustomerKind.BUSINESS, CustomerKind.PUBLIC}),
        (Document.FORMAL_NOTICE, set(CustomerKind)),
        (Document.INSTALMENT_PLAN, set()),
    ],
)
def test_who_reads_what_the_law_adds(document: Document, kinds: set[CustomerKind]) -> None:
    assert {kind for kind in CustomerKind if prints_claim(document, kind)} == kinds
