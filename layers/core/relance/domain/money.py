"""Exact money: a whole number of minor units and a currency. No float ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

EUR = "EUR"
CENTS = 100


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in cents of one currency. Adding two currencies raises."""

    cents: int
    currency: str = EUR

    @classmethod
    def of(cls, amount: str | Decimal, currency: str = EUR) -> Money:
        """Read "1234.56". Raises ValueError beyond two decimals: nothing is rounded silently."""
        scaled = Decimal(amount) * CENTS
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more than two decimals")
        return cls(int(scaled), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str = EUR) -> Money:
        """Sum of amounts of one currency; zero of `currency` when there are none."""
        result = cls(0, currency)
        for amount in amounts:
            result += amount
        return result

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.cents - other.cents, self.currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, two decimals."""
        return Decimal(self.cents).scaleb(-2)

    def __str__(self) -> str:
        return f"{self.decimal:.2f} {self.currency}"

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
