"""Due dates that differ from the contract or exceed the law: told to the creditor's people, never acted upon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.billing import Address, CustomerKind
from relance.domain.law.parameters import Parameter, Parameters
from relance.domain.law.sector import PublicBody, Sector
from relance.domain.law.term_limits import Base
from relance.domain.law.term_rule import TermRule
from relance.domain.law.terms import TermWarning, TermWhy, check_terms
from tests.builders import customer, invoice
from tests.law_terms.vectors import day, parameters

REUNION = Address(lines=("1 rue de Paris",), postal_code="97400", city="Saint-Denis")


def check(due_on: str, *, issued_on: str = "2026-01-15", debtor: dict[str, Any] | None = None, **facts: Any) -> Any:
    """The warnings of one invoice, issued on 15 January 2026 unless told otherwise."""
    checked = invoice(issued_on=day(issued_on), due_on=day(due_on), **facts)
    return check_terms(checked, customer(**(debtor or {})), parameters())


def told(*args: Any, **facts: Any) -> list[tuple[str, date | None]]:
    return [(w.why.value, w.expected_on) for w in check(*args, **facts)]


class TestAgreed:
    @pytest.mark.parametrize(
        ("terms", "due_on"),
        [
            ("NET60", "2026-03-16"),
            ("45J_PUIS_FIN_DE_MOIS", "2026-03-31"),  # 75 days, and lawful (TERM-03)
            ("FIN_DE_MOIS_PLUS_45J", "2026-03-17"),
            ("30J_PUIS_FIN_DE_MOIS", "2026-02-28"),
        ],
    )
    def test_the_printed_date_of_a_lawful_term_says_nothing(self, terms: str, due_on: str) -> None:
        assert told(due_on, terms=terms) == []

    def test_a_printed_date_other_than_the_contracts_is_told_with_the_contracts(self) -> None:
        # TERM-05: the end of the month was counted by the other of the two methods.
        assert told("2026-03-17", terms="45J_PUIS_FIN_DE_MOIS") == [("NOT_AS_AGREED", day("2026-03-31"))]
        assert told("2026-02-10", terms="NET30") == [("NOT_AS_AGREED", day("2026-02-14"))]

    def test_a_consumers_contract_counts_too_but_no_maximum_does(self) -> None:
        consumer = {"kind": CustomerKind.CONSUMER}
        assert told("2026-07-14", debtor=consumer, terms="NET180") == []  # TERM-09
        assert told("2026-07-15", debtor=consumer, terms="NET180") == [("NOT_AS_AGREED", day("2026-07-14"))]


class TestBetweenBusinesses:
    def test_sixty_days_after_issue_is_the_last_lawful_day(self) -> None:
        # TERM-02: 15 January + 60 = 16 March.
        assert told("2026-03-16", terms="NET60") == []
        assert told("2026-03-17", terms="NET61") == [("BEYOND_LAW", day("2026-03-16"))]

    def test_sixty_days_end_of_month_is_no_lawful_term(self) -> None:
        # TERM-03: from 15 January, 45 and 60 days end of month are both 31 March.
        assert told("2026-03-31", terms="60J_PUIS_FIN_DE_MOIS") == []
        # From the 31st, 45 days give 31 March and 60 days 30 April; 60 days net, 1 April, is the later lawful day.
        assert told("2026-04-30", issued_on="2026-01-31", terms="60J_PUIS_FIN_DE_MOIS") == [
            ("BEYOND_LAW", day("2026-04-01"))
        ]

    def test_a_periodic_invoice_has_45_days_net_whatever_was_agreed(self) -> None:
        # TERM-04: 15 January + 45 = 1 March.
        assert told("2026-03-01", terms="NET45", periodic=True) == []
        assert told("2026-03-31", terms="45J_PUIS_FIN_DE_MOIS", periodic=True) == [("BEYOND_LAW", day("2026-03-01"))]

    def test_where_no_agreement_is_known_thirty_days_from_performance_hold(self) -> None:
        # TERM-01: 10 January + 30 = 9 February.
        assert told("2026-02-09", performed_on=date(2026, 1, 10)) == []
        assert told("2026-02-14", performed_on=date(2026, 1, 10)) == [("NOTHING_AGREED", day("2026-02-09"))]
        assert told("2026-03-17", performed_on=date(2026, 1, 10)) == [("BEYOND_LAW", day("2026-03-16"))]

    def test_an_unknown_day_of_performance_is_said_to_be_assumed(self) -> None:
        (warning,) = check("2026-02-15")
        assert warning == TermWarning(
            TermWhy.NOTHING_AGREED,
            day("2026-02-14"),
            TermRule(30),
            Base.DELIVERY,
            assumed=True,
            parameter="term.default_days",
        )

    def test_overseas_the_term_runs_from_receipt_of_the_goods(self) -> None:
        # TERM-06: delivered on 20 February, + 60 = 21 April.
        facts: dict[str, Any] = {"debtor": {"address": REUNION}, "performed_on": date(2026, 2, 20), "terms": "NET60"}
        assert told("2026-04-21", **facts) == []
        assert told("2026-04-22", **facts) == [
            ("NOT_AS_AGREED", day("2026-03-16")),
            ("BEYOND_LAW", day("2026-04-21")),
        ]


class TestSectors:
    @pytest.mark.parametrize(
        ("sector", "last"),
        [
            (Sector.TRANSPORT, "2026-02-14"),  # 30 days from issue
            (Sector.LIVESTOCK, "2026-02-02"),  # 20 days from delivery on 13 January
            (Sector.PERISHABLE_FOOD, "2026-02-19"),  # 20 January + 30
            (Sector.ALCOHOL, "2026-03-02"),  # 31 January + 30
        ],
    )
    def test_a_sectors_own_term_stands_in_place_of_sixty_days(self, sector: Sector, last: str) -> None:
        # TERM-07.
        delivered = date(2026, 1, 13)
        days = (day(last) - date(2026, 1, 15)).days
        assert told(last, sector=sector, performed_on=delivered, terms=f"NET{days}") == []
        assert told("2026-03-03", sector=sector, performed_on=delivered, terms="NET47") == [("BEYOND_LAW", day(last))]

    def test_the_creditors_trade_stands_for_invoices_that_name_none(self) -> None:
        late = invoice(issued_on=day("2026-01-15"), due_on=day("2026-03-16"), terms="NET60")
        (warning,) = check_terms(late, customer(), parameters(), trade=Sector.TRANSPORT)
        assert (warning.why, warning.parameter) == (TermWhy.BEYOND_LAW, "term.sector.transport")
        assert check_terms(replace(late, sector=Sector.GENERAL), customer(), parameters(), trade=Sector.TRANSPORT) == ()


class TestPublicBuyers:
    @pytest.mark.parametrize(
        ("body", "last"),
        [(None, "2026-02-19"), (PublicBody.HEALTH, "2026-03-11"), (PublicBody.ENTERPRISE, "2026-03-21")],
    )
    def test_thirty_fifty_or_sixty_days_from_receipt(self, body: PublicBody | None, last: str) -> None:
        # TERM-10, received on 20 January.
        debtor = {"kind": CustomerKind.PUBLIC, "public_body": body}
        received = date(2026, 1, 20)
        assert told(last, debtor=debtor, received_on=received) == []
        assert told("2026-03-22", debtor=debtor, received_on=received) == [("BEYOND_LAW", day(last))]


class TestTheLawsOwnDates:
    def test_a_change_of_the_law_is_a_row_of_data(self) -> None:
        # TERM-12: terms counted from receipt, from 1 January 2027 on.
        coming = Parameter("term.base", "RECEIPT", "", "", "", "U", valid_from=date(2027, 1, 1))
        then = Parameters((*parameters().rows, coming))
        facts: dict[str, Any] = {"due_on": day("2027-03-20"), "terms": "NET60", "received_on": day("2027-01-19")}
        late = invoice(issued_on=day("2027-01-15"), **facts)
        assert check_terms(late, customer(), then) == ()
        assert [w.why for w in check_terms(late, customer(), parameters())] == [
            TermWhy.NOT_AS_AGREED,
            TermWhy.BEYOND_LAW,
        ]

    def test_an_invoice_of_a_time_whose_law_is_not_known_is_not_judged(self) -> None:
        old: dict[str, Any] = {"issued_on": "2018-01-15", "terms": "NET60"}
        (warning,) = check("2018-03-16", **old)
        assert (warning.why, warning.expected_on) == (TermWhy.NOT_CHECKED, None)
