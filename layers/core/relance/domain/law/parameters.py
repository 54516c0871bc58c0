"""Values of the law and of its practice, dated: a change in the law is a new row, never a change of code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from relance.domain.errors import InvalidPolicyError, MissingFigureError

Value = str | int | bool | tuple["Value", ...] | Mapping[str, "Value"] | None
"""As in JSON, without floats and frozen."""

UNSETTLED: Final = "U"
"""The confidence of what no source settles: a person answers for it."""


class MissingParameterError(MissingFigureError):
    """A parameter has no value on a day."""

    def __init__(self, key: str, day: date) -> None:
        self.key, self.day = key, day
        super().__init__(key, f"paramètre {key} : aucune valeur au {day:%d/%m/%Y} dans parameters.json")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value, from a day on."""

    key: str
    value: Value
    unit: str
    scope: str
    source: str
    confidence: str
    """A read in the official text, B in a reliable secondary source, C professional knowledge, U unsettled."""
    valid_from: date | None = None
    """None: as far back as anything is asked."""
    review_by: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the value is in force, unless a later row takes its place."""
        return self.valid_from is None or self.valid_from <= day


@dataclass(frozen=True, slots=True)
class Parameters:
    """All rows. Of one key, the row with the latest start holds."""

    rows: tuple[Parameter, ...]
    _by_key: dict[str, tuple[Parameter, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Parameter]] = {}
        for row in self.rows:
            found.setdefault(row.key, []).append(row)
        for key, rows in found.items():
            rows.sort(key=lambda row: row.valid_from or date.min, reverse=True)
            if len({row.valid_from for row in rows}) < len(rows):
                raise InvalidPolicyError(f"parameters.json, {key} : deux valeurs à la même date")
        object.__setattr__(self, "_by_key", {key: tuple(rows) for key, rows in found.items()})

    def on(self, key: str, day: date) -> Parameter:
        """The row of a key in force on a day. Raises MissingParameterError."""
        for row in self._by_key.get(key, ()):
            if row.holds_on(day):
                return row
        raise MissingParameterError(key, day)

    def history(self, key: str) -> tuple[Parameter, ...]:
        """Every row of a key, latest first."""
        return self._by_key.get(key, ())

    def text(self, key: str, day: date) -> str:
        """A value that is text. Raises MissingParameterError, InvalidPolicyError."""
        value = self.on(key, day).value
        if not isinstance(value, str):
            raise InvalidPolicyError(f"parameters.json, {key} : attend un texte")
        return value

    def decimal(self, key: str, day: date) -> Decimal:
        """A number written as text, such as "40.00". Raises MissingParameterError, InvalidPolicyError."""
        value = self.text(key, day)
        try:
            return Decimal(value)
        except InvalidOperation as error:
            raise InvalidPolicyError(f"parameters.json, {key} : {value} n'est pas un nombre") from error

    def integer(self, key: str, day: date) -> int:
        """A whole number. Raises MissingParameterError, InvalidPolicyError."""
        value = self.on(key, day).value
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidPolicyError(f"parameters.json, {key} : attend un nombre entier")
        return value

    def to_review(self, day: date) -> tuple[Parameter, ...]:
        """What somebody should have read again by `day`."""
        return tuple(row for row in self.rows if row.review_by is not None and row.review_by <= day)
