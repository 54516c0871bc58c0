"""The sixty days as one drawing: what is owed, what is late, what came in after a contact."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from local.story import words
from local.story.chronicle import Outage
from local.story.notebook import Evening
from relance.service.french import NBSP

WIDTH, HEIGHT = 960, 340
LEFT, RIGHT, TOP, BOTTOM = 78, 14, 16, 34
MONDAY = 0
EVERY = 2
"""A date under every second Monday."""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve, as an SVG path."""

    name: str
    look: str
    path: str
    last: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick with its words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """Days shaded for a reason."""

    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws."""

    lines: tuple[Line, ...]
    across: tuple[Mark, ...]
    along: tuple[Mark, ...]
    bands: tuple[Band, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM


CURVES: tuple[tuple[str, str, Callable[[Evening], Decimal]], ...] = (
    ("Encours", "outstanding", lambda e: e.outstanding),
    ("Échu", "overdue", lambda e: e.overdue),
    ("Encaissé après contact (cumul)", "received", lambda e: e.received_after_contact),
)


def draw(evenings: Sequence[Evening], outages: Sequence[Outage]) -> Chart:
    """Scaled to the greatest amount, rounded up to a round figure."""
    step = round_step(max(curve(e) for e in evenings for _, _, curve in CURVES))
    ceiling = step * math.ceil(max(curve(e) for e in evenings for _, _, curve in CURVES) / step)
    scale = _Scale([e.day for e in evenings], ceiling)
    return Chart(
        lines=tuple(_line(name, look, [curve(e) for e in evenings], scale) for name, look, curve in CURVES),
        across=tuple(Mark(scale.y(step * n), words.whole_euros(step * n)) for n in range(int(ceiling / step) + 1)),
        along=tuple(_weeks(scale)),
        bands=tuple(_band(outage, scale) for outage in outages),
    )


def round_step(greatest: Decimal) -> Decimal:
    """A round distance between lines that gives four to eight of them."""
    power = Decimal(10) ** (len(str(int(greatest))) - 1)
    steps = (power / 10, power / 5, power / 4, power / 2, power, power * 2)
    return next((s for s in steps if greatest / s <= 8), power * 2)  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class _Scale:
    days: list[date]
    ceiling: Decimal

    def x(self, day: date) -> float:
        span = max((self.days[-1] - self.days[0]).days, 1)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.days[0]).days / span, 1)

    def y(self, value: Decimal) -> float:
        return round(HEIGHT - BOTTOM - float(value / self.ceiling) * (HEIGHT - BOTTOM - TOP), 1)


def _line(name: str, look: str, values: list[Decimal], scale: _Scale) -> Line:
    points = [f"{scale.x(day)},{scale.y(value)}" for day, value in zip(scale.days, values, strict=True)]
    return Line(name, look, "M" + " L".join(points), words.whole_euros(values[-1]), scale.y(values[-1]))


def _weeks(scale: _Scale) -> list[Mark]:
    mondays = [day for day in scale.days if day.weekday() == MONDAY]
    return [Mark(scale.x(day), f"{day.day}{NBSP}{words.MONTHS[day.month - 1][:5]}") for day in mondays[::EVERY]]


def _band(outage: Outage, scale: _Scale) -> Band:
    first, last = scale.x(outage.first), scale.x(outage.last)
    return Band(first, last - first, "Planificateur en panne")
