"""Several debts of one account: one indemnity for each invoice (PEN-12), one payment for all (IMP-03), the balance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.law.shipped import shipped_figures
from relance.domain.errors import RejectedError
from relance.domain.law.account import account_sums, state_account
from relance.domain.law.across import Imputation, Owed, impute, in_proportion
from relance.domain.law.balance import BalanceRegion, balance_region
from relance.domain.law.debt import Debt, Effect, Order, RateClause, RateMode, Receipt, Reduction, Regime
from relance.domain.law.engine import state_debt
from tests.law.asking import cents, debts

FIGURES = shipped_figures()
TODAY = date(2026, 11, 21)


def debt(due: str, principal: int = 1_000_00, **fields: object) -> Debt:
    return replace(Debt(Regime.B2B, principal, date.fromisoformat(due)), **fields)  # type: ignore[arg-type]


class TestInstalments:
    def test_two_late_instalments_of_one_invoice_bear_one_indemnity_on_the_first(self) -> None:
        later, first = debt("2026-09-30"), debt("2026-08-31")

        stated = state_account([("F-1", later), ("F-1", first)], TODAY, FIGURES)

        assert [one.indemnity for one in stated] == [0, 40_00]

    def test_an_instalment_paid_in_time_leaves_it_to_the_next(self) -> None:
        first = debt("2026-08-31", receipts=(Receipt(date(2026, 8, 31), 1_000_00),))

        stated = state_account([("F-1", first), ("F-1", debt("2026-09-30"))], TODAY, FIGURES)

        assert [one.indemnity for one in stated] == [0, 40_00]

    def test_where_the_first_was_paid_late_without_it_the_next_that_is_owed_bears_it(self) -> None:
        first = debt("2026-08-31", receipts=(Receipt(date(2026, 9, 10), 1_000_00),), order=Order.PRINCIPAL_FIRST)

        stated = state_account([("F-1", first), ("F-1", debt("2026-09-30"))], TODAY, FIGURES)

        assert [one.indemnity for one in stated] == [0, 40_00]

    def test_the_second_one_s_payment_clears_no_indemnity_that_it_does_not_bear(self) -> None:
        # 1 000 × 12.40 × 31 / 36 500 = 10.53; 1 060 − 10.53 − 1 000 = 49.47
        second = debt("2026-09-30", receipts=(Receipt(date(2026, 10, 31), 1_060_00),), order=Order.INTEREST_FIRST)

        stated = state_account([("F-1", debt("2026-08-31")), ("F-1", second)], TODAY, FIGURES)

        assert (stated[1].total_due, stated[1].overpayment) == (0, 49_47)
        assert stated[1].allocations[0].to_indemnity == 0

    def test_other_invoices_bear_their_own(self) -> None:
        stated = state_account([("F-1", debt("2026-08-31")), ("F-2", debt("2026-08-31"))], TODAY, FIGURES)

        assert account_sums(stated).indemnity == 80_00


class TestOnePaymentForSeveral:
    """C. civ. 1342-10."""

    OLD, NEW = Owed("old", debt("2026-08-31")), Owed("new", debt("2026-09-30"))
    TO_COME = Owed("to come", debt("2026-12-31", 500_00))

    def shared(
        self, amount: int, *owed: Owed, indicated: str | None = None, on: date = TODAY
    ) -> tuple[list[tuple[str, int]], int]:
        found = impute(Receipt(on, amount), owed, FIGURES, indicated=indicated)
        return [(share.key, share.cents) for share in found.shares], found.left

    def test_at_the_same_rate_the_oldest_is_paid_first_with_its_accessories(self) -> None:
        # 1 000 × 12.40 × 82 / 36 500 = 27.86: the old one comes to 1 067.86
        assert self.shared(1_500_00, self.NEW, self.OLD) == ([("old", 1_067_86), ("new", 432_14)], 0)

    def test_inside_each_the_order_of_that_debt_holds(self) -> None:
        found = impute(Receipt(TODAY, 1_500_00), [self.NEW, self.OLD], FIGURES)

        # on the new one 1 000 × 12.40 × 52 / 36 500 = 17.67
        assert [share[2:] for share in found.shares] == [(27_86, 1_000_00, 40_00), (17_67, 414_47, 0)]

    def test_what_has_fallen_due_comes_before_what_has_not(self) -> None:
        assert self.shared(1_200_00, self.TO_COME, self.OLD) == ([("old", 1_067_86), ("to come", 132_14)], 0)

    def test_the_dearest_comes_before_the_oldest(self) -> None:
        dear = Owed("dear", debt("2026-09-30", clause=RateClause(RateMode.FIXED, Decimal("15.00"))))

        assert self.shared(100_00, self.OLD, dear) == ([("dear", 100_00)], 0)

    def test_in_days_of_grace_there_is_little_interest_in_paying(self) -> None:
        grace = Owed("grace", debt("2026-07-31", suspensions=((date(2026, 11, 1), date(2027, 1, 31)),)))

        assert self.shared(100_00, grace, self.NEW) == ([("new", 100_00)], 0)

    def test_equals_share_in_proportion_to_the_cent(self) -> None:
        due = "2026-11-21"
        thirds = [Owed(str(n), debt(due, amount)) for n, amount in enumerate((100_00, 100_00, 100_00))]

        assert self.shared(100_00, *thirds) == ([("0", 33_34), ("1", 33_33), ("2", 33_33)], 0)

    def test_the_debtor_s_choice_comes_first_when_it_covers_that_invoice(self) -> None:
        found = self.shared(1_000_00, self.OLD, self.NEW, indicated="new")

        assert found == ([("new", 1_000_00)], 0)

    def test_nobody_may_choose_an_invoice_and_pay_a_part_of_it(self) -> None:
        assert self.shared(999_99, self.OLD, self.NEW, indicated="new") == ([("old", 999_99)], 0)

    def test_what_the_chosen_one_does_not_need_follows_the_law(self) -> None:
        # the new one comes to 1 057.67
        assert self.shared(1_100_00, self.OLD, self.NEW, indicated="new") == ([("new", 1_057_67), ("old", 42_33)], 0)

    def test_what_nothing_needs_is_left(self) -> None:
        assert self.shared(2_000_00, self.OLD) == ([("old", 1_067_86)], 932_14)

    def test_a_choice_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(RejectedError, match="F-9"):
            self.shared(100_00, self.OLD, indicated="F-9")

    def test_instalments_of_one_invoice_share_its_indemnity(self) -> None:
        first, second = (Owed(key, debt(due), "F-1") for key, due in (("a", "2026-08-31"), ("b", "2026-09-30")))

        # 1 000 + 27.86 + 40 and 1 000 + 17.67
        assert self.shared(3_000_00, first, second) == ([("a", 1_067_86), ("b", 1_017_67)], 914_47)

    @given(cents, st.lists(debts(), min_size=1, max_size=5), st.booleans())
    def test_no_cent_is_lost_or_made(self, amount: int, several: list[Debt], chooses: bool) -> None:
        on = max(one.due_on for one in several) + timedelta(1)
        owed = [Owed(str(n), replace(one, reductions=())) for n, one in enumerate(several)]

        found = impute(Receipt(on, amount), owed, FIGURES, indicated="0" if chooses else None)

        assert sum(share.cents for share in found.shares) + found.left == amount
        assert all(share.cents == sum(share[2:]) > 0 for share in found.shares)
        assert len({share.key for share in found.shares}) == len(found.shares)
        assert found.left == 0 or self.nothing_is_owed(owed, found, on)

    def nothing_is_owed(self, owed: Sequence[Owed], found: Imputation, on: date) -> bool:
        given_to = {share.key: share.cents for share in found.shares}
        before = state_account([(one.key, one.debt) for one in owed], on, FIGURES)
        return all(one.total_due == given_to.get(two.key, 0) for one, two in zip(before, owed, strict=True))

    @given(st.integers(0, 10_000), st.lists(st.integers(1, 5_000), min_size=1, max_size=6))
    def test_proportions_are_fair_to_the_cent(self, amount: int, owed: list[int]) -> None:
        shares = in_proportion(amount, owed)

        assert sum(shares) == min(amount, sum(owed))
        for share, one in zip(shares, owed, strict=True):
            assert share <= one
            assert abs(share * sum(owed) - min(amount, sum(owed)) * one) < sum(owed)


class TestBalance:
    @pytest.mark.parametrize(
        ("receipts", "reductions", "region"),
        [
            ((), (), BalanceRegion.OPEN),
            ((Receipt(date(2026, 9, 30), 1_000_00),), (), BalanceRegion.SETTLED),
            ((Receipt(date(2026, 9, 30), 1_000_01),), (), BalanceRegion.CREDIT),
            # one day of interest, 0.34, then the 40 €
            ((Receipt(date(2026, 10, 1), 1_000_34),), (), BalanceRegion.RESIDUAL),
            ((Receipt(date(2026, 10, 1), 1_040_34),), (), BalanceRegion.SETTLED),
            ((Receipt(date(2026, 10, 1), 1_040_33),), (), BalanceRegion.RESIDUAL),
            # a gesture of 100 € too much is more than the 40.34 € that are left
            ((), (Reduction(date(2026, 10, 1), 1_100_00, Effect.DATE),), BalanceRegion.CREDIT),
            ((), (Reduction(date(2026, 10, 1), 1_040_34, Effect.DATE),), BalanceRegion.SETTLED),
        ],
    )
    def test_its_region_follows_from_what_is_left(
        self, receipts: tuple[Receipt, ...], reductions: tuple[Reduction, ...], region: BalanceRegion
    ) -> None:
        found = state_debt(debt("2026-09-30", receipts=receipts, reductions=reductions), TODAY, FIGURES)

        assert balance_region(found) is region
