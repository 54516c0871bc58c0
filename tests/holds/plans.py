"""The instalment plan of these stories: Boulangerie Martin pays 1 200 € in three, agreed on Monday 2 February 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from relance.adapters.holidays_fr import FrenchHolidays
from relance.domain.agreement import Agreed, Agreement, Instalment
from relance.domain.calendar import WorkingCalendar
from relance.domain.money import Money
from tests.builders import euros

CALENDAR = WorkingCalendar(FrenchHolidays())
MONDAY = date(2026, 2, 2)


def instalment(day: str, amount: str, currency: str = "EUR") -> Instalment:
    return Instalment(date.fromisoformat(day), euros(amount, currency))


THREE = (instalment("2026-03-06", "400"), instalment("2026-04-03", "400"), instalment("2026-05-05", "400"))


def agreement(*instalments: Instalment, **changes: Any) -> Agreement:
    return replace(Agreement(MONDAY, instalments or THREE), **changes)


def agreed(made: Agreement | None = None, **changes: Any) -> Agreed:
    """On F-1, of which nothing was paid before."""
    base = Agreed(made or agreement(), ("C-1#F-1",), Money(0), by="anne", reference="EP-260202-AAAAAAAAAAAA")
    return replace(base, **changes)
